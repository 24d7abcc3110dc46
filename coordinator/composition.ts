import type { Logger } from 'pino'
import { callMachine } from '../machines/call/machine.ts'
import { accountFollower } from './accounts/account-announcer.ts'
import { createAccounts } from './accounts/store.ts'
import { createAgentActors } from './agents/agent-actors.ts'
import { createArchive } from './archive/archive.ts'
import { createAudit } from './audit/audit.ts'
import { createCallActors } from './calls/call-actors.ts'
import { createCallIndex } from './calls/call-index.ts'
import { CarrierCommand } from './calls/carrier-command.ts'
import { endedViews } from './calls/ended-views.ts'
import { createOffers } from './calls/offers.ts'
import { createRecordingIndex } from './calls/recording-index.ts'
import { createRingAcknowledgements } from './calls/ring-acknowledgements.ts'
import { createTodayCounter } from './calls/today.ts'
import { createUnheardAlert } from './calls/unheard-alert.ts'
import { createVoicemails } from './calls/voicemails.ts'
import { createContacts } from './contacts/contacts.ts'
import { erasePerson } from './data-protection/erase.ts'
import { findPerson } from './data-protection/find-person.ts'
import { endOutsideLegsOf } from './dialling/end-legs-of.ts'
import { createDialIntents } from './dialling/intents.ts'
import { createOutboundDialling } from './dialling/outbound-dialling.ts'
import { createSpendingLimit } from './dialling/spending.ts'
import { createDueTimers } from './durable/due-timers.ts'
import { createOutbox } from './durable/outbox.ts'
import type { Upgrade } from './durable/stored-record.ts'
import { EventBus } from './events.ts'
import { DeskState } from './feed/desk-state.ts'
import { Feed } from './feed/feed.ts'
import { recoverFromLostChanges } from './feed/lost-changes.ts'
import { restoreDesk, untilRestored } from './feed/restore.ts'
import type { JobScheduler } from './job-scheduler.ts'
import { createLiveSettings } from './live-settings/live-settings.ts'
import { createSettingsStore } from './live-settings/store.ts'
import { recordingRuleOf } from './office/reception.ts'
import { createOfficeStore } from './office/store.ts'
import { createOidc } from './oidc/oidc.ts'
import { createHeartbeats } from './ops/heartbeats.ts'
import type { Metrics } from './ops/metrics.ts'
import { createProcessHeartbeat } from './ops/process-heartbeat.ts'
import { idsOnly, type Tracing } from './ops/tracing.ts'
import { createGroupsStore } from './people/groups.ts'
import { createPeople } from './people/people.ts'
import type { RedisClient } from './redis/client.ts'
import { onReconnected } from './redis/connect.ts'
import { keysOf } from './redis/keys.ts'
import type { Clock } from './runtime.ts'
import { pause, type Runtime, systemRuntime } from './runtime.ts'
import { createStoredFactors } from './second-factor/stored-factors.ts'
import { announceRevocation } from './sessions/announce-revocation.ts'
import type { Revocation } from './sessions/revocation.ts'
import { createSessions } from './sessions/sessions.ts'
import { settingRules } from './settings/setting-rules.ts'
import type { Settings, TwilioSettings } from './settings.ts'
import type { Carrier } from './twilio/carrier.ts'
import { createCommandRunner } from './twilio/command-runner.ts'
import { createLostCommands } from './twilio/lost-commands.ts'
import { createCarrier } from './twilio/rest-carrier.ts'
import { twilioUrls } from './twilio/urls.ts'
import { createBoardStreams } from './wallboards/board-streams.ts'
import { createScreens } from './wallboards/screens.ts'

const DAY_MS = 86_400_000
/** How long commands to Twilio that are under way may still take when the process ends. */
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
  /** Twilio's REST API; by default the one that the settings name. */
  carrier?: Carrier
  machine?: typeof callMachine
  log: Logger
  metrics: Metrics
  /** Bring the records that older versions wrote to this version's form. */
  upgrade: { call: Upgrade; agent: Upgrade }
  /** By default only ids, for the log. */
  tracing?: Tracing
  /** Prepares Redis as at the start of the process: migrations, the sandbox's people. Called when Redis has lost everything. */
  prepareAgain(): Promise<void>
}

/**
 * The composition root: the coordinator without its HTTP server (http-app.ts) and its workers (jobs/). A process that
 * only works on jobs has the same. First everything is constructed, each part from those above it. Then one list says what
 * follows from each event. The end says how the parts start and stop.
 */
export function createCoordinator(deps: CoordinatorDeps) {
  const { settings, twilio, publicUrl, redis, blocking, scheduler, clock, log, metrics } = deps
  const { runtime = systemRuntime, machine = callMachine } = deps
  const { tracing = idsOnly(runtime.uuid) } = deps
  const keys = keysOf(settings.site)
  const coordinatorId = runtime.uuid()

  const events = new EventBus(log)
  const rules = settingRules(settings.environment, settings.twilio === null)
  const live = createLiveSettings(settings, rules, log)
  const desk = new DeskState(() => live.now().parkingSlots)
  const outbox = createOutbox(redis, keys, CarrierCommand, clock, runtime)
  const dueTimers = createDueTimers(redis, keys)
  const callIndex = createCallIndex(redis, keys)
  const heartbeats = createHeartbeats(redis, keys)
  const contacts = createContacts({
    redis,
    keys,
    runtime,
    committed: (feed) => events.emit('contactsCommitted', { feed }),
  })
  const keepMs = () => live.now().historyDays * DAY_MS
  const viewsOfEnded = endedViews(redis, keys, deps.upgrade.call)
  const archive = createArchive({
    redis,
    keys,
    viewsOf: viewsOfEnded,
    clock,
    runtime,
    log,
    keepMs,
    liveCalls: desk.calls,
    nameOf: (agentId) => desk.agent(agentId)?.name ?? agentId,
    contacts,
  })
  const voicemails = createVoicemails(redis, keys)
  const recordings = createRecordingIndex(redis, keys)
  const audit = createAudit({ redis, keys, clock, runtime, log })

  const calls = createCallActors({
    redis,
    keys,
    clock,
    runtime,
    machine,
    limits: () => live.now().limits,
    recordingRule: (direction) => recordingRuleOf(desk.office(), direction),
    keepMs,
    upgrade: deps.upgrade.call,
    availability: (takenSlots) => desk.availability(takenSlots),
    scheduleTimer: scheduler.timer,
    committed: (commit) => events.emit('callCommitted', commit),
    tracing,
    attempted(callSid, event, outcome, tookMs, trace) {
      metrics.commit(outcome, tookMs)
      if (log.isLevelEnabled('debug'))
        log.debug({ trace, callSid, event, outcome, tookMs }, 'Tried to commit')
    },
  })
  const agents = createAgentActors({
    redis,
    keys,
    clock,
    runtime,
    tracing,
    upgrade: deps.upgrade.agent,
    scheduleTimer: scheduler.timer,
    committed: (commit) => events.emit('agentCommitted', commit),
  })
  const alertUnheard = createUnheardAlert(log, metrics.ringUnheard)
  const offers = createOffers(calls, desk, log, runtime, alertUnheard)
  const ringAcknowledgements = createRingAcknowledgements({
    calls,
    desk,
    runtime,
    onFirst: metrics.ringAcknowledged,
  })
  const announce = (revocation: Revocation) => announceRevocation(redis, keys, revocation)
  const accounts = createAccounts({ redis, keys, clock })
  const idleMs = settings.sessionIdleMs
  const sessions = createSessions({ redis, keys, clock, runtime, idleMs, announce })
  const groups = createGroupsStore({
    redis,
    keys,
    runtime,
    committed: (feed) => events.emit('groupsCommitted', { feed }),
  })
  const people = createPeople({
    ...{ redis, keys, accounts, groups, audit, publicUrl },
    factors: createStoredFactors(redis, keys),
    onChange: accountFollower({ agents, sessions, announce }),
  })
  const oidc =
    settings.oidc &&
    createOidc({
      ...{ settings: settings.oidc, publicUrl, redis, keys, clock, runtime, log },
      ...{ accounts, people, sessions, agents, audit },
    })
  const office = createOfficeStore({
    redis,
    keys,
    clock,
    runtime,
    committed: (feed) => events.emit('officeCommitted', { feed }),
  })

  const settingsStore = createSettingsStore({
    redis,
    keys,
    clock,
    runtime,
    rules,
    committed: (feed) => events.emit('settingsCommitted', { feed }),
  })

  const feed = new Feed({
    redis,
    blocking,
    keys,
    clock,
    runtime,
    log,
    desk,
    settings: live,
    contacts,
    agents,
    events,
    coordinatorId,
  })
  const today = createTodayCounter(redis, keys, viewsOfEnded, clock, desk.office)
  const screens = createScreens({ redis, keys, clock, runtime })
  const boardStreams = createBoardStreams({
    ...{ screens, desk, today, live, clock, runtime, log },
    isCurrent: () => feed.reachable,
  })
  const heartbeat = createProcessHeartbeat({
    coordinatorId,
    heartbeats,
    feed,
    desk,
    scheduler,
    clock,
    runtime,
    log,
  })

  const carrier = deps.carrier ?? createCarrier(twilio, publicUrl, metrics.carrierError)
  const runner = createCommandRunner({
    carrier,
    calls,
    publicUrl,
    store: outbox,
    scheduler,
    clock,
    runtime,
    log,
    times: () => ({ ringMs: live.now().limits.transferMs, limitMs: live.now().outside.transferredMs }),
    tracing,
    onTried: (type, result, tookMs) => metrics.carrier(type, result, tookMs),
  })
  const lostCommands = createLostCommands({ outbox, runner, runtime, log })
  const spending = createSpendingLimit({
    redis,
    keys,
    caps: () => live.now().outside,
    clock,
    runtime,
    onRefused: metrics.spendingRefused,
  })
  const intents = createDialIntents(redis, keys, runtime)
  const find = findPerson({ redis, keys, viewsOf: viewsOfEnded, contacts, intents, runtime })
  const dialling = createOutboundDialling({
    intents,
    calls,
    carrier,
    urls: twilioUrls(publicUrl),
    callerId: twilio.callerId,
    spending,
    times: () => ({ ringMs: live.now().limits.dialMs, limitMs: live.now().outside.dialledMs }),
    clock,
    runtime,
    log,
  })

  // A commit is shown on the consoles before anything else follows from it.
  events.on('callCommitted', ({ feed: appended, view }) => feed.publish(appended, view))
  events.on('callCommitted', offers.callCommitted)
  events.on('callCommitted', ({ timers }) => timers.forEach(scheduler.timer))
  events.on('callCommitted', ({ commands }) => runner.run(commands))
  events.on('callCommitted', ({ view }) => archive.callChanged(view))
  events.on('agentCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('agentCommitted', ({ timers }) => timers.forEach(scheduler.timer))
  events.on('officeCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('settingsCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('groupsCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('contactsCommitted', ({ feed: appended }) => feed.publish(appended))
  events.on('callChanged', ({ view }) => calls.forget(view.callSid, view.rev))
  events.on('callChanged', ({ view }) => {
    if (calls.holds(view.callSid, view.rev)) offers.callChanged(view)
  })
  events.on('callChanged', ({ view }) => archive.callChanged(view))
  events.on('deskReloaded', calls.forgetAll)
  events.on('deskReloaded', archive.feedHasGaps)
  events.on('callChanged', ({ view }) => ringAcknowledgements.callChanged(view))
  events.on('agentChanged', ({ view }) => offers.agentChanged(view))
  events.on('consoleOpened', ({ agentId }) => offers.consoleIsBack(agentId))
  events.on('consoleAwoke', ({ agentId }) => offers.consoleIsBack(agentId))
  events.on('consoleEchoed', ({ agentId }) => offers.consoleEchoed(agentId))
  events.on('consoleDropped', () => metrics.consoleDropped())
  events.on('sessionRevoked', (revocation) => sessions.forget(revocation))
  events.on('revocationsUnknown', () => sessions.forgetAll())
  events.on('sessionRevoked', ({ agentId, disabled }) =>
    disabled ? endOutsideLegsOf({ calls, spending, log }, agentId) : undefined,
  )
  events.on('changesLost', (lost) =>
    recoverFromLostChanges({ calls, runner, scheduler, clock, log }, lost.calls),
  )
  events.on('storeForgotten', (lastShown) =>
    untilRestored(
      async () => {
        await deps.prepareAgain()
        await restoreDesk(
          { agents, accounts, sessions, office, settingsStore, groups, contacts, feed },
          lastShown,
        )
      },
      { runtime, log, stopped: () => feed.stopped },
    ),
  )
  for (const client of [redis, blocking]) onReconnected(client, () => feed.reloadSoon())

  return {
    keys,
    events,
    tracing,
    desk,
    outbox,
    dueTimers,
    callIndex,
    heartbeats,
    archive,
    viewsOfEnded,
    voicemails,
    recordings,
    audit,
    calls,
    alertUnheard,
    ringAcknowledgements,
    agents,
    accounts,
    people,
    groups,
    sessions,
    oidc,
    office,
    live,
    settingsStore,
    contacts,
    findPerson: find,
    erase: erasePerson({
      ...{ redis, keys, find, calls, desk, contacts, intents, carrier, outbox, runner },
      ...{ clock, runtime },
    }),
    feed,
    today,
    screens,
    boardStreams,
    heartbeat,
    carrier,
    runner,
    spending,
    dialling,

    /** @throws RedisAway */
    async start() {
      await heartbeat.announce()
      await feed.start()
      heartbeat.start()
      await lostCommands.start()
      oidc?.sessions.start()
    },

    /** In the reverse order. Never rejects. */
    async stop() {
      heartbeat.stop()
      await oidc?.sessions.stop()
      archive.stop()
      boardStreams.closeAll()
      await feed.stop()
      await heartbeat.leave()
      await audit.flush()
      // A command that Twilio does not answer in time stays in the outbox, and another process takes it up.
      await Promise.race([runner.idle(), pause(runtime, LAST_COMMANDS_MS)])
      lostCommands.stop()
    },
  }
}
export type Coordinator = ReturnType<typeof createCoordinator>
