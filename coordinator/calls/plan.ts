import type { CallEventBody } from '../../machines/call/events.ts'
import {
  callerDestination,
  numberToDial,
  slotOf,
  talkingAgents,
  wantedLegs,
  wantedRecording,
} from '../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { Timer } from '../durable/decide.ts'
import type { CarrierCommand } from './carrier-command.ts'
import { toVoicemail } from './voicemail-view.ts'

/** What a commit writes beside the call itself. Field for field what commit.lua reads; what is empty is not sent. */
export interface CommitPlan {
  callSid: string
  occupy: string[] | undefined
  release: string[] | undefined
  /** This agent must be available and on no call: the call is about to be offered there alone. */
  needs: string | undefined
  takeSlot: number | undefined
  leaveSlot: number | undefined
  /** The slot must be the lowest free one: nobody named it. */
  lowest: boolean
  addTimers: [member: string, dueAt: number][] | undefined
  dropTimers: string[] | undefined
  owe: [id: string, command: string][] | undefined
  addLegs: string[] | undefined
  dropLegs: string[] | undefined
  ended: number | undefined
  /** Twilio was heard of the call; its own timers, agents and the desk are no news of Twilio's. */
  heard: boolean
  /** From now on, how long an ended call is kept. */
  keepMs: number
  /** What is new about the message that was left. */
  voicemail?: { at: number | null; unheard: boolean; view: string }
  /** A call that begins live: not if its end was told before. */
  unlessOver: true | undefined
}

const DAY_MS = 86_400_000

const NEWS_OF_TWILIO: ReadonlySet<string> = new Set([
  'INBOUND',
  'FOUND_LIVE',
  'DIALLED',
  'CALLED',
  'ANSWERED',
  'LEG_CONNECTED',
  'LEG_ENDED',
  'RECORDED',
  'GREETED',
])

/** After these the caller's leg is over. After a message it is only when the leg itself has brought it, and hears so. */
const ENDS_WITH_CALLER: ReadonlySet<string> = new Set(['CALLER_ENDED', 'FOUND_GONE'])

const missingFrom =
  <T>(others: readonly T[]) =>
  (one: T) =>
    !others.includes(one)

const some = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list)

export const timerMember = (kind: 'call' | 'agent', id: string, token: string) => `${kind}|${id}|${token}`

/** What Twilio must be told because of a change: pure, and all that a change ever tells Twilio. */
export function commandsFor(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string; legSid?: string },
  change: { rev: number; at: number; answering: boolean; trace?: string | undefined },
): CarrierCommand[] {
  const { callSid } = after.context
  return owedAfter(before, after, event, change).map((owed, n) => ({
    ...owed,
    id: `${callSid}:${change.rev}:${n}`,
    callSid,
    at: change.at,
    ...(change.trace === undefined ? {} : { trace: change.trace }),
  }))
}

function owedAfter(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string; legSid?: string },
  { rev, answering }: { rev: number; answering: boolean },
): Owed[] {
  const place = callerDestination(after)
  if (before === null) {
    if (answering) return []
    if (place === 'gone') return [{ type: 'completeCaller' }]
    // It rings still, and asks where it belongs when it is answered.
    return after.hasTag('dialling') ? [] : [{ type: 'redirectCaller', rev }]
  }
  const owed: Owed[] = []
  if (place !== callerDestination(before) && !answering) {
    if (place !== 'gone') owed.push({ type: 'redirectCaller', rev })
    else if (!ENDS_WITH_CALLER.has(event.type)) owed.push({ type: 'completeCaller' })
  }
  for (const legSid of wantedLegs(before).filter(missingFrom(wantedLegs(after))))
    if (legSid !== event.legSid || event.type !== 'LEG_ENDED') owed.push({ type: 'completeLeg', legSid })
  const number = numberToDial(after)
  if (number !== null && numberToDial(before) === null)
    owed.push({ type: 'dialOutside', number, transferAt: after.context.transfer?.at })
  const recordingSid = wantedRecording(before)
  if (recordingSid !== null && recordingSid !== wantedRecording(after))
    owed.push({ type: 'deleteRecording', recordingSid })
  return owed
}

type Owed =
  | { type: 'redirectCaller'; rev: number }
  | { type: 'completeCaller' }
  | { type: 'completeLeg'; legSid: string }
  | { type: 'dialOutside'; number: string; transferAt: number | undefined }
  | { type: 'deleteRecording'; recordingSid: string }

/** A transfer to a colleague, or a call to one: whoever is away or talks by now cannot be rung. */
function offeredAloneTo(before: CallSnapshot | null, after: CallSnapshot): string | null {
  const begins =
    after.matches({ ringing: 'calling' }) ||
    (after.matches({ transferring: 'offering' }) && before?.context.transfer === null)
  return begins ? (after.context.offeredTo[0] ?? null) : null
}

export function planFor(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: CallEventBody | { type: string },
  change: {
    timers: { added: readonly Timer[]; dropped: readonly Timer[] }
    commands: readonly CarrierCommand[]
    at: number
    /** How long a call is kept from its end on. */
    keepMs: number
  },
): CommitPlan {
  const { callSid, endedAt, message } = after.context
  const talkedBefore = before ? talkingAgents(before) : []
  const legsBefore = before ? wantedLegs(before) : []
  const slotBefore = before ? slotOf(before) : null
  const slot = slotOf(after)
  const talking = talkingAgents(after)
  const legs = wantedLegs(after)
  return {
    callSid,
    occupy: some(talking.filter(missingFrom(talkedBefore))),
    release: some(talkedBefore.filter(missingFrom(talking))),
    needs: offeredAloneTo(before, after) ?? undefined,
    takeSlot: slot === slotBefore ? undefined : (slot ?? undefined),
    leaveSlot: slot === slotBefore ? undefined : (slotBefore ?? undefined),
    lowest: event.type === 'PARK' && !('slot' in event && event.slot !== undefined),
    addTimers: some(
      change.timers.added.map(({ token, dueAt }) => [timerMember('call', callSid, token), dueAt]),
    ),
    dropTimers: some(change.timers.dropped.map(({ token }) => timerMember('call', callSid, token))),
    owe: some(change.commands.map((command) => [command.id, JSON.stringify(command)])),
    addLegs: some(legs.filter(missingFrom(legsBefore))),
    dropLegs: some(legsBefore.filter(missingFrom(legs))),
    ended: endedAt ?? undefined,
    heard: NEWS_OF_TWILIO.has(event.type),
    // A call with a message outlives its day, so that whoever drops old messages still finds it.
    keepMs: Math.max(1, (endedAt ?? change.at) + change.keepMs - change.at + (message ? DAY_MS : 0)),
    unlessOver: before === null && endedAt === null ? true : undefined,
    ...(message === (before?.context.message ?? null) ? {} : { voicemail: newsOfMessage(after) }),
  }
}

function newsOfMessage(after: CallSnapshot): NonNullable<CommitPlan['voicemail']> {
  const { message } = after.context
  return {
    at: message?.at ?? null,
    unheard: message !== null && message.heard === null,
    view: JSON.stringify(toVoicemail(after)),
  }
}
