import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import type { Hold } from './lost-card.ts'
import type { NoticeText } from './notices.ts'

/** Why a card went away, in words. */
export type ClearedReason = Pick<NoticeText, 'title' | 'tone' | 'many' | 'detail'>

export interface ClearedFacts {
  /** The event that took the card away. */
  entry: TimelineEntry
  hold: Hold
  before: CallView
  after: CallView | undefined
  me: string
  /** How an agent, or `agent:x`, or a number is called on screen. */
  nameOf: (who: string) => string
  /** This tab sent the command. The agent knows what it did. */
  here: boolean
}

const good = (title: string, many?: (times: number) => string): ClearedReason => told(title, 'good', many)
const plain = (title: string, many?: (times: number) => string): ClearedReason => told(title, 'plain', many)
const bad = (title: string, many?: (times: number) => string): ClearedReason => told(title, 'bad', many)
const told = (
  title: string,
  tone: ClearedReason['tone'],
  many?: (times: number) => string,
): ClearedReason => ({
  title,
  tone,
  ...(many ? { many } : {}),
})

/** By the event of the timeline. A command of the agent at this desk is told where another tab sent it. */
const reasons: Record<string, (facts: ClearedFacts) => ClearedReason | null> = {
  CLAIM: (facts) => byMe(facts, plain('You answered it in another tab')) ?? takenBy(facts),
  UNPARK: (facts) => byMe(facts, plain('You picked it up in another tab')) ?? takenBy(facts),
  DECLINE: (facts) => byMe(facts, plain('You declined it in another tab')) ?? notTaken(facts, true),
  HANGUP: (facts) => byMe(facts, plain('You hung up in another tab')) ?? endedBy(facts),
  PARK: (facts) =>
    byMe(facts, plain(`You parked it in another tab${slotIn(facts)}`), good(`Parked${inSlot(facts)}`)) ??
    plain(`${sender(facts)} parked it${inSlot(facts)}`),
  TRANSFER: (facts) => byMe(facts, plain(`You sent it to ${target(facts)} in another tab`)),
  COMPLETE: (facts) =>
    byMe(
      facts,
      plain(`You transferred it to ${target(facts)} in another tab`),
      good(`Transferred to ${target(facts)}`),
    ) ?? good(`${sender(facts)} gave you the caller`),
  CANCEL: (facts) =>
    byMe(facts, plain('You took it back in another tab')) ?? plain(`${sender(facts)} took the call back`),
  LEAVE: (facts) =>
    byMe(facts, plain('You left it in another tab')) ??
    (facts.hold === 'asked'
      ? good(`${sender(facts)} left: you have the caller`)
      : plain(`${sender(facts)} left: you have the caller again`)),

  CALLER_ENDED: callerEnded,
  FOUND_GONE: (facts) =>
    facts.entry.status === 'completed' ? plain('The call had ended already') : callerEnded(facts),
  LEG_CONNECTED: (facts) => good(`${target(facts)} answered your transfer`),
  LEG_ENDED: legEnded,
  OFFER: unheard,
  AGENT_GONE: (facts) => bad(`You were offline. The caller waits${inSlot(facts)}`),

  ringTimeout: (facts) => {
    const { hold, before, nameOf } = facts
    if (hold === 'calling') return plain(`No answer from ${nameOf(before.calledNumber ?? '')}`)
    return before.direction === 'internal'
      ? plain('You did not answer in time')
      : bad(
          'Nobody answered: now at the voicemail',
          (n) => `Nobody answered ${n} calls: now at the voicemail`,
        )
  },
  joinTimeout: notConnected,
  dialTimeout: () => plain('No answer'),
  transferTimeout: (facts) => notTaken(facts, false),
  parkTimeout: wentOn,
  returnTimeout: wentOn,
}

/** Null where the agent did it in this tab and sees the effect. */
export const clearedReason = (facts: ClearedFacts): ClearedReason | null => {
  if (facts.here && !['PARK', 'COMPLETE'].includes(facts.entry.event)) return null
  const isOnItsWay = facts.hold === 'parked' && ['DECLINE', 'OFFER'].includes(facts.entry.event)
  return (isOnItsWay ? wentOn(facts) : reasons[facts.entry.event]?.(facts)) ?? certainReason(facts)
}

/** What the two views say for sure, where the timeline could not be read. */
export function certainReason(facts: Omit<ClearedFacts, 'entry' | 'here'>): ClearedReason | null {
  const { after, me, nameOf } = facts
  if (after === undefined || after.status === 'ended') return plain('The call has ended')
  if (after.status === 'parked') return plain(`The caller waits${inSlot(facts)}`)
  if (after.status === 'voicemail') return plain('The caller is at the voicemail')
  if (after.state === 'active.outside')
    return plain(`The caller talks with ${nameOf(after.outsideNumber ?? '')}`)
  return after.agentId === null || after.agentId === me
    ? null
    : plain(`${nameOf(after.agentId)} has the call`)
}

const byMe = ({ entry, me, here }: ClearedFacts, elsewhere: ClearedReason, confirmed?: ClearedReason) =>
  entry.by !== me ? null : here ? (confirmed ?? null) : elsewhere

const sender = ({ entry, nameOf }: ClearedFacts) => nameOf(entry.by ?? '')
/** To whom this agent transfers, or whom this agent consults. */
const target = ({ before, after, nameOf }: ClearedFacts) =>
  nameOf(before.transfer?.to ?? after?.transfer?.to ?? '')
const from = ({ before, nameOf }: ClearedFacts) => nameOf(before.transfer?.from ?? '')
const slotOf = ({ after }: Pick<ClearedFacts, 'after'>) => after?.parked?.slot ?? null
const inSlot = (facts: Pick<ClearedFacts, 'after'>) =>
  slotOf(facts) === null ? ' in the lot' : ` in slot ${slotOf(facts)}`
const slotIn = (facts: ClearedFacts) => (slotOf(facts) === null ? '' : `, slot ${slotOf(facts)}`)

function takenBy(facts: ClearedFacts): ClearedReason {
  const who = sender(facts)
  if (facts.hold === 'sent') return good(`${who} answered your transfer`)
  return facts.before.parked
    ? good(`${who} picked up`, (n) => `${who} picked up ${n} calls`)
    : good(`${who} answered`, (n) => `${who} answered ${n} calls`)
}

/** A transfer, a consultation or a call to a colleague was not taken. */
function notTaken(facts: ClearedFacts, declined: boolean): ClearedReason {
  const { hold, before, nameOf } = facts
  const did = declined ? `${target(facts)} declined` : `No answer from ${target(facts)}`
  const called = nameOf(before.calledNumber ?? '')
  switch (hold) {
    case 'calling':
      return plain(declined ? `${called} declined your call` : `No answer from ${called}`)
    case 'ring':
      return plain(`You did not answer in time: back to ${from(facts)}`)
    case 'sent':
      return bad(`${did}: back to you`)
    default:
      return bad(`${did}: ${againMine(facts)}`)
  }
}

/** No console of the agent to whom it was offered alone rings, or the agent cannot take it any more. */
function unheard(facts: ClearedFacts): ClearedReason | null {
  const { hold, before, nameOf } = facts
  if (hold === 'calling') return plain(`${nameOf(before.calledNumber ?? '')} cannot take your call`)
  if (hold === 'ring')
    return bad(`This did not ring in time${before.transfer ? `: back to ${from(facts)}` : ''}`)
  return bad(`${target(facts)} does not ring: ${facts.hold === 'sent' ? 'back to you' : againMine(facts)}`)
}

/** Nobody took the parked call in time, and it goes where its parker has said. */
function wentOn({ hold, before, after, nameOf }: ClearedFacts): ClearedReason | null {
  const why = hold === 'ring' ? 'You did not answer in time' : 'Nobody took the caller'
  if (after?.status === 'voicemail') return plain(`${why}: now at the voicemail`)
  return after?.state === 'parked.dialling'
    ? plain(`${why}: it rings at ${nameOf(before.parked?.elseTo ?? '')}`)
    : null
}

const againMine = ({ after, me }: ClearedFacts) =>
  after?.agentId === me ? 'you have the caller again' : 'back to you'

function endedBy(facts: ClearedFacts): ClearedReason {
  const { hold, before, entry } = facts
  const who = sender(facts)
  const party = [before.callerNumber, before.calledNumber].includes(`agent:${entry.by}`)
  if (party) return plain(`${who} hung up`)
  if (!before.parked) return plain(`${who} ended the call`, (n) => `${who} ended ${n} calls`)
  const { slot } = before.parked
  const whom = hold === 'calling' ? 'you' : 'the caller'
  return plain(`${who} removed ${whom} from ${slot === null ? 'the lot' : `slot ${slot}`}`)
}

function callerEnded({ hold, entry, before, after, nameOf }: ClearedFacts): ClearedReason {
  const { direction, state } = before
  if (state === 'active.dialling') {
    if (entry.status === 'busy') return plain('Busy')
    return after?.outcome === 'failed' ? bad('The number could not be reached') : plain('No answer')
  }
  if (entry.status === 'failed' || after?.outcome === 'failed')
    return bad('The connection to the caller failed')
  if (direction === 'internal')
    return hold === 'calling'
      ? plain('Your connection has ended')
      : plain(`${nameOf(before.callerNumber ?? '')} hung up`)
  if (direction === 'outbound') return plain('The other side hung up')
  return hold === 'parked'
    ? bad('The caller hung up in the lot', (n) => `${n} callers hung up in the lot`)
    : plain('The caller hung up', (n) => `${n} callers hung up`)
}

/** The leg of an agent, or of a number outside, ended without a command. */
function legEnded(facts: ClearedFacts): ClearedReason {
  const { hold, entry, me } = facts
  const { to, state, refused } = entry
  if (refused) return { ...bad(`${target(facts)} was not called: ${againMine(facts)}`), detail: refused }
  switch (hold) {
    case 'asking':
      if (to === me) return bad(`${target(facts)} has left: you have the caller again`)
      return state.startsWith('transferring')
        ? bad(`You were disconnected. It still rings at ${target(facts)}`)
        : bad(`You were disconnected. ${target(facts)} has the caller`)
    case 'asked':
      return to === me
        ? plain(`${from(facts)} has left: you have the caller`)
        : bad(`You were disconnected. ${from(facts)} has the caller`)
    case 'sent':
      return bad(`${target(facts)} was not reached: back to you`)
    default:
      if (state === 'ended') return bad('You were disconnected')
      return state === 'parked.returning'
        ? bad('You were disconnected. The caller rings at you again')
        : bad(`You were disconnected. The caller waits${inSlot(facts)}`)
  }
}

/** An agent took the call, and their leg did not connect in time. */
function notConnected(facts: ClearedFacts): ClearedReason {
  const { hold, entry, before, after, nameOf } = facts
  if (hold === 'calling') return bad(`${nameOf(before.calledNumber ?? '')} was not connected in time`)
  if (hold === 'asking') return bad(`${target(facts)} was not connected: ${againMine(facts)}`)
  if (hold === 'asked') return bad(`You were not connected in time. ${from(facts)} has the caller`)
  if (entry.state === 'ended') return bad('You were not connected in time')
  if (entry.state === 'parked.returning')
    return bad(`You were not connected in time: back to ${nameOf(after?.parked?.by ?? 'others')}`)
  return entry.state.startsWith('parked')
    ? bad(`You were not connected in time. The caller waits${inSlot(facts)}`)
    : bad('You were not connected in time. It rings again')
}
