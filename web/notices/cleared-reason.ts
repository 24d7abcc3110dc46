import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { t } from '../language/text.ts'
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
  CLAIM: (facts) => byMe(facts, plain(t('cleared.me.CLAIM'))) ?? takenBy(facts),
  UNPARK: (facts) => byMe(facts, plain(t('cleared.me.UNPARK'))) ?? takenBy(facts),
  DECLINE: (facts) => byMe(facts, plain(t('cleared.me.DECLINE'))) ?? notTaken(facts, true),
  HANGUP: (facts) => byMe(facts, plain(t('cleared.me.HANGUP'))) ?? endedBy(facts),
  PARK: (facts) =>
    byMe(facts, plain(t('cleared.me.PARK', slotOf(facts))), good(t('cleared.parked', slotOf(facts)))) ??
    plain(t('cleared.parkedBy', { name: sender(facts), ...slotOf(facts) })),
  TRANSFER: (facts) => byMe(facts, plain(t('cleared.me.TRANSFER', { name: target(facts) }))),
  COMPLETE: (facts) =>
    byMe(
      facts,
      plain(t('cleared.me.COMPLETE', { name: target(facts) })),
      good(t('cleared.transferred', { name: target(facts) })),
    ) ?? good(t('cleared.gaveYou', { name: sender(facts) })),
  CANCEL: (facts) =>
    byMe(facts, plain(t('cleared.me.CANCEL'))) ?? plain(t('cleared.tookBack', { name: sender(facts) })),
  LEAVE: (facts) =>
    byMe(facts, plain(t('cleared.me.LEAVE'))) ??
    (facts.hold === 'asked'
      ? good(t('cleared.leftYouHave', { name: sender(facts) }))
      : plain(t('cleared.leftAgain', { name: sender(facts) }))),

  TAKE_OVER: (facts) => plain(t('cleared.takenOver', { name: sender(facts) })),

  CALLER_ENDED: callerEnded,
  FOUND_GONE: (facts) =>
    facts.entry.status === 'completed' ? plain(t('cleared.endedAlready')) : callerEnded(facts),
  LEG_CONNECTED: (facts) => good(t('cleared.answeredTransfer', { name: target(facts) })),
  LEG_ENDED: legEnded,
  OFFER: unheard,
  AGENT_GONE: (facts) => bad(t('cleared.wereOffline', slotOf(facts))),

  ringTimeout: (facts) => {
    const { hold, before, nameOf } = facts
    if (hold === 'calling')
      return plain(t('cleared.noAnswerFrom', { name: nameOf(before.calledNumber ?? '') }))
    return before.direction === 'internal'
      ? plain(t('cleared.youNotInTime'))
      : bad(t('cleared.toVoicemail'), (calls) => t('cleared.toVoicemailMany', { calls }))
  },
  joinTimeout: notConnected,
  dialTimeout: () => plain(t('cleared.noAnswer')),
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
  if (after === undefined || after.status === 'ended') return plain(t('cleared.ended'))
  if (after.status === 'parked') return plain(t('cleared.callerWaits', slotOf(facts)))
  if (after.status === 'voicemail') return plain(t('cleared.atVoicemail'))
  if (after.state === 'active.outside')
    return plain(t('cleared.talksWith', { name: nameOf(after.outsideNumber ?? '') }))
  return after.agentId === null || after.agentId === me
    ? null
    : plain(t('cleared.hasCall', { name: nameOf(after.agentId) }))
}

const byMe = ({ entry, me, here }: ClearedFacts, elsewhere: ClearedReason, confirmed?: ClearedReason) =>
  entry.by !== me ? null : here ? (confirmed ?? null) : elsewhere

const sender = ({ entry, nameOf }: ClearedFacts) => nameOf(entry.by ?? '')
/** The one this agent transfers to, or consults. */
const target = ({ before, after, nameOf }: ClearedFacts) =>
  nameOf(before.transfer?.to ?? after?.transfer?.to ?? '')
const from = ({ before, nameOf }: ClearedFacts) => nameOf(before.transfer?.from ?? '')
/** The slot of a parked call, as its texts have it. */
const slotOf = ({ after }: Pick<ClearedFacts, 'after'>) => slotWords(after?.parked?.slot ?? null)
const slotWords = (slot: number | null) => ({ slot: slot === null ? 'none' : String(slot) })

function takenBy(facts: ClearedFacts): ClearedReason {
  const name = sender(facts)
  if (facts.hold === 'sent') return good(t('cleared.answeredTransfer', { name }))
  return facts.before.parked
    ? good(t('cleared.pickedUp', { name }), (calls) => t('cleared.pickedUpMany', { name, calls }))
    : good(t('cleared.answered', { name }), (calls) => t('cleared.answeredMany', { name, calls }))
}

/** A transfer, a consultation or a call to a colleague was not taken. */
function notTaken(facts: ClearedFacts, declined: boolean): ClearedReason {
  const { hold, before, nameOf } = facts
  const did = declined ? 'cleared.declined' : 'cleared.noAnswerBack'
  const called = nameOf(before.calledNumber ?? '')
  switch (hold) {
    case 'calling':
      return plain(t(declined ? 'cleared.declinedYourCall' : 'cleared.noAnswerFrom', { name: called }))
    case 'ring':
      return plain(t('cleared.youNotInTimeBack', { name: from(facts) }))
    case 'sent':
      return bad(t(did, { name: target(facts), again: 'no' }))
    default:
      return bad(t(did, again(facts)))
  }
}

/** No console of the agent it was offered to alone rings, or the agent cannot take it any more. */
function unheard(facts: ClearedFacts): ClearedReason | null {
  const { hold, before, nameOf } = facts
  if (hold === 'calling')
    return plain(t('cleared.cannotTakeYours', { name: nameOf(before.calledNumber ?? '') }))
  if (hold === 'ring')
    return bad(before.transfer ? t('cleared.rangNotBack', { name: from(facts) }) : t('cleared.rangNot'))
  return bad(t('cleared.ringsNot', hold === 'sent' ? { name: target(facts), again: 'no' } : again(facts)))
}

/** Nobody took the parked call in time, and it goes where its parker has said. */
function wentOn({ hold, before, after, nameOf }: ClearedFacts): ClearedReason | null {
  const mine = hold === 'ring'
  if (after?.status === 'voicemail')
    return plain(t(mine ? 'cleared.youLateToVoicemail' : 'cleared.nobodyToVoicemail'))
  if (after?.state !== 'parked.dialling') return null
  const name = nameOf(before.parked?.elseTo ?? '')
  return plain(t(mine ? 'cleared.youLateRingsAt' : 'cleared.nobodyRingsAt', { name }))
}

/** The target took nothing: the agent has the caller again, or the caller rings. */
const again = (facts: ClearedFacts) => ({
  name: target(facts),
  again: facts.after?.agentId === facts.me ? 'yes' : 'no',
})

function endedBy(facts: ClearedFacts): ClearedReason {
  const { hold, before, entry } = facts
  const name = sender(facts)
  const party = [before.callerNumber, before.calledNumber].includes(`agent:${entry.by}`)
  if (party) return plain(t('cleared.hungUp', { name }))
  if (!before.parked)
    return plain(t('cleared.endedBy', { name }), (calls) => t('cleared.endedByMany', { name, calls }))
  const removed = hold === 'calling' ? 'cleared.removedYou' : 'cleared.removedCaller'
  return plain(t(removed, { name, ...slotWords(before.parked.slot) }))
}

function callerEnded({ hold, entry, before, after, nameOf }: ClearedFacts): ClearedReason {
  const { direction, state } = before
  if (state === 'active.dialling') {
    if (entry.status === 'busy') return plain(t('cleared.busy'))
    return after?.outcome === 'failed' ? bad(t('cleared.notReachable')) : plain(t('cleared.noAnswer'))
  }
  if (entry.status === 'failed' || after?.outcome === 'failed') return bad(t('cleared.connectionFailed'))
  if (direction === 'internal')
    return hold === 'calling'
      ? plain(t('cleared.yourConnectionEnded'))
      : plain(t('cleared.hungUp', { name: nameOf(before.callerNumber ?? '') }))
  if (direction === 'outbound') return plain(t('cleared.otherSideHungUp'))
  return hold === 'parked'
    ? bad(t('cleared.hungUpInLot'), (calls) => t('cleared.hungUpInLotMany', { calls }))
    : plain(t('cleared.callerHungUp'), (calls) => t('cleared.callersHungUp', { calls }))
}

/** The leg of an agent, or of a number outside, ended without a command. */
function legEnded(facts: ClearedFacts): ClearedReason {
  const { hold, entry, me } = facts
  const { to, state, refused } = entry
  if (refused) return { ...bad(t('cleared.notCalled', again(facts))), detail: refused }
  switch (hold) {
    case 'asking':
      if (to === me) return bad(t('cleared.hasLeftAgain', { name: target(facts) }))
      return state.startsWith('transferring')
        ? bad(t('cleared.stillRings', { name: target(facts) }))
        : bad(t('cleared.lostHasCaller', { name: target(facts) }))
    case 'asked':
      return to === me
        ? plain(t('cleared.hasLeft', { name: from(facts) }))
        : bad(t('cleared.lostHasCaller', { name: from(facts) }))
    case 'sent':
      return bad(t('cleared.notReached', { name: target(facts) }))
    default:
      if (state === 'ended') return bad(t('cleared.disconnected'))
      return state === 'parked.returning'
        ? bad(t('cleared.ringsAgain'))
        : bad(t('cleared.lostCallerWaits', slotOf(facts)))
  }
}

/** An agent took the call, and their leg did not connect in time. */
function notConnected(facts: ClearedFacts): ClearedReason {
  const { hold, entry, before, after, nameOf } = facts
  const by = after?.parked?.by
  const backTo = by == null ? t('cleared.others') : nameOf(by)
  if (hold === 'calling')
    return bad(t('cleared.nameNotConnected', { name: nameOf(before.calledNumber ?? '') }))
  if (hold === 'asking') return bad(t('cleared.targetNotConnected', again(facts)))
  if (hold === 'asked') return bad(t('cleared.lateHasCaller', { name: from(facts) }))
  if (entry.state === 'ended') return bad(t('cleared.late'))
  if (entry.state === 'parked.returning') return bad(t('cleared.lateBack', { name: backTo }))
  return entry.state.startsWith('parked')
    ? bad(t('cleared.lateCallerWaits', slotOf(facts)))
    : bad(t('cleared.lateRingsAgain'))
}
