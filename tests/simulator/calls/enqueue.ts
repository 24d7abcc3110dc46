import { aborted, pause } from '../cancel.ts'
import { CLASSICAL, samples } from '../media/sources.ts'
import type { EnqueueVerb } from '../twiml/verbs.ts'
import { resolve, toAction, type VerbContext, type VerbOutcome } from './verb-context.ts'

/** Twilio requests the waitUrl again when it runs out; not faster than this. */
const AGAIN_MS = 1_000

/** `<Enqueue>`: waits with music until somebody redirects the leg or it ends. Nothing dequeues here. */
export async function enqueue(context: VerbContext, verb: EnqueueVerb): Promise<VerbOutcome> {
  const { exchange, leg, signal } = context
  leg.answer()
  const target = verb.waitUrl ? resolve(context, verb.waitUrl, verb.waitUrlMethod) : null
  leg.moveTo({ at: 'queue', name: verb.queue, waitUrl: target?.url ?? null })
  const joinedAt = Date.now()
  if (target === null) leg.audio.hear(samples('playback', 'classical', CLASSICAL, 0))
  while (target !== null && !signal.aborted) {
    const queueTime = String(Math.round((Date.now() - joinedAt) / 1_000))
    await exchange.wait(
      leg,
      target,
      { QueueSid: exchange.queueSid(verb.queue), QueueTime: queueTime },
      signal,
    )
    await pause(AGAIN_MS, signal)
  }
  await aborted(signal)
  if (verb.action !== undefined && leg.live) {
    const result = toAction(context, verb, { QueueResult: 'redirected' })
    if (result.to === 'document') exchange.requestInPassing(leg, result.target, { QueueResult: 'redirected' })
  }
  throw signal.reason
}
