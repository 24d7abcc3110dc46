import { type CallView, isWithTarget } from '../../../coordinator/protocol/call-view.ts'
import type { DeskData } from '../../../web/feed/desk-data.ts'
import type { CommandName } from '../checker/observed.ts'
import type { SeededRandom } from '../seeded-random.ts'

/** What can be asked of a call: where in the API, after `/api/calls/<CallSid>/`, and its name in the call's history. */
export const COMMANDS = {
  claim: 'CLAIM',
  decline: 'DECLINE',
  hold: 'HOLD',
  resume: 'RESUME',
  park: 'PARK',
  unpark: 'UNPARK',
  transfer: 'TRANSFER',
  'transfer/complete': 'COMPLETE',
  'transfer/cancel': 'CANCEL',
  merge: 'MERGE',
  leave: 'LEAVE',
  hangup: 'HANGUP',
} as const satisfies Record<string, CommandName>

/** Something that an agent wants of a call. */
export interface Intention {
  callSid: string
  path: keyof typeof COMMANDS
  body?: object
}

/** Numbers outside: one answers, one is busy, one lets it ring. */
const OUTSIDE = ['+12175550170', '+12175550178', '+12175550179']

/**
 * What a person might want now who sees that desk, often what two people want at once, and now and then what
 * cannot be had. Its own calls go before what rings, that before the lot.
 */
export function intentions(me: string, desk: DeskData, random: SeededRandom): Intention[] {
  const calls = [...desk.calls.values()].filter(({ endedAt }) => endedAt === null)
  const mine = calls.flatMap((call) => ofMine(me, call, desk, random))
  if (mine.length > 0 && random.happens(0.8)) return mine
  if (desk.agents.get(me)?.callSid !== null && random.happens(0.9)) return mine
  const others = calls.flatMap((call) => ofOthers(me, call, random))
  return others.length > 0 ? others : mine
}

function ofMine(me: string, call: CallView, desk: DeskData, random: SeededRandom): Intention[] {
  const { callSid, state, agentId, transfer } = call
  const can = (path: Intention['path'], body?: object): Intention => ({
    callSid,
    path,
    ...(body && { body }),
  })
  if (transfer?.from === me && state === 'active.threeWay')
    return random.happens(0.3) ? [can('leave'), can('transfer/cancel'), can('hold')] : []
  if (transfer?.from === me && state === 'transferring.swapped')
    return random.happens(0.5) ? [can('hold'), can('merge')] : []
  if (transfer?.from === me && state.startsWith('transferring'))
    return random.happens(0.3)
      ? [can('transfer/complete'), can('transfer/cancel'), can('merge'), can('resume')]
      : []
  if (agentId !== me) return []
  if (state === 'active.held')
    return random.happens(0.5)
      ? [can('resume')]
      : [can('transfer', { to: colleague(me, desk, random), kind: 'blind' })]
  if (state !== 'active.talking' || random.happens(0.6)) return []
  const kind = random.happens(0.5) ? 'blind' : 'consult'
  return [
    can('hold'),
    can('park', random.happens(0.3) ? { slot: random.whole(1, 20), note: 'back in a minute' } : {}),
    can('park', random.happens(0.5) ? { for: colleague(me, desk, random).slice('agent:'.length) } : {}),
    can('transfer', { to: colleague(me, desk, random), kind }),
    can('transfer', {
      to: random.happens(0.15) ? (random.pickOrNone(OUTSIDE) ?? '') : colleague(me, desk, random),
      kind,
    }),
    ...(random.happens(0.2) ? [can('hangup')] : []),
  ]
}

function ofOthers(me: string, call: CallView, random: SeededRandom): Intention[] {
  const { callSid, offeredTo, parked, status, transfer } = call
  const can = (path: Intention['path']): Intention => ({ callSid, path })
  if (transfer?.to === `agent:${me}` && isWithTarget(call)) return random.happens(0.2) ? [can('leave')] : []
  if (transfer?.to === `agent:${me}` && status === 'transferring')
    return [can('claim'), can('claim'), ...(random.happens(0.3) ? [can('decline')] : [])]
  if (offeredTo.includes(me)) return random.happens(0.9) ? [can('claim')] : [can('decline')]
  if (parked !== null) return random.happens(0.03) ? [can('hangup')] : [can('unpark')]
  if (status === 'voicemail') return random.happens(0.2) ? [can('claim')] : []
  return status === 'ringing' && random.happens(0.3) ? [can('claim')] : []
}

/** Somebody who is free, if anybody is. */
function colleague(me: string, desk: DeskData, random: SeededRandom): string {
  const others = [...desk.agents.values()].filter(({ agentId }) => agentId !== me)
  const free = others.filter(({ presence, callSid }) => presence === 'available' && callSid === null)
  return `agent:${random.pickOrNone(free)?.agentId ?? random.pickOrNone(others)?.agentId ?? me}`
}
