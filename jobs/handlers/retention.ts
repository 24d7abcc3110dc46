import { skipNewer } from '../../coordinator/durable/newer.ts'
import type { JobDeps } from './deps.ts'

const MOST_AT_ONCE = 500
const DAY_MS = 86_400_000

/** Removes messages and forgets ended calls that are older than the history is kept. */
export async function enforceRetention(deps: JobDeps): Promise<void> {
  const { callIndex, clock, historyMs } = deps
  const keepMs = historyMs()
  await expireMessages(deps, keepMs)
  if ((await callIndex.keptFor()) !== keepMs) await keepAllFor(deps, keepMs)
  await callIndex.forgetEnded(clock.now() - keepMs)
}

/** The commit that removes a message also commands Twilio to delete its recording. */
async function expireMessages({ calls, voicemails, clock }: JobDeps, keepMs: number): Promise<void> {
  for (const callSid of await voicemails.leftBefore(clock.now() - keepMs, MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' }).catch(skipNewer)
    if (reply?.ok === false) await voicemails.forget(callSid)
  }
}

/**
 * The history is kept for another time than when these calls ended, and each has an expiry from then. A call is kept a day
 * longer than its message, which the next runs of this job remove.
 */
async function keepAllFor({ callIndex, voicemails, clock }: JobDeps, keepMs: number): Promise<void> {
  const withMessage = new Set(await voicemails.leftBefore(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
  for (let place = 0; ; place += MOST_AT_ONCE) {
    const ended = await callIndex.ended(place, MOST_AT_ONCE)
    await Promise.all(
      ended.map(({ callSid, endedAt }) => {
        const left = Math.max(0, endedAt + keepMs - clock.now())
        return callIndex.expireAfter(callSid, withMessage.has(callSid) ? left + DAY_MS : left)
      }),
    )
    if (ended.length < MOST_AT_ONCE) return callIndex.noteKeptFor(keepMs)
  }
}
