import type { CarrierCall } from '../../coordinator/twilio/carrier-port.ts'
import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'

/** A call that began just now is on its way to us by webhook: nothing to adopt yet. */
const SETTLED_AFTER_MS = 10_000
/** Longer than it takes a leg that hears it ring, because we could not say where it belongs, to ask again. */
export const SECOND_LOOK_MS = 10_000
/** As many as Twilio's list is read to. */
const MOST_COMPARED = 5000

/**
 * Twilio's list of live calls beside ours. Callers, and those whom we called, whom Twilio has on the line
 * for us and whom we do not know, because Redis lost its last second, or everything: they go to the lot,
 * where everybody sees them. Calls of ours that are not on the list, because all of us were away when their
 * callers hung up: Twilio is asked about each.
 */
export async function adopt(host: JobDeps, { again }: JobData<'adopt'>): Promise<void> {
  if (again !== undefined) return adoptEach(host, await stillUnknown(host, again))
  const askedAt = host.clock.now()
  const live = await host.carrier.liveCallsOfOurs()
  const { callers, called } = await unknownOf(host, live)
  await adoptEach(host, callers)
  await lookAgain(host, called)
  await askAboutUnlisted(host, live, askedAt)
}

const isInbound = ({ direction }: CarrierCall) => direction === 'inbound'

type Looking = Pick<JobDeps, 'carrier' | 'liveCalls' | 'clock'>

/**
 * Whom Twilio has on the line and we do not know: callers, and numbers that we called. One of these that still rings
 * asks us when it is answered.
 */
export async function unknownOf(
  { liveCalls, clock }: Omit<Looking, 'carrier'>,
  live: readonly CarrierCall[],
) {
  const [callers, called]: [CarrierCall[], CarrierCall[]] = [[], []]
  for (const call of live) {
    const isSettled = call.startedAt === null || clock.now() - call.startedAt >= SETTLED_AFTER_MS
    const mayBe = isSettled && (isInbound(call) || call.status === 'in-progress')
    if (mayBe && !(await liveCalls.isKnown(call.sid))) (isInbound(call) ? callers : called).push(call)
  }
  return { callers, called }
}

/**
 * Of numbers that we called, those who are on the line and unknown still. Whoever came to another's room was called
 * for a transfer of theirs, and is no caller.
 */
export async function stillUnknown(host: Looking, sids: readonly string[]) {
  if (sids.length === 0) return []
  const { called } = await unknownOf(host, await host.carrier.liveCallsOfOurs())
  const again = called.filter(({ sid }) => sids.includes(sid))
  if (again.length === 0) return []
  const guests = await host.carrier.guests()
  return again.filter(({ sid }) => !guests.has(sid))
}

async function lookAgain({ queue, clock }: JobDeps, called: readonly CarrierCall[]) {
  if (called.length === 0) return
  const jobId = `adopt-again-${clock.now()}`
  await addJob(queue, 'adopt', { again: called.map(({ sid }) => sid) }, { jobId, delay: SECOND_LOOK_MS })
}

async function adoptEach(host: Adopting, calls: readonly CarrierCall[]) {
  for (const call of calls) await adoptOne(host, call)
}

type Adopting = Pick<JobDeps, 'calls' | 'log'>

export const evidenceOfUnknown = ({ status }: CarrierCall) =>
  `Twilio reports it ${status}, and we did not know it`

export async function adoptOne({ calls, log }: Adopting, call: CarrierCall) {
  const found = {
    type: 'FOUND_LIVE' as const,
    callSid: call.sid,
    callerNumber: call.from || null,
    callerName: null,
    calledNumber: call.to || null,
    direction: isInbound(call) ? ('inbound' as const) : ('outbound' as const),
  }
  const { arrived } = await calls.arrive(found, { answering: false, evidence: evidenceOfUnknown(call) })
  if (arrived) log.warn({ callSid: call.sid }, 'Adopted a caller whom only Twilio knew')
}

async function askAboutUnlisted(
  { liveCalls, queue }: JobDeps,
  live: readonly CarrierCall[],
  askedAt: number,
) {
  const listed = new Set(live.map(({ sid }) => sid))
  // However often it is found before the answer is there, it is asked about once.
  const turn = Math.floor(askedAt / SETTLED_AFTER_MS)
  for (const callSid of await liveCalls.silentSince(askedAt - SETTLED_AFTER_MS, MOST_COMPARED))
    if (!listed.has(callSid))
      await addJob(
        queue,
        'reconcile',
        { callSid, goneAt: null },
        { jobId: `reconcile-${callSid}-unlisted-${turn}` },
      )
}
