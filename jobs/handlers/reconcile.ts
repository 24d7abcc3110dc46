import type { CallState } from '../../coordinator/calls/calls-port.ts'
import type { CarrierCall } from '../../coordinator/twilio/carrier-port.ts'
import { FinalStatus } from '../../machines/call/events.ts'
import { wantedLegs } from '../../machines/call/selectors.ts'
import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { lookForMessage } from './messages.ts'

/** Twilio's reads lag behind: one that says "gone" is believed only if another says so this much later. */
export const GRACE_MS = 5_000
/** A first read of longer ago says nothing any more: what lies between the two is not known. */
const BELIEVED_MS = 2 * GRACE_MS
const MOST_AT_ONCE = 500

/** Whether a read of now stands beside that first one, with the grace time between. */
export const isSecondRead = (firstAt: number, now: number) =>
  now - firstAt >= GRACE_MS && now - firstAt <= BELIEVED_MS

/** The final status that Twilio reports, `gone` when it knows no such call, null while the call lives. */
export function finalStatusOf(call: CarrierCall | null): FinalStatus | null {
  if (call === null) return 'gone'
  return FinalStatus.safeParse(call.status).data ?? null
}

/**
 * One call against Twilio. What Twilio reports live is never ended. What it reports over is ended
 * after two reads with a grace time between, and the history says on what evidence. So is a leg that it does not know.
 * Of a call that is over, a message may be missing: should Twilio not say, the job's next try finds the call ended, and asks.
 */
export async function reconcile(host: JobDeps, job: JobData<'reconcile'>, trace?: string): Promise<void> {
  const { callSid, sid = callSid } = job
  const { calls, carrier, clock, liveCalls, log } = host
  const state = await calls.state(callSid)
  if (!state) return
  if (state.snapshot.context.endedAt !== null) return lookForMessage(host, callSid, trace)

  const now = clock.now()
  const goneAt = job.goneAt !== null && now - job.goneAt <= BELIEVED_MS ? job.goneAt : now
  const since = (gone: string) => (gone === sid ? goneAt : now)
  const isSecond = (gone: string) => now - since(gone) >= GRACE_MS
  const call = await carrier.fetchCall(callSid)
  const status = finalStatusOf(call)
  if (status === null) {
    await liveCalls.confirmLive(callSid, now)
    await noteIfAnswered(host, state, call, trace)
    const over = await legsThatAreOver(host, wantedLegs(state.snapshot))
    for (const leg of over) {
      if (isUnknown(leg) && !isSecond(leg.legSid)) {
        await askAgain(host, { callSid, sid: leg.legSid, goneAt: since(leg.legSid) })
        continue
      }
      log.warn({ trace, callSid, ...leg }, 'A leg was over and nobody had said so')
      await tellOfLeg(host, callSid, leg, trace)
    }
    return
  }
  const goneSince = since(callSid)
  if (!isSecond(callSid)) return askAgain(host, { callSid, sid: callSid, goneAt: goneSince })
  await tellThatGone(host, callSid, { status, goneAt: goneSince, at: now }, trace)
  await lookForMessage(host, callSid, trace)
}

/** That a number has answered may be lost like any other news; whoever talks is not to be taken for a number that rings. */
export async function noteIfAnswered(
  { calls }: Pick<JobDeps, 'calls'>,
  { snapshot }: CallState,
  call: CarrierCall | null,
  trace?: string,
): Promise<void> {
  if (call?.status !== 'in-progress' || !snapshot.hasTag('dialling')) return
  const evidence = 'Twilio says that the number has answered'
  await calls.send(snapshot.context.callSid, { type: 'ANSWERED' }, { evidence, trace })
}

async function askAgain(
  { queue, clock }: JobDeps,
  gone: { callSid: string; sid: string; goneAt: number },
): Promise<void> {
  const now = clock.now()
  const delay = Math.max(0, gone.goneAt + GRACE_MS - now)
  await addJob(queue, 'reconcile', gone, { jobId: `reconcile-${gone.sid}-gone-${gone.goneAt}-${now}`, delay })
}

/** Asks Twilio about every live call, now: for when it is known to have forgotten some. */
export async function reconcileAll({
  liveCalls,
  queue,
  clock,
}: Pick<JobDeps, 'liveCalls' | 'queue' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const callSid of await liveCalls.silentSince(now, MOST_AT_ONCE))
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId: `reconcile-${callSid}-${now}` })
}

/** What Twilio said of a call that is over, and when it said so: twice. */
export interface TwoReads {
  status: FinalStatus
  goneAt: number
  at: number
}

export const evidenceOf = ({ status, goneAt, at }: TwoReads) =>
  `Twilio said ${status} at ${new Date(goneAt).toISOString()} and at ${new Date(at).toISOString()}`

export async function tellThatGone(
  { calls }: Pick<JobDeps, 'calls'>,
  callSid: string,
  reads: TwoReads,
  trace?: string,
) {
  const delivery = { evidence: evidenceOf(reads), trace }
  await calls.send(callSid, { type: 'FOUND_GONE', status: reads.status }, delivery)
}

/** A leg that Twilio has ended without our hearing of it: its agent talks to nobody. */
export interface LegOver {
  legSid: string
  status: FinalStatus
  /** Null: the leg of a number outside. */
  agentId: string | null
}

/** Twilio has no such leg: it says so now and then of one that is up. */
export const isUnknown = ({ status }: LegOver) => status === 'gone'

export async function legsThatAreOver({ carrier }: Pick<JobDeps, 'carrier'>, legs: readonly string[]) {
  const over: LegOver[] = []
  for (const legSid of legs) {
    const leg = await carrier.fetchCall(legSid)
    const status = finalStatusOf(leg)
    if (status === null) continue
    const agentId = leg?.from.startsWith('client:') ? leg.from.slice('client:'.length) : null
    over.push({ legSid, status, agentId })
  }
  return over
}

export const evidenceOfLeg = ({ legSid, status }: LegOver) => `Twilio says that leg ${legSid} is ${status}`

export async function tellOfLeg(
  { calls, agents }: Pick<JobDeps, 'calls' | 'agents'>,
  callSid: string,
  leg: LegOver,
  trace?: string,
) {
  const { legSid, agentId } = leg
  const consoleSince = agentId === null ? null : await agents.consoleSince(agentId)
  await calls.send(
    callSid,
    { type: 'LEG_ENDED', legSid, outside: agentId === null, consoleSince },
    { evidence: evidenceOfLeg(leg), trace },
  )
}
