import { parkCallsHeldWithoutLeg } from '../../coordinator/calls/offers.ts'
import { ActorIsNewer } from '../../coordinator/durable/newer.ts'
import { RedisAway } from '../../coordinator/redis/redis-away.ts'
import { JobCatalogue } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { fireTimer } from './timer.ts'

const MOST_AT_ONCE = 500
/** The process that commits a command runs it. After this time the process counts as dead. */
const OVERDUE_AFTER_MS = 5_000
/** A coordinator sends a heartbeat every few seconds. After this time without one it counts as dead. */
const COORDINATOR_SILENT_MS = 15_000

/**
 * Finds what a dead process or a lost message left undone, and does it. The sweep never ends a call: only `reconcile`
 * does, after two reads from Twilio.
 */
export async function sweep(deps: JobDeps): Promise<void> {
  await fireDueTimers(deps)
  await runOverdueCommands(deps)
  await reconcileSilentCalls(deps)
  await closeStreamsOfDeadCoordinators(deps)
  await signOutExpiredSessions(deps)
  await updateOffers(deps)
  await parkCallsOfOfflineAgents(deps)
  await deps.heartbeats.sweepFinished(deps.clock.now())
}

/**
 * Goes on after an item that fails, so that one bad record does not stop the sweep. A call of a newer version is left to
 * a sweep of that version.
 * @throws RedisAway
 */
async function forEach<Item>(
  { log }: JobDeps,
  items: readonly Item[],
  handle: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (const item of items)
    try {
      await handle(item)
    } catch (error) {
      if (error instanceof RedisAway) throw error
      if (error instanceof ActorIsNewer) continue
      log.error({ err: error, item }, 'The sweep skips an item that failed')
    }
}

export async function fireDueTimers(deps: JobDeps): Promise<void> {
  const { dueTimers, clock } = deps
  await forEach(deps, await dueTimers.list(clock.now(), MOST_AT_ONCE), (timer) =>
    fireTimer(deps, JobCatalogue.timer.data.parse(timer)),
  )
}

async function runOverdueCommands(deps: JobDeps): Promise<void> {
  const { outbox, runner, clock } = deps
  const commandIds = await outbox.overdue(clock.now() - OVERDUE_AFTER_MS, MOST_AT_ONCE)
  await forEach(deps, commandIds, (commandId) => runner.runStored(commandId, 0))
}

async function reconcileSilentCalls({ callIndex, queue, clock, staleAfterMs }: JobDeps): Promise<void> {
  for (const callSid of await callIndex.silentSince(clock.now() - staleAfterMs, MOST_AT_ONCE)) {
    const jobId = `reconcile-${callSid}-${clock.now()}`
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId })
  }
}

async function closeStreamsOfDeadCoordinators({ heartbeats, agents, clock }: JobDeps): Promise<void> {
  const served = (await agents.roster()).filter(({ servedBy }) => servedBy.length > 0)
  if (served.length === 0) return
  const alive = await heartbeats.aliveCoordinators(clock.now() - COORDINATOR_SILENT_MS)
  for (const { agentId, name, servedBy } of served)
    for (const coordinatorId of servedBy.filter((id) => !alive.includes(id)))
      await agents.send(agentId, name, { type: 'COORDINATOR_LOST', coordinatorId })
}

/** Also of agents without a console: while any agent is signed in, callers ring instead of going to voicemail. */
async function signOutExpiredSessions({ agents, agentsSignedIn }: JobDeps): Promise<void> {
  const roster = await agents.roster()
  const withSession = await agentsSignedIn()
  for (const { agentId, name, signedIn } of roster)
    if (signedIn && !withSession.includes(agentId)) await agents.send(agentId, name, { type: 'SIGN_OUT' })
}

async function updateOffers(deps: JobDeps): Promise<void> {
  const { calls, desk } = deps
  const callSids = desk.offered().map(({ callSid }) => callSid)
  await forEach(deps, callSids, (callSid) => calls.send(callSid, { type: 'OFFER' }))
}

async function parkCallsOfOfflineAgents(deps: JobDeps): Promise<void> {
  const { calls, desk } = deps
  const offline = desk.agents().filter(({ presence }) => presence === 'offline')
  const agentIds = offline.map(({ agentId }) => agentId)
  await forEach(deps, agentIds, (agentId) => parkCallsHeldWithoutLeg(calls, desk, agentId))
}
