import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'

const NAMED = 2

/** `rings at Ben, Cat and 2 more`; `offered to` while no console has said that it rings. */
export function ringsAt(
  { offeredTo, ringingAt }: Pick<CallView, 'offeredTo' | 'ringingAt'>,
  nameOf: (who: string) => string,
): string {
  if (offeredTo.length === 0) return 'rings nowhere'
  const [does, agents] = ringingAt.length > 0 ? ['rings at', ringingAt] : ['offered to', offeredTo]
  const named = agents.slice(0, agents.length > NAMED + 1 ? NAMED : agents.length).map(nameOf)
  const more = agents.length - named.length
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])]
  return `${does} ${list.join(', ').replace(/, ([^,]*)$/, ' and $1')}`
}

/** Where a caller is whom nobody has answered. */
export function whereItIs(call: CallView, nameOf: (who: string) => string): string {
  if (call.state === 'voicemail.announcing') return 'hears that the office is closed'
  return call.status === 'voicemail' ? 'leaves a message' : ringsAt(call, nameOf)
}

/** A console says at once that it rings. */
const SAYS_WITHIN_MS = 5_000

const ringsNowhere = ({ state, offeredTo, ringingAt, updatedAt }: CallView, now: number) =>
  (state === 'ringing.offering' || state === 'parked.returning') &&
  (offeredTo.length === 0 || (ringingAt.length === 0 && now - Date.parse(updatedAt) > SAYS_WITHIN_MS))

/**
 * What every agent must know, and can do, when callers wait and ring nowhere; null where none does.
 * @param now the server's time, milliseconds since the epoch
 */
export function alarmOf(
  calls: readonly CallView[],
  agents: ReadonlyMap<string, AgentView>,
  me: string,
  now: number,
): string | null {
  const alone = calls.filter((it) => ringsNowhere(it, now)).length
  if (alone === 0) return null
  const nobodyFree = [...agents.values()].every((agent) => shownPresenceOf(agent).kind !== 'available')
  const who = alone === 1 ? '1 caller rings nowhere' : `${alone} callers ring nowhere`
  return `${nobodyFree ? `Nobody is free: ${who}.` : `${who}.`}${whatToDo(agents.get(me), alone)}`
}

function whatToDo(me: AgentView | undefined, alone: number): string {
  if (!me || me.callSid) return ''
  const take = alone === 1 ? ' Take the call' : ' Take one'
  return me.presence === 'available' ? `${take}.` : `${take}, or become available.`
}

export const NO_CALLS_RINGING = 'No calls ringing.'

/** Why nothing rings at this desk, as far as that is known here. */
export function whyNothingRings(me: AgentView | undefined, elsewhere: number): string {
  if (me?.callSid) return 'You are on a call: calls do not ring here.'
  if (me?.presence === 'away') return 'You are away: calls do not ring here.'
  return elsewhere > 0 ? 'No calls ring here.' : NO_CALLS_RINGING
}
