import { finalStatusOf } from '../../coordinator/twilio/final-status.ts'
import { wantedLegs } from '../../machines/call/selectors.ts'
import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { findEndedLegs, isUnknownLeg } from './ended-legs.ts'
import { recoverMessage } from './recover-message.ts'
import { reportAnswered, reportCallerGone, reportLegEnded } from './report.ts'
import { settleRecordings } from './settle-recordings.ts'
import { FIRST_READ_VALID_MS, GRACE_MS } from './two-reads.ts'

const MOST_AT_ONCE = 500

/**
 * Compares one call with Twilio. A call that Twilio reports live is never ended. A call that Twilio reports over is ended
 * after a second read, and so is a leg that Twilio does not know. Then a message and recordings are looked for. If Twilio cannot be
 * asked for it, the job fails; its next attempt finds the call ended and asks again.
 */
export async function reconcile(deps: JobDeps, job: JobData<'reconcile'>, trace?: string): Promise<void> {
  const { callSid, sid = callSid } = job
  const { calls, carrier, clock, callIndex, log } = deps
  const state = await calls.state(callSid)
  if (!state) return
  if (state.snapshot.context.endedAt !== null) return recoverRecorded(deps, callSid, trace)

  const now = clock.now()
  const goneAt = job.goneAt !== null && now - job.goneAt <= FIRST_READ_VALID_MS ? job.goneAt : now
  const firstReadOf = (gone: string) => (gone === sid ? goneAt : now)
  const isConfirmed = (gone: string) => now - firstReadOf(gone) >= GRACE_MS
  const call = await carrier.fetchCall(callSid)
  const status = finalStatusOf(call)
  if (status !== null) {
    const reads = { status, goneAt: firstReadOf(callSid), at: now }
    if (!isConfirmed(callSid)) return readAgain(deps, { callSid, sid: callSid, goneAt: reads.goneAt })
    await reportCallerGone(deps, callSid, reads, trace)
    return recoverRecorded(deps, callSid, trace)
  }
  await callIndex.confirmLive(callSid, now)
  await reportAnswered(deps, state, call, trace)
  for (const leg of await findEndedLegs(deps, wantedLegs(state.snapshot))) {
    const { legSid } = leg
    if (isUnknownLeg(leg) && !isConfirmed(legSid)) {
      await readAgain(deps, { callSid, sid: legSid, goneAt: firstReadOf(legSid) })
      continue
    }
    log.warn({ trace, callSid, ...leg }, 'Found a leg that has ended without a callback')
    await reportLegEnded(deps, callSid, leg, trace)
  }
}

/** Of a call that has ended. */
async function recoverRecorded(deps: JobDeps, callSid: string, trace?: string): Promise<void> {
  await recoverMessage(deps, callSid, trace)
  await settleRecordings(deps, callSid, trace)
}

/** Schedules the second read of what Twilio has just said is gone. */
async function readAgain(
  { queue, clock }: JobDeps,
  gone: { callSid: string; sid: string; goneAt: number },
): Promise<void> {
  const now = clock.now()
  const delay = Math.max(0, gone.goneAt + GRACE_MS - now)
  await addJob(queue, 'reconcile', gone, { jobId: `reconcile-${gone.sid}-gone-${gone.goneAt}-${now}`, delay })
}

/** Queues a `reconcile` job for each live call: after Twilio, that is the simulator, has started without its calls. */
export async function queueReconcileOfAll({
  callIndex,
  queue,
  clock,
}: Pick<JobDeps, 'callIndex' | 'queue' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const callSid of await callIndex.silentSince(now, MOST_AT_ONCE))
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId: `reconcile-${callSid}-${now}` })
}
