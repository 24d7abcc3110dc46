import {
  endSupervisionBy,
  isUnacknowledged,
  parkCallsHeldWithoutLeg,
} from '../../coordinator/calls/offers.ts'
import { endOutsideLegsOf } from '../../coordinator/dialling/end-legs-of.ts'
import { ActorIsNewer } from '../../coordinator/durable/newer.ts'
import { RedisAway } from '../../coordinator/redis/redis-away.ts'
import { JobCatalogue } from '../catalogue.ts'
import { addJob } from '../queue.ts'
import type { JobDeps } from './deps.ts'
import { NEWS_IS_LATE_MS } from './settle-recordings.ts'
import { fireTimer } from './timer.ts'

const MOST_AT_ONCE = 500
/** A coordinator sends a heartbeat every few seconds. After this time without one it counts as dead. */
const COORDINATOR_SILENT_MS = 15_000

/**
 * Finds what a dead process or a lost message left undone, and does it. The sweep never ends a call: only `reconcile`
 * does, after two reads from Twilio.
 */
export async function sweep(deps: JobDeps): Promise<void> {
  await fireDueTimers(deps)
  await reconcileSilentCalls(deps)
  await reconcileUnsettledCalls(deps)
  await closeStreamsOfDeadCoordinators(deps)
  await endWhatAccountsNoLongerAllow(deps)
  await signOutExpiredSessions(deps)
  await followDisabledAccounts(deps)
  await updateOffers(deps)
  await letCallsOfOfflineAgentsGo(deps)
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

/** @param dueBefore ms since the epoch: leaves out timers that are only just due, whose jobs are on their way */
export async function fireDueTimers(deps: JobDeps, dueBefore = deps.clock.now()): Promise<void> {
  const { dueTimers } = deps
  await forEach(deps, await dueTimers.list(dueBefore, MOST_AT_ONCE), (timer) =>
    fireTimer(deps, JobCatalogue.timer.data.parse(timer)),
  )
}

async function reconcileSilentCalls({ callIndex, queue, clock, staleAfterMs }: JobDeps): Promise<void> {
  for (const callSid of await callIndex.silentSince(clock.now() - staleAfterMs, MOST_AT_ONCE)) {
    const jobId = `reconcile-${callSid}-${clock.now()}`
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId })
  }
}

async function reconcileUnsettledCalls({ recordings, queue, clock }: JobDeps): Promise<void> {
  const now = clock.now()
  for (const callSid of await recordings.unsettledBefore(now - NEWS_IS_LATE_MS, MOST_AT_ONCE))
    await addJob(queue, 'reconcile', { callSid, goneAt: null }, { jobId: `reconcile-${callSid}-${now}` })
}

async function closeStreamsOfDeadCoordinators(deps: JobDeps): Promise<void> {
  const { heartbeats, agents, clock } = deps
  const served = (await agents.roster()).filter(({ servedBy }) => servedBy.length > 0)
  if (served.length === 0) return
  const alive = await heartbeats.aliveCoordinators(clock.now() - COORDINATOR_SILENT_MS)
  await forEach(deps, served, async ({ agentId, name, servedBy }) => {
    for (const coordinatorId of servedBy.filter((id) => !alive.includes(id)))
      await agents.send(agentId, name, { type: 'COORDINATOR_LOST', coordinatorId })
  })
}

/** An account may change while no coordinator runs, and the process that changes it may die before all that follows is done. */
async function endWhatAccountsNoLongerAllow(deps: JobDeps): Promise<void> {
  const { accounts, sessions, spending } = deps
  const signedIn = await sessions.agentsSignedIn()
  const spends = await spending.callsByAgent()
  await forEach(deps, [...new Set([...signedIn, ...spends.keys()])], async (agentId) => {
    const account = await accounts.find(agentId)
    if (account === null) return
    if (signedIn.has(agentId)) await sessions.closeOlderThan(agentId, account.sessionsSince)
    if (!account.disabled) return
    // Older versions did not note when an account was disabled.
    if (signedIn.has(agentId)) await sessions.closeAllOf(agentId)
    if (spends.has(agentId)) await endOutsideLegsOf(deps, agentId)
  })
}

/** Also of agents without a console: while any agent is signed in, callers ring instead of going to voicemail. */
async function signOutExpiredSessions(deps: JobDeps): Promise<void> {
  const { agents, sessions } = deps
  const signedIn = (await agents.roster()).filter((agent) => agent.signedIn)
  const withSession = await sessions.agentsSignedIn()
  const expired = signedIn.filter(({ agentId }) => !withSession.has(agentId))
  await forEach(deps, expired, ({ agentId, name }) => agents.send(agentId, name, { type: 'SIGN_OUT' }))
}

/** The process that disables or enables an account may die before the desks follow. Older versions did not tell them. */
async function followDisabledAccounts(deps: JobDeps): Promise<void> {
  const { agents, accounts } = deps
  const disabled = new Map((await accounts.states()).map((one) => [one.agentId, one.disabled]))
  const wrong = (await agents.roster()).filter(
    (agent) => (disabled.get(agent.agentId) ?? agent.disabled) !== agent.disabled,
  )
  await forEach(deps, wrong, (agent) =>
    agents.send(agent.agentId, agent.name, { type: agent.disabled ? 'ENABLE' : 'DISABLE' }),
  )
}

async function updateOffers(deps: JobDeps): Promise<void> {
  const { calls, desk, alertUnheard } = deps
  await forEach(deps, desk.offered(), async ({ callSid }) => {
    const { view } = await calls.send(callSid, { type: 'OFFER' })
    if (!view || !isUnacknowledged(view)) return
    const unheardAt = (await calls.state(callSid))?.snapshot.context.unheardAt
    if (unheardAt) alertUnheard(callSid, unheardAt)
  })
}

async function letCallsOfOfflineAgentsGo(deps: JobDeps): Promise<void> {
  const { calls, desk } = deps
  const offline = desk.agents().filter(({ presence }) => presence === 'offline')
  const agentIds = offline.map(({ agentId }) => agentId)
  await forEach(deps, agentIds, async (agentId) => {
    await parkCallsHeldWithoutLeg(calls, desk, agentId)
    await endSupervisionBy(calls, desk, agentId)
  })
}
