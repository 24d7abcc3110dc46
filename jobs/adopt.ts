import type { CarrierCall } from '../coordinator/ports.ts'
import type { JobHost } from './host.ts'
import { add } from './queue.ts'

/** A call that began just now is on its way to us by webhook: nothing to adopt yet. */
const SETTLED_AFTER_MS = 10_000
/** As many as Twilio's list is read to. */
const MOST_COMPARED = 5000

/**
 * Twilio's list of live calls beside ours. Callers, and those whom we called, whom Twilio has on the line
 * for us and whom we do not know, because Redis lost its last second, or everything: they go to the lot,
 * where everybody sees them. Calls of ours that are not on the list, because all of us were away when their
 * callers hung up: Twilio is asked about each.
 */
export async function adopt(host: JobHost): Promise<void> {
  const askedAt = host.clock.now()
  const live = await host.carrier.liveCallsOfOurs()
  await adoptUnknown(host, live)
  await askAboutUnlisted(host, live, askedAt)
}

async function adoptUnknown(host: JobHost, live: readonly CarrierCall[]) {
  for (const call of live) if (await isToBeAdopted(host, call)) await adoptOne(host, call)
}

type Adopting = Pick<JobHost, 'calls' | 'carrier' | 'watch' | 'clock' | 'log'>

/** Whether Twilio has somebody on the line for us whom we do not know. */
export async function isToBeAdopted(
  { carrier, watch, clock }: Omit<Adopting, 'calls' | 'log'>,
  call: CarrierCall,
) {
  const settled = call.startedAt === null || clock.now() - call.startedAt >= SETTLED_AFTER_MS
  if (!settled || (await watch.isKnown(call.sid))) return false
  // One that we began is a call of its own if it ever had a room of its own; others joined a caller's.
  return call.direction === 'inbound' || (await carrier.hadRoom(call.sid))
}

export const evidenceOfUnknown = ({ status }: CarrierCall) =>
  `Twilio reports it ${status}, and we did not know it`

export async function adoptOne({ calls, log }: Pick<Adopting, 'calls' | 'log'>, call: CarrierCall) {
  const found = {
    type: 'FOUND_LIVE' as const,
    callSid: call.sid,
    callerNumber: call.from || null,
    callerName: null,
    calledNumber: call.to || null,
    direction: call.direction === 'inbound' ? ('inbound' as const) : ('outbound' as const),
  }
  const { arrived } = await calls.arrive(found, { answering: false, evidence: evidenceOfUnknown(call) })
  if (arrived) log.warn({ callSid: call.sid }, 'Adopted a caller whom only Twilio knew')
}

async function askAboutUnlisted({ watch, queue }: JobHost, live: readonly CarrierCall[], askedAt: number) {
  const listed = new Set(live.map(({ sid }) => sid))
  // However often it is found before the answer is there, it is asked about once.
  const turn = Math.floor(askedAt / SETTLED_AFTER_MS)
  for (const callSid of await watch.silentCalls(askedAt - SETTLED_AFTER_MS, MOST_COMPARED))
    if (!listed.has(callSid))
      await add(
        queue,
        'reconcile',
        { callSid, goneAt: null },
        { jobId: `reconcile-${callSid}-unlisted-${turn}` },
      )
}
