import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { colleagueOf } from './feed.ts'
import { type CarrierLeg, isCaller, isLive, type Observed } from './observed.ts'

/** What may end a call while its caller is still on the line. */
export const OUR_REASONS: ReadonlySet<string> = new Set(['HANGUP', 'LEG_ENDED', 'RECORDED'])

const looksAfter = ({ agentId, offeredTo, parked, status, outsideNumber }: CallView) =>
  agentId !== null ||
  parked !== null ||
  offeredTo.length > 0 ||
  outsideNumber !== null ||
  status === 'ringing' ||
  status === 'voicemail'

/** Each caller that the carrier has on the line is with an agent, offered, in the lot, or at voicemail. */
export function forgottenCallers({ legs, stored }: Observed): string[] {
  const views = new Map(stored.map((view) => [view.callSid, view]))
  return legs
    .filter((leg) => isCaller(leg) && isLive(leg))
    .flatMap(({ callSid, where }) => {
      const view = views.get(callSid)
      if (view === undefined) return [`${callSid} is on the line (${where}), and nobody knows it`]
      if (view.status === 'ended') return [`${callSid} is on the line (${where}), and taken for ended`]
      return looksAfter(view) ? [] : [`${callSid} is ${view.state}, and nobody looks after it`]
    })
}

/** A caller's leg ends by the caller, by an agent's command, by the end of an outside leg, or after a message. Nothing else ends it. */
export function callersWeHungUp({ legs, histories, hungUp }: Observed): string[] {
  return legs
    .filter((leg) => isCaller(leg) && !isLive(leg) && !hungUp.has(leg.callSid))
    .flatMap(({ callSid }) => {
      const lines = histories.get(callSid) ?? []
      const end = lines.find(({ state }) => state === 'ended')
      if (end && OUR_REASONS.has(end.event)) return []
      const went = lines
        .slice(-4)
        .map(({ event, state, evidence = '' }) => `${event} ${state} ${evidence}`.trim())
      return [`${callSid} did not hang up, and is off the line; its history ends with ${went.join(', ')}`]
    })
}

/**
 * By the carrier's word, no agent talks with two callers, and no two agents with one but where three talk.
 * A number outside may have as many lines as it likes.
 */
export function crossedLines({ legs, stored }: Observed): string[] {
  const found: string[] = []
  const callerOf = new Map<string, string>()
  for (const caller of legs.filter((leg) => isCaller(leg) && isLive(leg)))
    for (const { identity } of caller.withLegs.filter(({ identity }) => !identity.startsWith('+'))) {
      const other = callerOf.get(identity)
      if (other !== undefined) found.push(`${identity} talks with ${other} and with ${caller.callSid}`)
      callerOf.set(identity, caller.callSid)
      const view = stored.find(({ callSid }) => callSid === caller.callSid)
      if (view && view.agentId !== identity && thirdOf(view) !== identity)
        found.push(`${caller.callSid} is ${view.agentId ?? 'nobody'}'s, and talks with ${identity}`)
    }
  return found
}

/** The colleague who talks with the caller beside the owner; null: none. */
const thirdOf = (view: CallView) => (view.state === 'active.threeWay' ? colleagueOf(view) : null)

/** Every caller is where the state of the call says, and every call that is stored as live has its caller. */
export function misplacedCallers({ legs, stored }: Observed): string[] {
  const callers = new Map(legs.filter(isCaller).map((leg) => [leg.callSid, leg]))
  return stored
    .filter(({ status }) => status !== 'ended')
    .flatMap((view) => {
      const caller = callers.get(view.callSid)
      if (caller === undefined || !isLive(caller))
        return [`${view.callSid} is ${view.state}, and its caller is not on the line`]
      return isThere(view, caller)
        ? []
        : [`${view.callSid} is ${view.state}, and its caller: ${caller.where}`]
    })
}

function isThere(view: CallView, { where, withLegs }: CarrierLeg): boolean {
  const isWith = (identity: string | null) => withLegs.some((leg) => leg.identity === identity)
  switch (view.status) {
    case 'ringing':
      return where === 'ringing'
    case 'parked':
      return where === 'park music'
    case 'voicemail':
      return where === 'voicemail'
    case 'transferring':
      return view.state === 'transferring.swapped' ? isWith(view.agentId) : where === 'hold music'
    case 'active':
      if (view.state === 'active.held') return where === 'hold music'
      if (view.state === 'active.connecting') return where === 'ringing' || where === 'alone on the line'
      if (view.state === 'active.threeWay')
        return isWith(view.agentId) && isWith(colleagueOf(view) ?? view.outsideNumber)
      return isWith(view.agentId ?? view.outsideNumber)
    case 'ended':
      return false
  }
}
