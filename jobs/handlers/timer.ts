import { finalStatusOf } from '../../coordinator/twilio/final-status.ts'
import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { reportAnswered } from './report.ts'
import { GRACE_MS, isSecondRead } from './two-reads.ts'

type TimerDeps = Pick<JobDeps, 'calls' | 'agents' | 'carrier' | 'queue' | 'clock'>

/** A delay of a chart has run out. */
export async function fireTimer(deps: TimerDeps, timer: JobData<'timer'>, trace?: string): Promise<void> {
  const { kind, id, token } = timer
  if (kind === 'agent') return deps.agents.fire(id, token, trace)
  if (await needsSecondRead(deps, timer, trace)) return
  await deps.calls.fire(id, token, trace)
}

/**
 * Before the timer of a dialled number ends the call, Twilio is asked whether the number has answered. Twilio's reads
 * lag behind, and may miss a call that is there. So only two reads in a row count that say the same: it still rings, or there is no such
 * call. For the next read the timer is queued again.
 */
async function needsSecondRead(
  { calls, carrier, queue, clock }: TimerDeps,
  { kind, id, token, ringsAt, isMissing = false }: JobData<'timer'>,
  trace?: string,
): Promise<boolean> {
  const state = await calls.state(id)
  if (!state?.snapshot.hasTag('dialling')) return false
  const call = await carrier.fetchCall(id)
  await reportAnswered({ calls }, state, call, trace)
  if (call !== null && (call.status === 'in-progress' || finalStatusOf(call) !== null)) return false
  const now = clock.now()
  const missing = call === null
  if (ringsAt !== undefined && isSecondRead(ringsAt, now) && isMissing === missing) return false
  const jobId = `${kind}-${id}-${token}-rings-${now}`
  await addJob(
    queue,
    'timer',
    { kind, id, token, ringsAt: now, isMissing: missing, trace },
    { jobId, delay: GRACE_MS },
  )
  return true
}
