import {
  hasUnsettledRecordings,
  keptRecordings,
  listenerOf,
  type OutsideLeg,
  outsideLegs,
  slotOf,
  talkingAgents,
  wantedLegs,
} from '../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { voicemailOf } from './voicemail-view.ts'

/** What a commit of a call checks and writes beside the call itself, as calls/commit.lua reads it. What is empty is left out. */
export interface CallPlan {
  occupy: string[] | undefined
  release: string[] | undefined
  /** This agent must be available and on no call: the call is offered to that agent alone. */
  needs: string | undefined
  takeSlot: number | undefined
  leaveSlot: number | undefined
  /** The slot must be the lowest free one: nobody named it. */
  lowest: true | undefined
  addLegs: string[] | undefined
  dropLegs: string[] | undefined
  /** Outside legs that count from now on, each with the agent who wants it; `by` is empty where that is not known. */
  beginOutside: { leg: OutsideLeg; by: string }[] | undefined
  /** Outside legs that count no more. Their time is spent, except that of a number which was not called yet. */
  endOutside: OutsideLeg[] | undefined
  /** When the call ended, ms since the epoch. */
  ended: number | undefined
  /** The change is news of the carrier; timers, agents and the desk are not. */
  fromCarrier: true | undefined
  /** From now on, how long an ended call is kept. */
  expireMs: number | undefined
  /** What is new about the message that the caller left. */
  voicemail: { at: number | null; unheard: boolean; view: string } | undefined
  /** Of a call that has ended: when its first recording began, and when it ended if Twilio has not told all of them. */
  recordings: { at: number | null; unsettled: number | null } | undefined
  /** A new call that is live: not if its end was told before. */
  unlessEndedEarly: true | undefined
}

/** A call that has something at Twilio is kept longer by this, so that the job that drops it there finds it however late. */
export const KEPT_FOR_TWILIO_MS = 2_592_000_000

const NEWS_OF_THE_CARRIER: ReadonlySet<string> = new Set([
  'INBOUND',
  'FOUND_LIVE',
  'DIALLED',
  'CALLED',
  'ANSWERED',
  'LEG_CONNECTED',
  'LEG_ENDED',
  'RECORDED',
  'GREETED',
  'NOTICE_HEARD',
])

/** @param keepMs how long a call is kept from its end on */
export function planFor(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string; by?: string | undefined },
  { at, keepMs }: { at: number; keepMs: number },
): CallPlan {
  const { endedAt, message } = after.context
  const talkedBefore = before ? talkingAgents(before) : []
  const legsBefore = before ? wantedLegs(before) : []
  const outsideBefore = before ? outsideLegs(before) : []
  const outside = outsideLegs(after)
  const { transfer, parked } = after.context
  const wantedBy = { dialled: event.by, transferred: transfer?.from, promised: parked?.by }
  const slotBefore = before ? slotOf(before) : null
  const slot = slotOf(after)
  const talking = talkingAgents(after)
  const anew = shownAnew(before, after)
  const toldBefore = talkedBefore.filter((it) => !anew.includes(it))
  const legs = wantedLegs(after)
  return {
    occupy: missingFrom(toldBefore, talking),
    release: missingFrom(talking, talkedBefore),
    needs: offeredAloneTo(before, after) ?? undefined,
    takeSlot: slot === slotBefore ? undefined : (slot ?? undefined),
    leaveSlot: slot === slotBefore ? undefined : (slotBefore ?? undefined),
    lowest: event.type === 'PARK' && !('slot' in event && event.slot !== undefined) ? true : undefined,
    addLegs: missingFrom(legsBefore, legs),
    dropLegs: missingFrom(legs, legsBefore),
    beginOutside: missingFrom(outsideBefore, outside)?.map((leg) => ({ leg, by: wantedBy[leg] ?? '' })),
    endOutside: missingFrom(outside, outsideBefore),
    ended: endedAt ?? undefined,
    fromCarrier: NEWS_OF_THE_CARRIER.has(event.type) ? true : undefined,
    expireMs:
      endedAt === null
        ? undefined
        : Math.max(1, endedAt + keepMs - at + (keptRecordings(after).length > 0 ? KEPT_FOR_TWILIO_MS : 0)),
    voicemail: message === (before?.context.message ?? null) ? undefined : voicemailChange(after),
    recordings: recordingsChange(before, after),
    unlessEndedEarly: before === null && endedAt === null ? true : undefined,
  }
}

/** Some desks do not show who listens. Where somebody who stays on the line begins or ends to listen, they are told of that agent again. */
const shownAnew = (before: CallSnapshot | null, after: CallSnapshot): readonly (string | null)[] => {
  const listeners = [before && listenerOf(before), listenerOf(after)]
  return listeners[0] === listeners[1] ? [] : listeners
}

/** Those of `list` that `others` lacks; undefined for none. */
function missingFrom<One extends string>(others: readonly string[], list: readonly One[]): One[] | undefined {
  const missing = list.filter((one) => !others.includes(one))
  return missing.length === 0 ? undefined : missing
}

/** A transfer to a colleague, or a call to one: an agent who is away or talks by now cannot be rung. */
function offeredAloneTo(before: CallSnapshot | null, after: CallSnapshot): string | null {
  const begins =
    (before === null && after.matches({ ringing: 'calling' })) ||
    (after.matches({ transferring: 'offering' }) && before?.context.transfer === null)
  return begins ? (after.context.offeredTo[0] ?? null) : null
}

const NO_RECORDINGS = { at: null, unsettled: null }

function recordingsOf(call: CallSnapshot | null): NonNullable<CallPlan['recordings']> {
  const endedAt = call?.context.endedAt ?? null
  if (call === null || endedAt === null) return NO_RECORDINGS
  const first = call.context.recordings.find(({ kept }) => kept)
  return { at: first?.at ?? null, unsettled: hasUnsettledRecordings(call) ? endedAt : null }
}

function recordingsChange(before: CallSnapshot | null, after: CallSnapshot): CallPlan['recordings'] {
  const [was, is] = [recordingsOf(before), recordingsOf(after)]
  return was.at === is.at && was.unsettled === is.unsettled ? undefined : is
}

function voicemailChange(after: CallSnapshot): NonNullable<CallPlan['voicemail']> {
  const { message } = after.context
  return {
    at: message?.at ?? null,
    unheard: message !== null && message.heard === null,
    view: JSON.stringify(voicemailOf(after)),
  }
}
