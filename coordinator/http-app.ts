import type { Middleware } from 'koa'
import type { Logger } from 'pino'
import type { ApiDeps } from './api/deps.ts'
import { apiRoutes } from './api/routes.ts'
import type { Coordinator } from './composition.ts'
import { dialRules } from './dialling/numbers.ts'
import { createApp } from './http/app.ts'
import { originCheck } from './http/origin.ts'
import { routerOf } from './http/router.ts'
import { endpointsOf } from './http/routes.ts'
import { audioRoutes } from './office/audio-routes.ts'
import { measure } from './ops/gauges.ts'
import { guardedJobBoard } from './ops/job-board.ts'
import type { Metrics } from './ops/metrics.ts'
import type { ReadinessCheck } from './ops/readiness.ts'
import { opsRoutes } from './ops/routes.ts'
import type { RedisClient } from './redis/client.ts'
import type { Clock } from './runtime.ts'
import { SignInLimit } from './sessions/sign-in-limit.ts'
import type { Settings, TwilioSettings } from './settings.ts'
import { recordingsOf } from './twilio/recordings.ts'
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
  accounts: ApiDeps['accounts']
  unmigrated: ReadinessCheck
  /** Whether this process is about to end. */
  leaving(): boolean
  consoleFolder: string | null
  board: Middleware
  clock: Clock
  log: Logger
  metrics: Metrics
}

/** Everything that answers HTTP: Twilio's webhooks, the agents' API, the console, and the pages of ops. */
export function coordinatorApp(deps: HttpAppDeps) {
  const { settings, twilio, publicUrl, coordinator, redis, clock, log, metrics } = deps
  const { calls, agents, dialling, sessions, heartbeats } = coordinator
  const nameOf = (agentId: string) => coordinator.desk.agent(agentId)?.name ?? agentId
  measure(metrics, coordinator, clock)
  const api = apiRoutes({
    accounts: deps.accounts,
    sessions,
    calls,
    agents,
    desk: coordinator.desk,
    feed: coordinator.feed,
    history: coordinator.archive,
    voicemails: coordinator.voicemails,
    recording: recordingsOf(twilio),
    office: coordinator.office,
    clock,
    log,
    voiceToken: voiceTokens(twilio, clock),
    metrics,
    publicUrl,
    parkingSlots: settings.parkingSlots,
    dialling,
    dialRules: dialRules(settings.dialling, twilio.callerId),
    spending: coordinator.spending,
    signInLimits: {
      byUser: new SignInLimit(redis, coordinator.keys, 'user'),
      byAddress: new SignInLimit(redis, coordinator.keys, 'address'),
    },
  })
  const readinessChecks: Record<string, ReadinessCheck> = {
    redis: async () => {
      await redis.ping()
      return coordinator.feed.reachable ? null : 'the live feed cannot be read'
    },
    migrations: deps.unmigrated,
    process: async () => (deps.leaving() ? 'about to end' : null),
    worker: async () => {
      const at = await heartbeats.lastWorkerBeat()
      return at !== null && clock.now() - at < WORKER_SILENT_MS ? null : 'no worker was seen lately'
    },
  }
  const ops = opsRoutes({ sessions, metrics, metricsToken: settings.metricsToken, checks: readinessChecks })
  const checks = { sessions, checkOrigin: originCheck(publicUrl) }
  return createApp({
    router: routerOf([
      ...endpointsOf([...api, ...ops, ...soundRoutes(), ...audioRoutes(coordinator.office)], checks),
      ...twilioEndpoints({
        calls,
        agents,
        dialling,
        nameOf,
        office: coordinator.desk.office,
        clock,
        twilio,
        publicUrl,
        log,
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
    tracing: coordinator.tracing,
  })
}
