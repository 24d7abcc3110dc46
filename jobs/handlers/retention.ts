import { skipNewer } from '../../coordinator/durable/newer.ts'
import type { JobDeps } from './deps.ts'

const MOST_AT_ONCE = 500
const DAY_MS = 86_400_000

/** A commit is never that late. */
const HOUR_MS = 3_600_000

/** Removes recordings that are older than recordings are kept; then messages and ended calls that are older than the history. */
export async function enforceRetention(deps: JobDeps): Promise<void> {
  const { callIndex, clock, historyMs } = deps
  const keepMs = await historyMs()
  await expireRecordings(deps)
  await expireMessages(deps, keepMs)
  await keepFor(deps, keepMs)
  await callIndex.forgetEnded(clock.now() - keepMs)
}

/** The commit that removes a recording also commands Twilio to delete it. */
async function expireRecordings({ calls, recordings, clock, recordingMs }: JobDeps): Promise<void> {
  for (const callSid of await recordings.begunBefore(clock.now() - (await recordingMs()), MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'RECORDINGS_EXPIRED' }).catch(skipNewer)
    if (reply?.ok === false) await recordings.forget(callSid)
  }
}

/** The commit that removes a message also commands Twilio to delete its recording. */
async function expireMessages({ calls, voicemails, clock }: JobDeps, keepMs: number): Promise<void> {
  for (const callSid of await voicemails.leftBefore(clock.now() - keepMs, MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' }).catch(skipNewer)
    if (reply?.ok === false) await voicemails.forget(callSid)
  }
}

/**
 * Gives ended calls the expiry that follows from the present setting: all of them where it has changed, otherwise those that
 * have ended since the last run, because the process that ended a call may not have heard of a change. A call is kept a day
 * longer than its message and its recordings, which the next runs of this job remove.
 */
async function keepFor({ callIndex, voicemails, recordings, clock }: JobDeps, keepMs: number): Promise<void> {
  const done = await callIndex.keptFor()
  const since = done?.ms === keepMs ? done.until : 0
  const until = clock.now() - HOUR_MS
  const all = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const
  const recorded = await Promise.all([voicemails.leftBefore(...all), recordings.begunBefore(...all)])
  const atTwilio = new Set(recorded.flat())
  for (let place = 0; ; place += MOST_AT_ONCE) {
    const ended = await callIndex.ended(since, place, MOST_AT_ONCE)
    await Promise.all(
      ended.map(({ callSid, endedAt }) => {
        const left = Math.max(0, endedAt + keepMs - clock.now())
        return callIndex.expireAfter(callSid, atTwilio.has(callSid) ? left + DAY_MS : left)
      }),
    )
    if (ended.length < MOST_AT_ONCE) return callIndex.noteKeptFor({ ms: keepMs, until })
  }
}
