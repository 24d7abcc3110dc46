import type { Logger } from 'pino'
import { callMachine } from '../machines/call/machine.ts'
import { createAgentActors } from './agents/agent-actors.ts'
import { createArchive } from './calls/archive.ts'
import { createCallActors } from './calls/call-actors.ts'
import type { Upgrade } from './calls/call-record.ts'
import { createLiveCalls } from './calls/live-calls.ts'
import { createOffers } from './calls/offers.ts'
import { createVoicemails } from './calls/voicemails.ts'
import { createDials } from './dialling/dials.ts'
import { createDialIntents } from './dialling/intents.ts'
import { createSpendingLimit } from './dialling/spending.ts'
import { createDueTimers } from './durable/due-timers.ts'
import { createOutboxStore } from './durable/outbox-store.ts'
import { DeskState } from './feed/desk-state.ts'
import { Feed } from './feed/feed.ts'
import { restoreDesk, untilRestored } from './feed/restore.ts'
import type { JobScheduler } from './job-scheduler.ts'
import { createOfficeStore } from './office/store.ts'
import { createHeartbeats } from './ops/heartbeats.ts'
import type { Metrics } from './ops/metrics.ts'
import { idsOnly, type Tracing } from './ops/tracing.ts'
import type { RedisClient } from './redis/client.ts'
import { keysOf } from './redis/keys.ts'
import type { Clock } from './runtime.ts'
import { pause, type Runtime, systemRuntime } from './runtime.ts'
import { announceRevocation } from './sessions/announce-revocation.ts'
import { createSessions } from './sessions/sessions.ts'
import type { Settings, TwilioSettings } from './settings.ts'
import { createCarrier, type TwilioCarrier } from './twilio/carrier.ts'
import { createCommandRunner } from './twilio/outbox.ts'
import { twilioUrls } from './twilio/urls.ts'

const DAY_MS = 86_400_000
const BEAT_MS = 5_000
/** How long commands to Twilio that are under way may take when the process ends. */
const LAST_COMMANDS_MS = 2_000

export interface CoordinatorDeps {
  settings: Settings
  twilio: TwilioSettings
  /** Origin that Twilio and browsers reach. */
  publicUrl: string
  redis: RedisClient
  /** A connection of its own, for reads that block. */
  blocking: RedisClient
  scheduler: JobScheduler
  clock: Clock
  runtime?: Runtime
  /** Twilio's REST API, if not by the settings. */
  carrier?: TwilioCarrier
  machine?: typeof callMachine
  log: Logger
  metrics: Metrics
  /** Brings the calls that older versions wrote to this one's form. */
  upgrade: Upgrade
  /** Without one, ids for the log. */
  tracing?: Tracing
  /** Redis has lost everything: what this process put there when it started must be put there again. */
  putBack(): Promise<void>
}

/**
 * The coordinator without its doors: actors, feed and outbox, put together. A process that only works
 * on jobs has the same.
 */
export function createCoordinator(options: CoordinatorDeps) {
  const { settings, twilio, publicUrl, redis, blocking, scheduler, clock, log, metrics } = options
  const { runtime = systemRuntime, machine = callMachine } = options
  const { tracing = idsOnly(runtime.uuid) } = options
  const keys = keysOf(settings.site)
  const coordinatorId = runtime.uuid()
  const desk = new DeskState(settings.parkingSlots)
  const outbox = createOutboxStore(redis, keys, runtime)
  const dueTimers = createDueTimers(redis, keys)
  const liveCalls = createLiveCalls(redis, keys)
  const heartbeats = createHeartbeats(redis, keys)

  const publish: Feed['publish'] = (before, entries) => feed.publish(before, entries)
  const calls = createCallActors({
    redis,
    keys,
    clock,
    runtime,
    machine,
    later: scheduler,
    limits: settings.limits,
    keepMs: settings.historyDays * DAY_MS,
    upgrade: options.upgrade,
    desk: (taken) => desk.availability(taken),
    publish,
    committed: (view, trace) => offers.callChanged(view, trace),
    run: (commands) => runner.run(commands),
    tracing,
    tried(callSid, event, outcome, tookMs, trace) {
      metrics.commit(outcome, tookMs)
      if (log.isLevelEnabled('debug'))
        log.debug({ trace, callSid, event, outcome, tookMs }, 'Tried to commit')
    },
  })
  const agents = createAgentActors({ redis, keys, clock, runtime, later: scheduler, publish })
  const offers = createOffers(calls, desk, log, runtime)
  const sessions = createSessions({
    redis,
    keys,
    clock,
    runtime,
    announce: (revocation) => announceRevocation(redis, keys, revocation),
  })
  const office = createOfficeStore({ redis, keys, clock, runtime, publish })
  const feed = new Feed({
    redis,
    blocking,
    keys,
    clock,
    runtime,
    log,
    desk,
    coordinatorId,
    onCall: (view) => {
      calls.forget(view.callSid, view.rev)
      if (calls.holds(view.callSid, view.rev)) offers.callChanged(view)
    },
    onAgent: (agent) => offers.agentChanged(agent),
    onOpened: (agentId) => offers.consoleOpened(agentId),
    onDropped: () => metrics.consoleDropped(),
    onRevoked: (revocation) => sessions.forget(revocation),
    onLost: (lost) => {
      log.error(
        { calls: lost.length },
        'Redis has lost changes of calls; their callers are told where they belong, and Twilio is asked about their legs',
      )
      const at = clock.now()
      const commands = lost.map(({ callSid, rev }) => ({
        type: 'redirectCaller' as const,
        id: `${callSid}:${rev}:lost`,
        callSid,
        rev,
        at,
      }))
      // A leg whose end was among what was lost is taken for there until Twilio says otherwise.
      for (const { callSid } of lost) scheduler.reconcileSoon(callSid)
      const owe = outbox.owe(commands).then(() => runner.run(commands))
      owe.catch((error: unknown) => log.error({ err: error }, 'Callers could not be told where they belong'))
    },
    onForgotten: (known) => {
      log.error('Redis has lost everything; putting back what is known here')
      const desk = { agents, sessions, office, coordinatorId }
      const restore = () => options.putBack().then(() => restoreDesk(desk, known, feed))
      void untilRestored(restore, { runtime, log, stopped: () => feed.stopped })
    },
  })
  const carrier = options.carrier ?? createCarrier(twilio, publicUrl, metrics.carrierError)
  const runner = createCommandRunner({
    carrier,
    calls,
    publicUrl,
    store: outbox,
    later: scheduler,
    clock,
    runtime,
    log,
    ringMs: settings.limits.transferMs,
    tracing,
    onTried: (type, result, tookMs) => metrics.carrier(type, result, tookMs),
  })

  const spending = createSpendingLimit(redis, keys)
  const dials = createDials({
    intents: createDialIntents(redis, keys, runtime),
    calls,
    carrier,
    urls: twilioUrls(publicUrl),
    callerId: twilio.callerId,
    spending,
    ringMs: settings.limits.dialMs,
    clock,
    runtime,
    log,
  })

  let missedNews = false

  /** Says that this process lives, and whom it serves. @throws RedisAway */
  async function beat() {
    await heartbeats.coordinatorBeat(coordinatorId, clock.now())
    if (missedNews) for (const { callSid } of desk.calls()) scheduler.reconcileSoon(callSid)
    missedNews = false
    await tellClosings(feed, agents, desk)
    await tellOpenings(feed, agents, coordinatorId)
  }

  let stopBeating: (() => void) | undefined
  return {
    keys,
    tracing,
    desk,
    outbox,
    dueTimers,
    liveCalls,
    heartbeats,
    calls,
    agents,
    sessions,
    feed,
    carrier,
    runner,
    dials,
    spending,
    archive: createArchive(redis, keys),
    voicemails: createVoicemails(redis, keys),
    office,

    /** @throws RedisAway when there is nothing to start from */
    async start() {
      await heartbeats.coordinatorBeat(coordinatorId, clock.now())
      await feed.start()
      const noBeat = (error: unknown) => log.debug({ err: error }, 'No beat: Redis is away')
      stopBeating = runtime.every(BEAT_MS, () => void beat().catch(noBeat))
    },
    beat,
    /** Twilio could not be listened to. As soon as Redis is back, Twilio is asked about every call. */
    missNews() {
      missedNews = true
    },
    async stop() {
      stopBeating?.()
      await feed.stop()
      await heartbeats
        .coordinatorLeaves(coordinatorId)
        .catch((error: unknown) => log.debug({ err: error }, 'Left unsaid'))
      // What Twilio does not answer in time stays owed, and somebody else's sweep finds it.
      await Promise.race([runner.idle(), pause(runtime, LAST_COMMANDS_MS)])
    },
  }
}
export type Coordinator = ReturnType<typeof createCoordinator>

/** Consoles that closed while Redis was away. */
async function tellClosings(feed: Feed, agents: Coordinator['agents'], desk: DeskState) {
  await feed.tellUntold((streamId, agentId) =>
    agents.send(agentId, desk.agent(agentId)?.name ?? agentId, { type: 'STREAM_CLOSED', streamId }),
  )
}

/** A process that was silent for too long is taken for dead, though its consoles are still open. */
async function tellOpenings(feed: Feed, agents: Coordinator['agents'], coordinatorId: string) {
  if (feed.consoles === 0) return
  const roster = await agents.roster()
  const isServed = (id: string) =>
    roster.some(({ agentId, by }) => agentId === id && by.includes(coordinatorId))
  for (const stream of feed.streams.filter(({ console }) => !isServed(console.agentId))) {
    const { agentId, name } = stream.console
    await agents.send(agentId, name, { type: 'STREAM_OPENED', streamId: stream.id, coordinatorId })
    // It may have closed meanwhile, and that news come first.
    if (!feed.streams.includes(stream))
      await agents.send(agentId, name, { type: 'STREAM_CLOSED', streamId: stream.id })
  }
}
