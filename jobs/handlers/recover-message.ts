import { mayGetMessage } from '../../machines/call/context.ts'
import type { JobDeps } from './deps.ts'

/**
 * Asks Twilio for the message of a call that ended at the voicemail, since the callback that announces it may be lost. A recording that is
 * not complete yet is announced later. Idempotent.
 * @throws what the carrier throws
 */
export async function recoverMessage(
  { calls, carrier, log }: Pick<JobDeps, 'calls' | 'carrier' | 'log'>,
  callSid: string,
  trace?: string,
): Promise<void> {
  const state = await calls.state(callSid)
  if (state === null || !mayGetMessage(state.snapshot.context)) return
  const message = await carrier.newestMessage(callSid)
  if (message === null) return
  log.warn({ trace, callSid }, 'Found a message at Twilio that no callback had announced')
  const { sid: recordingSid, seconds } = message
  const evidence = `Twilio lists recording ${recordingSid}`
  await calls.send(callSid, { type: 'RECORDED', recordingSid, seconds }, { evidence, trace })
}
