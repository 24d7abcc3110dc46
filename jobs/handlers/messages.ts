import type { JobDeps } from './deps.ts'

const MOST_AT_ONCE = 500

/** Messages as old as the history gets are removed, at Twilio too: the commit owes it. */
export async function expireMessages({ calls, voicemails, clock, historyMs }: JobDeps): Promise<void> {
  for (const callSid of await voicemails.leftBefore(clock.now() - historyMs, MOST_AT_ONCE)) {
    const { ok } = await calls.send(callSid, { type: 'MESSAGE_EXPIRED' })
    if (!ok) await voicemails.forget(callSid)
  }
}

/**
 * A caller who left a message and hung up while Redis was away: Twilio's word of it came to nothing, so Twilio is asked.
 * What is not complete there yet is told when it is. Rejects when Twilio cannot be asked; asking again does no harm.
 */
export async function lookForMessage(
  { calls, carrier, log }: Pick<JobDeps, 'calls' | 'carrier' | 'log'>,
  callSid: string,
  trace?: string,
): Promise<void> {
  const { outcome, voicemailAt } = (await calls.state(callSid))?.snapshot.context ?? {}
  if (outcome !== 'missed' || voicemailAt === null) return
  const message = await carrier.newestMessage(callSid)
  if (message === null) return
  log.warn({ trace, callSid }, 'A message was left and nobody had said so')
  const { sid: recordingSid, seconds } = message
  const evidence = `Twilio lists recording ${recordingSid}`
  await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds }, { evidence, trace })
}
