import type { JobHost } from './host.ts'

/** A call that began just now is on its way to us by webhook: nothing to adopt yet. */
const SETTLED_AFTER_MS = 10_000

/**
 * Callers whom Twilio has on the line for us and whom we do not know, because Redis lost its last
 * second, or everything: they go to the lot, where everybody sees them.
 */
export async function adopt({ calls, carrier, watch, clock, log }: JobHost): Promise<void> {
  for (const call of await carrier.liveCallsToUs()) {
    const settled = call.startedAt === null || clock.now() - call.startedAt >= SETTLED_AFTER_MS
    if (!settled || (await watch.isKnown(call.sid))) continue
    const found = {
      type: 'FOUND_LIVE' as const,
      callSid: call.sid,
      callerNumber: call.from || null,
      callerName: null,
      calledNumber: call.to || null,
    }
    const evidence = `Twilio reports it ${call.status}, and we did not know it`
    const { arrived } = await calls.arrive(found, { answering: false, evidence })
    if (arrived) log.warn({ callSid: call.sid }, 'Adopted a caller whom only Twilio knew')
  }
}
