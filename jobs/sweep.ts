import { parkHeldBy } from '../coordinator/actors/offers.ts'
import type { JobHost } from './host.ts'
import { add } from './queue.ts'

const MOST_AT_ONCE = 500
/** A command is run by the process that committed it; only after that long is it taken for lost. */
const OWED_FOR_MS = 5_000
/** A coordinator beats every few seconds; one that was silent for so long is dead. */
const COORDINATOR_SILENT_MS = 15_000

/**
 * Finds what a dead process or a lost message left behind, and lets it happen. It decides nothing
 * about a call itself, and never ends one: that takes Twilio's word, twice (`reconcile`).
 */
export async function sweep(host: JobHost): Promise<void> {
  await fireDueTimers(host)
  await runOverdueCommands(host)
  await askAboutSilentCalls(host)
  await closeStreamsOfDeadCoordinators(host)
  await signOutTheExpired(host)
  for (const call of host.desk.calls())
    if (call.state === 'ringing.offering' || call.state === 'parked.returning')
      await host.calls.send(call.callSid, { type: 'OFFER' })
  for (const { agentId, presence } of host.desk.agents())
    if (presence === 'offline') await parkHeldBy(host.calls, host.desk, agentId)
  await host.watch.swept(host.clock.now())
}

export async function fireDueTimers({ watch, calls, agents, clock }: JobHost): Promise<void> {
  for (const { kind, id, token } of await watch.dueTimers(clock.now(), MOST_AT_ONCE))
    await (kind === 'call' ? calls.fire(id, token) : agents.fire(id, token))
}

async function runOverdueCommands({ outbox, runner, clock }: JobHost) {
  for (const id of await outbox.overdue(clock.now() - OWED_FOR_MS, MOST_AT_ONCE))
    await runner.runStored(id, 0)
}

async function askAboutSilentCalls({ watch, queue, clock, staleAfterMs }: JobHost) {
  for (const callSid of await watch.silentCalls(clock.now() - staleAfterMs, MOST_AT_ONCE))
    await add(queue, 'reconcile', { callSid, goneAt: null }, { jobId: `reconcile-${callSid}-${clock.now()}` })
}

async function closeStreamsOfDeadCoordinators({ watch, agents, clock }: JobHost) {
  const served = await agents.served()
  if (served.length === 0) return
  const alive = await watch.aliveCoordinators(clock.now() - COORDINATOR_SILENT_MS)
  for (const { agentId, name, by } of served)
    for (const coordinatorId of by.filter((id) => !alive.includes(id)))
      await agents.send(agentId, name, { type: 'COORDINATOR_LOST', coordinatorId })
}

async function signOutTheExpired({ agents, desk, agentsSignedIn }: JobHost) {
  const signedIn = await agentsSignedIn()
  for (const { agentId, name, presence } of desk.agents())
    if (presence !== 'offline' && !signedIn.includes(agentId))
      await agents.send(agentId, name, { type: 'SIGN_OUT' })
}
