import { skipNewer } from '../../coordinator/durable/newer.ts'
import type { JobDeps } from './deps.ts'

const MOST_AT_ONCE = 500

/** Removes messages and forgets ended calls that are older than the history is kept. */
export async function enforceRetention(deps: JobDeps): Promise<void> {
  const { callIndex, clock, historyMs } = deps
  await expireMessages(deps)
  await callIndex.forgetEnded(clock.now() - historyMs)
}

/** The commit that removes a message also commands Twilio to delete its recording. */
async function expireMessages({ calls, voicemails, clock, historyMs }: JobDeps): Promise<void> {
  for (const callSid of await voicemails.leftBefore(clock.now() - historyMs, MOST_AT_ONCE)) {
    const reply = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' }).catch(skipNewer)
    if (reply?.ok === false) await voicemails.forget(callSid)
  }
}
