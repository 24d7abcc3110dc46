import { aborted, pause } from '../cancel.ts'
import { CLASSICAL, samples } from '../media/sources.ts'
import type { EnqueueVerb } from '../twiml/verbs.ts'
import { type Outcome, resolve, type Stage, toAction } from './stage.ts'

/** Twilio requests the waitUrl again when it runs out; not faster than this. */
const AGAIN_MS = 1_000

/** `<Enqueue>`: waits with music until somebody redirects the leg or it ends. Nothing dequeues here. */
export async function enqueue(stage: Stage, verb: EnqueueVerb): Promise<Outcome> {
  const { exchange, leg, signal } = stage
  leg.answer()
  const target = verb.waitUrl ? resolve(stage, verb.waitUrl, verb.waitUrlMethod) : null
  leg.moveTo({ at: 'queue', name: verb.queue, waitUrl: target?.url ?? null })
  const joinedAt = Date.now()
  if (target === null) leg.line.hear(samples('playback', 'classical', CLASSICAL, 0))
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
    const result = toAction(stage, verb, { QueueResult: 'redirected' })
    if (result.to === 'document') exchange.requestInPassing(leg, result.target, { QueueResult: 'redirected' })
  }
  throw signal.reason
}
