import type { JobHost } from './host.ts'

const MOST_AT_ONCE = 500

/** Messages as old as the history gets are removed, at Twilio too: the commit owes it. */
export async function expireMessages({ calls, voicemails, clock, historyMs }: JobHost): Promise<void> {
  for (const callSid of await voicemails.leftBefore(clock.now() - historyMs, MOST_AT_ONCE)) {
    const { ok } = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' })
    if (!ok) await voicemails.forget(callSid)
  }
}
