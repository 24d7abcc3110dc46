import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { t } from '../language/text.ts'
import { moreNames, namesBehind } from './rings-at-words.ts'

const NAMED = 2

/** `rings at Ben, Cat and 2 more`; `offered to` while no console has said that it rings. */
export function ringsAt(
  { offeredTo, ringingAt }: Pick<CallView, 'offeredTo' | 'ringingAt'>,
  nameOf: (who: string) => string,
): string {
  if (offeredTo.length === 0) return t('rings.nowhere')
  const agents = ringingAt.length > 0 ? ringingAt : offeredTo
  const named = agents.slice(0, agents.length > NAMED + 1 ? NAMED : agents.length).map(nameOf)
  const more = agents.length - named.length
  const name = namesBehind([...named, ...(more > 0 ? [moreNames(more)] : [])])
  return ringingAt.length > 0 ? t('wall.ringsAt', { name }) : t('rings.offeredTo', { name })
}

/** Where a caller is that nobody has answered. */
export function whereItIs(call: CallView, nameOf: (who: string) => string): string {
  if (call.state === 'voicemail.announcing') return t('rings.closed')
  return call.status === 'voicemail' ? t('rings.leavesMessage') : ringsAt(call, nameOf)
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
  const alarm = t('rings.alarm', { nobody: nobodyFree ? 'yes' : 'no', count: alone })
  return [alarm, ...whatToDo(agents.get(me), alone)].join(' ')
}

function whatToDo(me: AgentView | undefined, alone: number): string[] {
  if (!me || me.callSid) return []
  return [t('rings.take', { count: alone, available: me.presence === 'available' ? 'yes' : 'no' })]
}

export const noCallsRinging = (): string => t('rings.none')

/** Why nothing rings at this desk, as far as that is known here. */
export function whyNothingRings(me: AgentView | undefined, elsewhere: number): string {
  if (me?.callSid) return t('rings.onCall')
  if (me?.presence === 'away') return t('rings.away')
  return elsewhere > 0 ? t('rings.noneHere') : noCallsRinging()
}
