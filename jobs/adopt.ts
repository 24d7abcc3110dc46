import type { JobHost } from './host.ts'

/** A call that began just now is on its way to us by webhook: nothing to adopt yet. */
const SETTLED_AFTER_MS = 10_000

/**
 * Callers, and those whom we called, whom Twilio has on the line for us and whom we do not know, because Redis lost its last
 * second, or everything: they go to the lot, where everybody sees them.
 */
export async function adopt({ calls, carrier, watch, clock, log }: JobHost): Promise<void> {
  for (const call of await carrier.liveCallsOfOurs()) {
    const settled = call.startedAt === null || clock.now() - call.startedAt >= SETTLED_AFTER_MS
    if (!settled || (await watch.isKnown(call.sid))) continue
    // One that we began is a call of its own if it ever had a room of its own; others joined a caller's.
    const outbound = call.direction !== 'inbound'
    if (outbound && !(await carrier.hadRoom(call.sid))) continue
    const found = {
      type: 'FOUND_LIVE' as const,
      callSid: call.sid,
      callerNumber: call.from || null,
      callerName: null,
      calledNumber: call.to || null,
      direction: outbound ? ('outbound' as const) : ('inbound' as const),
    }
    const evidence = `Twilio reports it ${call.status}, and we did not know it`
    const { arrived } = await calls.arrive(found, { answering: false, evidence })
    if (arrived) log.warn({ callSid: call.sid }, 'Adopted a caller whom only Twilio knew')
  }
}
