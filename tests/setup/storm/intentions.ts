import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { DeskData } from '../../../web/feed/desk-data.ts'
import type { CommandName } from '../checker/observed.ts'
import type { Chance } from './chance.ts'

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
export function intentions(me: string, desk: DeskData, chance: Chance): Intention[] {
  const calls = [...desk.calls.values()].filter(({ endedAt }) => endedAt === null)
  const mine = calls.flatMap((call) => ofMine(me, call, desk, chance))
  if (mine.length > 0 && chance.of(0.8)) return mine
  if (desk.agents.get(me)?.callSid !== null && chance.of(0.9)) return mine
  const others = calls.flatMap((call) => ofOthers(me, call, chance))
  return others.length > 0 ? others : mine
}

function ofMine(me: string, call: CallView, desk: DeskData, chance: Chance): Intention[] {
  const { callSid, state, agentId, transfer } = call
  const can = (path: Intention['path'], body?: object): Intention => ({
    callSid,
    path,
    ...(body && { body }),
  })
  if (transfer?.from === me && state.startsWith('transferring'))
    return chance.of(0.3) ? [can('transfer/complete'), can('transfer/cancel')] : []
  if (agentId !== me) return []
  if (state === 'active.held')
    return chance.of(0.5)
      ? [can('resume')]
      : [can('transfer', { to: colleague(me, desk, chance), kind: 'blind' })]
  if (state !== 'active.talking' || chance.of(0.6)) return []
  const kind = chance.of(0.5) ? 'blind' : 'consult'
  return [
    can('hold'),
    can('park', chance.of(0.3) ? { slot: chance.between(1, 20), note: 'back in a minute' } : {}),
    can('park'),
    can('transfer', { to: colleague(me, desk, chance), kind }),
    can('transfer', {
      to: chance.of(0.15) ? (chance.pick(OUTSIDE) ?? '') : colleague(me, desk, chance),
      kind,
    }),
    ...(chance.of(0.2) ? [can('hangup')] : []),
  ]
}

function ofOthers(me: string, call: CallView, chance: Chance): Intention[] {
  const { callSid, offeredTo, parked, status, transfer } = call
  const can = (path: Intention['path']): Intention => ({ callSid, path })
  if (transfer?.to === `agent:${me}` && status === 'transferring')
    return [can('claim'), can('claim'), ...(chance.of(0.3) ? [can('decline')] : [])]
  if (offeredTo.includes(me)) return chance.of(0.9) ? [can('claim')] : [can('decline')]
  if (parked !== null) return chance.of(0.03) ? [can('hangup')] : [can('unpark')]
  if (status === 'voicemail') return chance.of(0.2) ? [can('claim')] : []
  return status === 'ringing' && chance.of(0.3) ? [can('claim')] : []
}

/** Somebody who is free, if anybody is. */
function colleague(me: string, desk: DeskData, chance: Chance): string {
  const others = [...desk.agents.values()].filter(({ agentId }) => agentId !== me)
  const free = others.filter(({ presence, callSid }) => presence === 'available' && callSid === null)
  return `agent:${chance.pick(free)?.agentId ?? chance.pick(others)?.agentId ?? me}`
}
