import { assertEvent } from 'xstate'
import { type ActionArgs, change } from './changes.ts'
import { type CallContext, type KeptRecording, recordingOrder } from './context.ts'
import { type CallEvent, isBySupervisor } from './events.ts'

/** By so much later Twilio may carry out a request that it has not answered. A request is given up after 10 s. */
export const MAY_COME_LATE_MS = 12_000

/**
 * Until when a request to go on may be carried out that Twilio has not answered, ms since the epoch. A pause that is sent before may be
 * overtaken, however late Twilio confirms it. Null: each is answered.
 */
export const mayGoOnUntil = ({ unanswered }: KeptRecording): number | null =>
  unanswered === undefined ? null : unanswered.at + MAY_COME_LATE_MS

/** The owner decides, and a supervisor. The office's rule says what there is to decide. */
export const mayRecord = ({ context, event }: ActionArgs): boolean => {
  const { recording, endedAt, answeredAt, agentId } = context
  if (event.type !== 'RECORD' || recording === null || endedAt !== null || answeredAt === null) return false
  if (event.by !== agentId && !isBySupervisor(event)) return false
  const order = recordingOrder(recording)
  switch (event.state) {
    case 'on':
      return order !== 'on'
    case 'paused':
      return order === 'on'
    case 'off':
      return order !== 'off' && recording.rule !== 'always'
  }
}

export const isNoticeDue = ({ context: { recording, endedAt } }: ActionArgs): boolean =>
  endedAt === null && recording?.consent === 'due'

const sidIn = ({ event }: ActionArgs): string | null => ('recordingSid' in event ? event.recordingSid : null)
const known = (args: ActionArgs): KeptRecording | undefined =>
  args.context.recordings.find(({ recordingSid }) => recordingSid === sidIn(args))
const isCurrent = (args: ActionArgs): boolean =>
  args.context.recording !== null && args.context.recording.recordingSid === sidIn(args)

export const isNewRecording = (args: ActionArgs): boolean => known(args) === undefined
/** It is over, or how long it is becomes known. */
export const isNewsOfRecording = (args: ActionArgs): boolean => {
  const { event } = args
  if (event.type !== 'RECORDING_COMPLETED') return false
  const before = known(args)
  return before === undefined || isCurrent(args) || (before.seconds === null && event.seconds !== null)
}
export const isRequested = ({ context: { recording, endedAt } }: ActionArgs): boolean =>
  endedAt === null && recording?.requested === true
export const isNewRequest = (args: ActionArgs): boolean => {
  const { recording, endedAt } = args.context
  if (endedAt !== null || recording === null) return false
  return sidIn(args) === null ? !recording.requested : isCurrent(args) && known(args) !== undefined
}
/** One that is over stays so, and the call does not go on with one that Twilio has stopped. */
export const isNewState = (args: ActionArgs): boolean => {
  const { event, context } = args
  const before = known(args)
  if (event.type !== 'RECORDING_SET' || context.endedAt !== null || before === undefined) return false
  if (event.state === 'off' && isCurrent(args)) return false
  const after = confirmed(before, event)
  return before.state !== 'off' && (before.state !== after.state || before.unanswered !== after.unanswered)
}

/** What Twilio has confirmed. While a request to go on may still be carried out, a pause proves nothing. */
function confirmed(
  before: KeptRecording,
  { state, at, sentAt = at }: CallEvent & { type: 'RECORDING_SET' },
): Pick<KeptRecording, 'state' | 'unanswered'> {
  const { unanswered } = before
  if (unanswered === undefined || state === 'off') return { state }
  if (state === 'paused')
    return sentAt < unanswered.at + MAY_COME_LATE_MS ? { state: 'resuming', unanswered } : { state }
  const requests = unanswered.requests - 1
  return requests === 0 ? { state } : { state, unanswered: { ...unanswered, requests } }
}
export const hasRecordings = ({ context }: ActionArgs): boolean => context.recordings.some(({ kept }) => kept)
export const isUnsettled = ({ context }: ActionArgs): boolean =>
  context.recording !== null ||
  context.recordingsUnknown === true ||
  context.recordings.some(({ kept, seconds }) => kept && seconds === null)
export const mayRemoveRecording = (args: ActionArgs): boolean =>
  args.event.type === 'REMOVE_RECORDING' && isBySupervisor(args.event) && known(args)?.kept === true

/**
 * With what is new about one of them; with a new one, where it is not known yet. Of a person who is erased none is kept.
 * @param news a new state says too what is unanswered from then on
 */
function withNews(args: ActionArgs, news: Partial<KeptRecording>): KeptRecording[] {
  const { context, event } = args
  const recordingSid = sidIn(args) ?? ''
  const isKept = context.erased !== true
  const before = known(args) ?? { recordingSid, at: event.at, seconds: null, kept: isKept, state: 'on' }
  const { unanswered, ...answered } = before
  const all = context.recordings.filter((one) => one.recordingSid !== recordingSid)
  const one = news.state === undefined ? before : answered
  return [...all, { ...one, ...news }].sort((one, other) => one.at - other.at)
}

export const noneKept = (recordings: readonly KeptRecording[]): KeptRecording[] =>
  recordings.map((one) => ({ ...one, kept: false }))

/** What is stopped does not go on: a later order begins a recording of its own. */
export const ordered = ({ context: { recording }, event }: ActionArgs): Pick<CallContext, 'recording'> =>
  event.type === 'RECORD' && recording !== null
    ? {
        recording: {
          ...recording,
          asked: event.state,
          by: event.by,
          recordingSid: event.state === 'off' ? null : recording.recordingSid,
        },
      }
    : { recording }

export const recordingActions = {
  orderRecording: change(ordered),
  noteNoticeHeard: change(({ context: { recording } }) => ({
    recording: recording && { ...recording, consent: 'heard' as const },
  })),
  /** Of two that Twilio has begun the first counts. The other one is stopped. */
  noteRecordingStarted: change((args) => {
    const { recording, endedAt, answeredAt } = args.context
    const isWanted =
      recording !== null &&
      recording.recordingSid === null &&
      recording.consent !== 'due' &&
      endedAt === null &&
      answeredAt !== null &&
      recordingOrder(recording) !== 'off'
    return {
      recordings: withNews(args, {}),
      recording: recording && {
        ...recording,
        requested: false,
        ...(isWanted && { recordingSid: sidIn(args) }),
      },
    }
  }),
  noteRecordingRequested: change((args) => {
    const { recording } = args.context
    if (sidIn(args) === null) return { recording: recording && { ...recording, requested: true } }
    const { state, unanswered } = known(args) ?? {}
    return {
      recordings: withNews(args, {
        state: state === 'on' ? state : 'resuming',
        unanswered: { requests: (unanswered?.requests ?? 0) + 1, at: args.event.at },
      }),
    }
  }),
  noteRecordingNotBegun: change(({ context: { recording } }) => ({
    recording: recording && { ...recording, requested: false },
  })),
  noteRecordingState: change((args) => {
    const before = known(args)
    if (args.event.type !== 'RECORDING_SET' || before === undefined) return {}
    return { recordings: withNews(args, confirmed(before, args.event)) }
  }),
  /** A recording without length holds nothing, so it is not kept. */
  noteRecordingCompleted: change((args) => {
    const { event, context } = args
    if (event.type !== 'RECORDING_COMPLETED') return {}
    const { seconds } = event
    return {
      recordings: withNews(args, {
        state: 'off',
        ...(seconds === null ? {} : { seconds }),
        ...(seconds === 0 ? { kept: false } : {}),
      }),
      ...(isCurrent(args) && {
        recording: context.recording && { ...context.recording, recordingSid: null },
      }),
    }
  }),
  /** Its sid is kept as that of a recording of the call is, so that it is deleted once. */
  refuseMessage: change((args) => {
    assertEvent(args.event, 'RECORDED')
    return { recordings: withNews(args, { seconds: args.event.seconds }) }
  }),
  /** Twilio was asked, and has no other ones. */
  settleRecordings: change(({ context: { recordings, recordingsUnknown } }) => ({
    recording: null,
    ...(recordingsUnknown && { recordingsUnknown: false }),
    recordings: recordings.map((one) => (one.seconds === null ? { ...one, kept: false } : one)),
  })),
  removeRecording: change((args) => ({ recordings: withNews(args, { kept: false }) })),
  removeRecordings: change(({ context }) => ({ recordings: noneKept(context.recordings) })),
}
