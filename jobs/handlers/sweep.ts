import { parkHeldBy } from '../../coordinator/calls/offers.ts'
import { ActorIsNewer } from '../../coordinator/durable/newer.ts'
import { RedisAway } from '../../coordinator/redis/redis-away.ts'
import { JobCatalogue } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { fireTimer } from './timer.ts'

const MOST_AT_ONCE = 500
/** A command is run by the process that committed it; only after that long is it taken for lost. */
const OWED_FOR_MS = 5_000
/** A coordinator beats every few seconds; one that was silent for so long is dead. */
const COORDINATOR_SILENT_MS = 15_000

/**
 * Finds what a dead process or a lost message left behind, and lets it happen. It decides nothing
 * about a call itself, and never ends one: that takes Twilio's word, twice (`reconcile`).
 */
export async function sweep(host: JobDeps): Promise<void> {
  await fireDueTimers(host)
  await runOverdueCommands(host)
  await askAboutSilentCalls(host)
  await closeStreamsOfDeadCoordinators(host)
  await signOutTheExpired(host)
  await offerAnew(host)
  await host.heartbeats.sweepFinished(host.clock.now())
}

/**
 * One that cannot be dealt with must not keep the others waiting for ever. What belongs to a newer version is
 * left for its sweep.
 * @throws RedisAway
 */
async function each<Item>({ log }: JobDeps, items: readonly Item[], deal: (item: Item) => Promise<unknown>) {
  for (const item of items)
    try {
      await deal(item)
    } catch (error) {
      if (error instanceof RedisAway) throw error
      if (error instanceof ActorIsNewer) continue
      log.error({ err: error, item }, 'The sweep could not deal with one, and goes on')
    }
}

export async function fireDueTimers(host: JobDeps): Promise<void> {
  const { dueTimers, clock } = host
  await each(host, await dueTimers.list(clock.now(), MOST_AT_ONCE), (timer) =>
    fireTimer(host, JobCatalogue.timer.data.parse(timer)),
  )
}

async function runOverdueCommands(host: JobDeps) {
  const { outbox, runner, clock } = host
  await each(host, await outbox.overdue(clock.now() - OWED_FOR_MS, MOST_AT_ONCE), (id) =>
    runner.runStored(id, 0),
  )
}

async function offerAnew(host: JobDeps) {
  const { calls, desk } = host
  const offered = desk.offered().map(({ callSid }) => callSid)
  await each(host, offered, (callSid) => calls.send(callSid, { type: 'OFFER' }))
  const offline = desk.agents().filter(({ presence }) => presence === 'offline')
  await each(
    host,
    offline.map(({ agentId }) => agentId),
    (agentId) => parkHeldBy(calls, desk, agentId),
  )
}

async function askAboutSilentCalls({ liveCalls, queue, clock, staleAfterMs }: JobDeps) {
  for (const callSid of await liveCalls.silentSince(clock.now() - staleAfterMs, MOST_AT_ONCE))
    await addJob(
      queue,
      'reconcile',
      { callSid, goneAt: null },
      { jobId: `reconcile-${callSid}-${clock.now()}` },
    )
}

async function closeStreamsOfDeadCoordinators({ heartbeats, agents, clock }: JobDeps) {
  const served = (await agents.roster()).filter(({ by }) => by.length > 0)
  if (served.length === 0) return
  const alive = await heartbeats.aliveCoordinators(clock.now() - COORDINATOR_SILENT_MS)
  for (const { agentId, name, by } of served)
    for (const coordinatorId of by.filter((id) => !alive.includes(id)))
      await agents.send(agentId, name, { type: 'COORDINATOR_LOST', coordinatorId })
}

/** Also whoever has been offline for long: as long as somebody is signed in, callers ring. */
async function signOutTheExpired({ agents, agentsSignedIn }: JobDeps) {
  const roster = await agents.roster()
  const withSession = await agentsSignedIn()
  for (const { agentId, name, signedIn } of roster)
    if (signedIn && !withSession.includes(agentId)) await agents.send(agentId, name, { type: 'SIGN_OUT' })
}
