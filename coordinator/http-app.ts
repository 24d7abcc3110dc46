import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { Serving } from '../migrations/serving.ts'
import { createPreferences } from './accounts/preferences.ts'
import { apiRoutes } from './api/routes.ts'
import { slotHistory } from './calls/slot-history.ts'
import type { Coordinator } from './composition.ts'
import { exportPerson } from './data-protection/export.ts'
import { dialRules } from './dialling/numbers.ts'
import { createApp } from './http/app.ts'
import { createChangeLimit, REPORTS_PER_MINUTE } from './http/change-limit.ts'
import { originCheck } from './http/origin.ts'
import { requestLimits } from './http/rate-limit.ts'
import { routerOf } from './http/router.ts'
import { endpointsOf } from './http/routes.ts'
import { audioRoutes } from './office/audio-routes.ts'
import { measure } from './ops/gauges.ts'
import { guardedJobBoard } from './ops/job-board.ts'
import type { JobControl } from './ops/job-control.ts'
import { jobRoutes } from './ops/job-routes.ts'
import type { Metrics } from './ops/metrics.ts'
import type { ReadinessCheck } from './ops/readiness.ts'
import { opsRoutes } from './ops/routes.ts'
import type { RedisClient } from './redis/client.ts'
import { type Clock, systemRuntime } from './runtime.ts'
import { createSecondFactor } from './second-factor/second-factor.ts'
import { sessionCookies } from './sessions/cookie.ts'
import { createKnownBrowsers } from './sessions/known-browser.ts'
import { mayAnswer } from './sessions/may-answer.ts'
import { createSignInLimits } from './sessions/sign-in-limits.ts'
import type { Settings, TwilioSettings } from './settings.ts'
import { recordingsOf, soundsOf } from './twilio/recordings.ts'
import { soundRoutes } from './twilio/sounds.ts'
import { voiceTokens } from './twilio/voice-token.ts'
import { twilioEndpoints } from './twilio/webhooks.ts'

/** A worker without a heartbeat for that long counts as gone. */
const WORKER_SILENT_MS = 30_000

export interface HttpAppDeps {
  settings: Settings
  twilio: TwilioSettings
  publicUrl: string
  coordinator: Coordinator
  redis: RedisClient
  serving: Pick<Serving, 'whyNot' | 'seen'>
  /** Whether this process is about to end. */
  leaving(): boolean
  consoleFolder: string | null
  board: Middleware
  jobs: JobControl
  clock: Clock
  log: Logger
  metrics: Metrics
}

/** Everything that answers HTTP: Twilio's webhooks, the agents' API, the console, and the pages of ops. */
export function coordinatorApp(deps: HttpAppDeps) {
  const { settings, twilio, publicUrl, coordinator, redis, clock, log, metrics } = deps
  const { calls, agents, dialling, sessions, audit, heartbeats } = coordinator
  const dialSettings = {
    ...settings.dialling,
    get countries() {
      return coordinator.live.now().dialCountries
    },
  }
  const rules = dialRules(dialSettings, twilio.callerId)
  const nameOf = (agentId: string) => coordinator.desk.agent(agentId)?.name ?? agentId
  measure(metrics, coordinator, clock)
  const api = apiRoutes({
    accounts: coordinator.accounts,
    people: coordinator.people,
    groups: coordinator.groups,
    preferences: createPreferences(redis, coordinator.keys),
    sessions,
    calls,
    agents,
    desk: coordinator.desk,
    feed: coordinator.feed,
    ringAcknowledgements: coordinator.ringAcknowledgements,
    history: coordinator.archive,
    today: coordinator.today,
    screens: coordinator.screens,
    boardStreams: coordinator.boardStreams,
    slotHistory: slotHistory({
      ...{ redis, keys: coordinator.keys, calls, clock },
      office: coordinator.desk.office,
    }),
    voicemails: coordinator.voicemails,
    recording: recordingsOf(twilio),
    sound: soundsOf(twilio),
    office: coordinator.office,
    settings: coordinator.settingsStore,
    contacts: coordinator.contacts,
    erase: coordinator.erase,
    exportPerson: exportPerson({
      ...{ find: coordinator.findPerson, calls, desk: coordinator.desk, clock },
      recording: recordingsOf(twilio),
    }),
    outbox: coordinator.outbox,
    started: settings,
    audit,
    clock,
    log,
    voiceToken: voiceTokens(twilio, clock),
    metrics,
    publicUrl,
    live: coordinator.live,
    dialling,
    dialRules: rules,
    spending: coordinator.spending,
    secondFactor: createSecondFactor({
      ...{ redis, keys: coordinator.keys, clock, publicUrl },
      roles: () => coordinator.live.now().secondFactorRoles,
    }),
    signInLimits: createSignInLimits(redis, coordinator.keys),
    knownBrowsers: createKnownBrowsers({ redis, keys: coordinator.keys, clock }, publicUrl),
    oidc: coordinator.oidc,
  })
  const readinessChecks: Record<string, ReadinessCheck> = {
    redis: async () => {
      await redis.ping()
      return coordinator.feed.reachable ? null : 'the live feed cannot be read'
    },
    migrations: deps.serving.whyNot,
    process: async () => (deps.leaving() ? 'about to end' : null),
    worker: async () => {
      const at = await heartbeats.lastWorkerBeat()
      return at !== null && clock.now() - at < WORKER_SILENT_MS ? null : 'no worker was seen lately'
    },
    queue: async () =>
      (await deps.jobs.isPaused()) ? 'paused: no timer fires and no command is retried' : null,
  }
  const ops = opsRoutes({
    sessions,
    metrics,
    metricsToken: settings.metricsToken,
    publicUrl,
    checks: readinessChecks,
    onReady: deps.serving.seen,
  })
  const { tokenIn } = sessionCookies(publicUrl)
  const isOnCall = (agentId: string) => (coordinator.desk.agent(agentId)?.callSid ?? null) !== null
  const checks = {
    sessions,
    isOnCall,
    tokenIn,
    checkOrigin: originCheck(publicUrl),
    limits: requestLimits(redis, coordinator.keys.prefix),
    changes: createChangeLimit(settings.changesPerMinute, systemRuntime),
    reports: createChangeLimit(REPORTS_PER_MINUTE, systemRuntime),
  }
  return createApp({
    router: routerOf([
      ...endpointsOf(
        [
          ...api,
          ...ops,
          ...jobRoutes({ jobs: deps.jobs, audit }),
          ...soundRoutes(),
          ...audioRoutes(coordinator.office),
        ],
        checks,
      ),
      ...twilioEndpoints({
        calls,
        agents,
        dialling,
        nameOf,
        mayAnswer: mayAnswer(coordinator.accounts, sessions),
        office: coordinator.desk.office,
        country: rules.country,
        isBlocked: coordinator.contacts.isBlocked,
        clock,
        owe: coordinator.runner.owe,
        twilio,
        publicUrl,
        log,
        audit,
        onTurnedAway: coordinator.heartbeat.missedWebhook,
      }),
    ]),
    pages: [guardedJobBoard({ sessions, publicUrl }, deps.board)],
    publicUrl,
    signalingUrl: twilio.signalingUrl,
    trustedProxies: settings.trustedProxies,
    consoleFolder: deps.consoleFolder,
    log,
    metrics,
    audit,
    tracing: coordinator.tracing,
  })
}
