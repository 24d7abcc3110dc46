import type { CarrierCall } from '../../coordinator/twilio/carrier.ts'
import { partiesOf } from '../../coordinator/twilio/parties.ts'
import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'

/** The webhook of a call that began less than this ago may still come. */
const SETTLED_AFTER_MS = 10_000
/** Longer than a leg plays ringback, while Redis is away, before it requests TwiML again. */
export const CONFIRM_AFTER_MS = 10_000
/** Twilio's list is read to as many calls. */
const MOST_COMPARED = 5000

/**
 * Compares Twilio's live calls with the stored ones. A live call that is not stored, because Redis has lost it, is
 * adopted into the lot, where every agent sees it. A stored call that Twilio does not list may have ended while no
 * coordinator ran: it is reconciled. `again` names calls to confirm: see {@link confirmUnknown}.
 */
export async function adopt(deps: JobDeps, { again }: JobData<'adopt'>): Promise<void> {
  if (again !== undefined) return adoptEach(deps, await confirmUnknown(deps, again))
  const startedAt = deps.clock.now()
  const live = await deps.carrier.liveCallsOfOurs()
  const { callers, called } = await findUnknown(deps, live)
  await adoptEach(deps, callers)
  await queueConfirmation(deps, called)
  await reconcileUnlisted(deps, live, startedAt)
}

const isInbound = ({ direction }: CarrierCall) => direction === 'inbound'

type CompareDeps = Pick<JobDeps, 'carrier' | 'callIndex' | 'clock'>

/** Live calls that are not stored: from callers, and to numbers that were called. A called number counts once it has answered. */
export async function findUnknown(
  { callIndex, clock }: Omit<CompareDeps, 'carrier'>,
  live: readonly CarrierCall[],
): Promise<{ callers: CarrierCall[]; called: CarrierCall[] }> {
  const [callers, called]: [CarrierCall[], CarrierCall[]] = [[], []]
  for (const call of live) {
    const isSettled = call.startedAt === null || clock.now() - call.startedAt >= SETTLED_AFTER_MS
    const isCandidate = isSettled && (isInbound(call) || call.status === 'in-progress')
    if (isCandidate && !(await callIndex.isKnown(call.sid))) (isInbound(call) ? callers : called).push(call)
  }
  return { callers, called }
}

/**
 * Those of the called numbers that are still live and not stored. A number that is in the room of another call was
 * called for a transfer of that call: it is not a call of its own.
 */
export async function confirmUnknown(deps: CompareDeps, sids: readonly string[]): Promise<CarrierCall[]> {
  if (sids.length === 0) return []
  const { called } = await findUnknown(deps, await deps.carrier.liveCallsOfOurs())
  const confirmed = called.filter(({ sid }) => sids.includes(sid))
  if (confirmed.length === 0) return []
  const guests = await deps.carrier.legsInOtherRooms()
  return confirmed.filter(({ sid }) => !guests.has(sid))
}

async function queueConfirmation({ queue, clock }: JobDeps, called: readonly CarrierCall[]): Promise<void> {
  if (called.length === 0) return
  const jobId = `adopt-again-${clock.now()}`
  await addJob(queue, 'adopt', { again: called.map(({ sid }) => sid) }, { jobId, delay: CONFIRM_AFTER_MS })
}

type AdoptDeps = Pick<JobDeps, 'calls' | 'log'>

async function adoptEach(deps: AdoptDeps, calls: readonly CarrierCall[]): Promise<void> {
  for (const call of calls) await adoptCall(deps, call)
}

export const evidenceOfUnknown = ({ status }: CarrierCall) =>
  `Twilio reports it ${status}, and it was not stored here`

export async function adoptCall({ calls, log }: AdoptDeps, call: CarrierCall): Promise<void> {
  const found = {
    type: 'FOUND_LIVE' as const,
    callSid: call.sid,
    ...partiesOf({ From: call.from, To: call.to }, null),
    direction: isInbound(call) ? ('inbound' as const) : ('outbound' as const),
  }
  const { arrived } = await calls.arrive(found, { answering: false, evidence: evidenceOfUnknown(call) })
  if (arrived) log.warn({ callSid: call.sid }, 'Adopted a live call that was not stored here')
}

async function reconcileUnlisted(
  { callIndex, queue }: JobDeps,
  live: readonly CarrierCall[],
  startedAt: number,
): Promise<void> {
  const listed = new Set(live.map(({ sid }) => sid))
  // BullMQ drops a second job with the same id, so a call is reconciled once in this time.
  const period = Math.floor(startedAt / SETTLED_AFTER_MS)
  for (const callSid of await callIndex.silentSince(startedAt - SETTLED_AFTER_MS, MOST_COMPARED)) {
    if (listed.has(callSid)) continue
    const jobId = `reconcile-${callSid}-unlisted-${period}`
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId })
  }
}
