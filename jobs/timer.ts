import type { JobHost } from './host.ts'
import type { JobData } from './jobs.ts'
import { noteIfAnswered } from './reconcile.ts'

/** A delay of a chart that ran out. Before a number is given up for not answering Twilio is asked whether it has. */
export async function fireTimer(
  { calls, agents, carrier }: Pick<JobHost, 'calls' | 'agents' | 'carrier'>,
  { kind, id, token }: JobData<'timer'>,
  trace?: string,
): Promise<void> {
  if (kind === 'agent') return agents.fire(id, token, trace)
  const state = await calls.state(id)
  if (state?.snapshot.hasTag('dialling'))
    await noteIfAnswered({ calls }, state, await carrier.fetchCall(id), trace)
  await calls.fire(id, token, trace)
}
