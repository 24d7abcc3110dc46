import type { EventReply } from '../../coordinator/calls/calls-port.ts'
import type { CarrierCommand } from '../../coordinator/calls/carrier-command.ts'
import { KEPT_FOR_TWILIO_MS } from '../../coordinator/calls/plan.ts'
import { skipNewer } from '../../coordinator/durable/newer.ts'
import { CarrierRejected, CarrierUnavailable } from '../../coordinator/twilio/carrier-errors.ts'
import type { JobDeps } from './deps.ts'

const MOST_AT_ONCE = 500

/** A commit is never that late. */
const HOUR_MS = 3_600_000

/** Removes recordings that are older than recordings are kept; then messages and ended calls that are older than the history. */
export async function enforceRetention(deps: JobDeps): Promise<void> {
  const { callIndex, voicemails, recordings, clock, historyMs } = deps
  const keepMs = await historyMs()
  await expireRecordings(deps)
  await expireMessages(deps, keepMs)
  const all = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const
  const recorded = await Promise.all([voicemails.leftBefore(...all), recordings.begunBefore(...all)])
  const atTwilio = new Set(recorded.flat())
  await keepFor(deps, keepMs, atTwilio)
  await callIndex.forgetEnded(clock.now() - keepMs, atTwilio)
}

/** The commit that removes a recording also commands Twilio to delete it. */
async function expireRecordings(deps: JobDeps): Promise<void> {
  const { calls, recordings, clock, recordingMs } = deps
  for (const callSid of await recordings.begunBefore(clock.now() - (await recordingMs()), MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'RECORDINGS_EXPIRED' }).catch(skipNewer)
    if (reply && (await isForgettable(deps, callSid, reply))) await recordings.forget(callSid)
  }
}

/** The commit that removes a message also commands Twilio to delete its recording. */
async function expireMessages(deps: JobDeps, keepMs: number): Promise<void> {
  const { calls, voicemails, clock } = deps
  for (const callSid of await voicemails.leftBefore(clock.now() - keepMs, MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' }).catch(skipNewer)
    if (reply && (await isForgettable(deps, callSid, reply))) await voicemails.forget(callSid)
  }
}

/**
 * Nothing of the call is left to remove. A call that is not stored any more cannot say what Twilio has of it, so Twilio is
 * asked, and what it has is deleted. Where Twilio does not answer, the next run asks again.
 */
async function isForgettable(deps: JobDeps, callSid: string, reply: EventReply): Promise<boolean> {
  const { carrier, outbox, runner, clock, log } = deps
  if (reply.ok || reply.view !== null) return !reply.ok
  try {
    const [recorded, message] = [
      await carrier.recordingsOfCall(callSid),
      await carrier.newestMessage(callSid),
    ]
    const at = clock.now()
    const commands = [...recorded, ...(message === null ? [] : [message])].map(
      ({ sid: recordingSid }): CarrierCommand => ({
        ...{ type: 'deleteRecording', id: `${callSid}:${recordingSid}`, callSid, at, recordingSid },
      }),
    )
    if (commands.length > 0) await outbox.enqueue(commands)
    runner.run(commands)
    return true
  } catch (error) {
    if (!(error instanceof CarrierUnavailable || error instanceof CarrierRejected)) throw error
    log.warn({ err: error, callSid }, 'Twilio does not say what it has of a call that is not stored any more')
    return false
  }
}

/**
 * Gives ended calls the expiry that follows from the present setting. If the setting has changed, all calls get it.
 * Otherwise the calls that have ended since the last run get it: the process that ended one may not have heard of a change.
 * A call is kept longer than its message and its recordings, which the next runs of this job remove.
 */
async function keepFor(
  { callIndex, clock }: JobDeps,
  keepMs: number,
  atTwilio: ReadonlySet<string>,
): Promise<void> {
  const done = await callIndex.keptFor()
  const since = done?.ms === keepMs ? done.until : 0
  const until = clock.now() - HOUR_MS
  for (let place = 0; ; place += MOST_AT_ONCE) {
    const ended = await callIndex.ended(since, place, MOST_AT_ONCE)
    await Promise.all(
      ended.map(({ callSid, endedAt }) => {
        const left = Math.max(0, endedAt + keepMs - clock.now())
        return callIndex.expireAfter(callSid, atTwilio.has(callSid) ? left + KEPT_FOR_TWILIO_MS : left)
      }),
    )
    if (ended.length < MOST_AT_ONCE) return callIndex.noteKeptFor({ ms: keepMs, until })
  }
}
