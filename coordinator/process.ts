import type { Logger } from 'pino'
import { createJobScheduler, openQueue } from '../jobs/queue.ts'
import type { WorkerDeps } from '../jobs/workers.ts'
import { upgradeAgent, upgradeCall } from '../migrations/index.ts'
import { createCoordinator } from './composition.ts'
import { createLog } from './ops/log.ts'
import { createMetrics } from './ops/metrics.ts'
import { idsOnly, type Tracing } from './ops/tracing.ts'
import type { RedisClient } from './redis/client.ts'
import { closeRedis, connectRedis, untilReady } from './redis/connect.ts'
import { systemRuntime } from './runtime.ts'
import type { RemoteRedis, Settings, TwilioSettings } from './settings.ts'

const CONNECT_MS = 10_000
const DAY_MS = 86_400_000

/**
 * Opens what every process has: the connections to Redis, the queue, and the coordinator, which is not started yet.
 * `close` ends all of it in the reverse order.
 * @param prepare puts into Redis what must be there before anything else. Called again when Redis has lost everything.
 * @throws when Redis does not answer within 10 s
 */
export async function openProcess(
  settings: Settings,
  twilio: TwilioSettings,
  remote: RemoteRedis,
  publicUrl: string,
  log: Logger,
  prepare: (redis: RedisClient) => Promise<void>,
) {
  const clock = { now: Date.now }
  const metrics = createMetrics()
  const tracing = await tracingFor(settings)
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const forQueue = connectRedis(remote, 'bullmq', log)
  await untilReady(redis, CONNECT_MS)
  await prepare(redis)
  const queue = openQueue(forQueue, settings.site)
  queue.on('error', (error) => log.warn({ err: error }, 'The queue has trouble'))
  const scheduler = createJobScheduler(queue, clock, log)
  const coordinator = createCoordinator({
    settings,
    twilio,
    publicUrl,
    redis,
    blocking,
    scheduler,
    clock,
    log,
    metrics,
    upgrade: { call: upgradeCall, agent: upgradeAgent },
    tracing,
    prepareAgain: () => prepare(redis),
  })
  return {
    clock,
    metrics,
    redis,
    queue,
    coordinator,
    log,
    async close() {
      await coordinator.stop()
      await scheduler.flushed()
      await queue.close()
      await Promise.all([redis, forQueue].map(closeRedis))
      await tracing.close()
    },
  }
}
export type OpenProcess = Awaited<ReturnType<typeof openProcess>>

/** What the jobs of a process work with. */
export function jobDeps(
  settings: Pick<Settings, 'staleAfterMs' | 'sweepEveryMs' | 'historyDays'>,
  process: Pick<OpenProcess, 'coordinator' | 'clock' | 'log' | 'metrics'> & Pick<WorkerDeps, 'queue'>,
): WorkerDeps {
  const { coordinator, queue, clock, log, metrics } = process
  const { sessions } = coordinator
  return {
    ...coordinator,
    queue,
    clock,
    log,
    metrics,
    staleAfterMs: settings.staleAfterMs,
    sweepEveryMs: settings.sweepEveryMs,
    historyMs: settings.historyDays * DAY_MS,
    agentsSignedIn: async () => [...(await sessions.agentsSignedIn())],
  }
}

/** The exporter is loaded only where traces are exported. */
async function tracingFor({ exportsTraces, site }: Settings): Promise<Tracing> {
  if (!exportsTraces) return idsOnly(systemRuntime.uuid)
  const { openTelemetry } = await import('./ops/open-telemetry.ts')
  return openTelemetry(site)
}

/** To standard error: standard output is for the lines that people and scripts wait for. */
export const processLog = (settings: Settings) => createLog(settings.logLevel, process.stderr)
