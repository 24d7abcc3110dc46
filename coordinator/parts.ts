import type { Logger } from 'pino'
import { callMachine } from '../machines/call/machine.ts'
import { createAgentActors } from './actors/agent-actors.ts'
import { createArchive } from './actors/archive.ts'
import { createCallActors } from './actors/call-actors.ts'
import type { Upgrade } from './actors/call-record.ts'
import { createOffers } from './actors/offers.ts'
import { createOutboxStore } from './actors/outbox-store.ts'
import { createVoicemails } from './actors/voicemails.ts'
import { createWatch } from './actors/watch.ts'
import { createDials } from './dialling/dials.ts'
import { createIntents } from './dialling/intents.ts'
import { createSpending } from './dialling/spending.ts'
import { announceRevocation } from './feed/announce.ts'
import { Feed } from './feed/feed.ts'
import { Mirror } from './feed/mirror.ts'
import { restoreDesk, untilRestored } from './feed/restore.ts'
import { createOfficeStore } from './office/store.ts'
import type { Metrics } from './ops/metrics.ts'
import { idsOnly, type Tracing } from './ops/tracing.ts'
import type { Clock, Later } from './ports.ts'
import { keysOf } from './redis/keys.ts'
import type { RedisClient } from './redis/script.ts'
import { createSessions } from './sessions/sessions.ts'
import type { Settings, TwilioSettings } from './settings.ts'
import { OURS, pause, type Surroundings } from './surroundings.ts'
import { createCarrier, type TwilioCarrier } from './twilio/carrier.ts'
import { commandRunner } from './twilio/outbox.ts'
import { twilioUrls } from './twilio/urls.ts'

const DAY_MS = 86_400_000
const BEAT_MS = 5_000
/** How long commands to Twilio that are under way may take when the process ends. */
const LAST_COMMANDS_MS = 2_000

export interface PartsOptions {
  settings: Settings
  twilio: TwilioSettings
  /** Origin that Twilio and browsers reach. */
  publicUrl: string
  redis: RedisClient
  /** A connection of its own, for reads that block. */
  blocking: RedisClient
  later: Later
  clock: Clock
  surroundings?: Surroundings
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
export function createParts(options: PartsOptions) {
  const { settings, twilio, publicUrl, redis, blocking, later, clock, log, metrics } = options
  const { surroundings = OURS, machine = callMachine } = options
  const { tracing = idsOnly(surroundings.uuid) } = options
  const keys = keysOf(settings.site)
  const coordinatorId = surroundings.uuid()
  const mirror = new Mirror(settings.parkingSlots)
  const outbox = createOutboxStore(redis, keys, surroundings)
  const watch = createWatch(redis, keys)

  const publish: Feed['publish'] = (before, entries) => feed.publish(before, entries)
  const calls = createCallActors({
    redis,
    keys,
    clock,
    surroundings,
    machine,
    later,
    limits: settings.limits,
    keepMs: settings.historyDays * DAY_MS,
    upgrade: options.upgrade,
    desk: (taken) => mirror.desk(taken),
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
  const agents = createAgentActors({ redis, keys, clock, surroundings, later, publish })
  const offers = createOffers(calls, mirror, log, surroundings)
  const sessions = createSessions({
    redis,
    keys,
    clock,
    surroundings,
    announce: (revocation) => announceRevocation(redis, keys, revocation),
  })
  const office = createOfficeStore({ redis, keys, clock, surroundings, publish })
  const feed = new Feed({
    redis,
    blocking,
    keys,
    clock,
    surroundings,
    log,
    mirror,
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
      for (const { callSid } of lost) later.askAbout(callSid)
      const owe = outbox.owe(commands).then(() => runner.run(commands))
      owe.catch((error: unknown) => log.error({ err: error }, 'Callers could not be told where they belong'))
    },
    onForgotten: (known) => {
      log.error('Redis has lost everything; putting back what is known here')
      const desk = { agents, sessions, office, coordinatorId }
      const restore = () => options.putBack().then(() => restoreDesk(desk, known, feed))
      void untilRestored(restore, { surroundings, log, stopped: () => feed.stopped })
    },
  })
  const carrier = options.carrier ?? createCarrier(twilio, publicUrl, metrics.carrierError)
  const runner = commandRunner({
    carrier,
    calls,
    publicUrl,
    store: outbox,
    later,
    clock,
    surroundings,
    log,
    ringMs: settings.limits.transferMs,
    tracing,
    onTried: (type, result, tookMs) => metrics.carrier(type, result, tookMs),
  })

  const spending = createSpending(redis, keys)
  const dials = createDials({
    intents: createIntents(redis, keys, surroundings),
    calls,
    carrier,
    urls: twilioUrls(publicUrl),
    callerId: twilio.callerId,
    spending,
    ringMs: settings.limits.dialMs,
    clock,
    surroundings,
    log,
  })

  let missedNews = false

  /** Says that this process lives, and whom it serves. @throws RedisAway */
  async function beat() {
    await watch.beat(coordinatorId, clock.now())
    if (missedNews) for (const { callSid } of mirror.calls()) later.askAbout(callSid)
    missedNews = false
    await tellClosings(feed, agents, mirror)
    await tellOpenings(feed, agents, coordinatorId)
  }

  let stopBeating: (() => void) | undefined
  return {
    keys,
    tracing,
    mirror,
    outbox,
    watch,
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
      await watch.beat(coordinatorId, clock.now())
      await feed.start()
      const noBeat = (error: unknown) => log.debug({ err: error }, 'No beat: Redis is away')
      stopBeating = surroundings.every(BEAT_MS, () => void beat().catch(noBeat))
    },
    beat,
    /** Twilio could not be listened to. As soon as Redis is back, Twilio is asked about every call. */
    missNews() {
      missedNews = true
    },
    async stop() {
      stopBeating?.()
      await feed.stop()
      await watch.leave(coordinatorId).catch((error: unknown) => log.debug({ err: error }, 'Left unsaid'))
      // What Twilio does not answer in time stays owed, and somebody else's sweep finds it.
      await Promise.race([runner.idle(), pause(surroundings, LAST_COMMANDS_MS)])
    },
  }
}
export type Parts = ReturnType<typeof createParts>

/** Consoles that closed while Redis was away. */
async function tellClosings(feed: Feed, agents: Parts['agents'], mirror: Mirror) {
  await feed.tellUntold((streamId, agentId) =>
    agents.send(agentId, mirror.agent(agentId)?.name ?? agentId, { type: 'STREAM_CLOSED', streamId }),
  )
}

/** A process that was silent for too long is taken for dead, though its consoles are still open. */
async function tellOpenings(feed: Feed, agents: Parts['agents'], coordinatorId: string) {
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
