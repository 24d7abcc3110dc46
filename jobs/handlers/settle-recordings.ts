import { hasUnsettledRecordings } from '../../machines/call/selectors.ts'
import type { JobDeps } from './deps.ts'

/** Twilio tells of a recording some seconds after the call has ended, and its reads lag behind. */
export const NEWS_IS_LATE_MS = 45_000
/** What Twilio has not completed by then is lost. */
const GIVEN_UP_AFTER_MS = 86_400_000

/**
 * Asks Twilio for the recordings of an ended call, since the callbacks that announce them may be lost. What Twilio is still
 * working on is left for the next time. Idempotent.
 * @throws what the carrier throws
 */
export async function settleRecordings(
  {
    calls,
    carrier,
    clock,
    log,
    recordings,
  }: Pick<JobDeps, 'calls' | 'carrier' | 'clock' | 'log' | 'recordings'>,
  callSid: string,
  trace?: string,
): Promise<void> {
  const state = await calls.state(callSid)
  if (state === null || !hasUnsettledRecordings(state.snapshot)) return
  const { recordings: known, endedAt } = state.snapshot.context
  await recordings.asked(callSid, clock.now())
  const listed = await carrier.recordingsOfCall(callSid)
  for (const { sid: recordingSid, seconds, isComplete } of listed) {
    const before = known.find((one) => one.recordingSid === recordingSid)
    if (!isComplete || (before !== undefined && before.seconds !== null)) continue
    log.warn({ trace, callSid }, 'Found a recording at Twilio that no callback had announced')
    const evidence = `Twilio lists recording ${recordingSid}`
    await calls.send(callSid, { type: 'RECORDING_COMPLETED', recordingSid, seconds }, { evidence, trace })
  }
  const endedFor = clock.now() - (endedAt ?? clock.now())
  const isAllThere = listed.every(({ isComplete }) => isComplete) || endedFor > GIVEN_UP_AFTER_MS
  if (!isAllThere || endedFor < NEWS_IS_LATE_MS) return
  const evidence = 'Twilio lists no other recording'
  await calls.send(callSid, { type: 'RECORDINGS_SETTLED' }, { evidence, trace })
}
