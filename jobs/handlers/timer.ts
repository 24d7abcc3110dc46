import type { JobData } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { finalStatusOf, GRACE_MS, isSecondRead, noteIfAnswered } from './reconcile.ts'

type Timing = Pick<JobDeps, 'calls' | 'agents' | 'carrier' | 'queue' | 'clock'>

/** A delay of a chart that ran out. */
export async function fireTimer(host: Timing, timer: JobData<'timer'>, trace?: string): Promise<void> {
  const { kind, id, token } = timer
  if (kind === 'agent') return host.agents.fire(id, token, trace)
  if (await mayHaveAnswered(host, timer, trace)) return
  await host.calls.fire(id, token, trace)
}

/**
 * Before a number is given up Twilio is asked whether it has answered. Reads lag behind: one that says that it
 * rings is believed only if another says so a moment later.
 */
async function mayHaveAnswered(
  { calls, carrier, queue, clock }: Timing,
  { kind, id, token, ringsAt }: JobData<'timer'>,
  trace?: string,
): Promise<boolean> {
  const state = await calls.state(id)
  if (!state?.snapshot.hasTag('dialling')) return false
  const call = await carrier.fetchCall(id)
  await noteIfAnswered({ calls }, state, call, trace)
  if (call !== null && (call.status === 'in-progress' || finalStatusOf(call) !== null)) return false
  const now = clock.now()
  if (ringsAt !== undefined && isSecondRead(ringsAt, now)) return false
  const jobId = `${kind}-${id}-${token}-rings-${now}`
  await addJob(queue, 'timer', { kind, id, token, ringsAt: now, trace }, { jobId, delay: GRACE_MS })
  return true
}
