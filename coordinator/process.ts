import type { Logger } from 'pino'
import { createJobScheduler, openQueue } from '../jobs/queue.ts'
import type { WorkerDeps } from '../jobs/workers.ts'
import { dataVersions } from '../migrations/data-versions.ts'
import { upgradeAgent, upgradeCall } from '../migrations/index.ts'
import { accountAnnouncer } from './accounts/account-announcer.ts'
import { createBackups } from './backup/backups.ts'
import { nightlyBackup } from './backup/nightly.ts'
import { backupParts } from './backup/parts.ts'
import type { ScryptCost } from './backup/seal.ts'
import { createCoordinator } from './composition.ts'
import { NOTHING_CHOSEN, storedSettingsIn } from './live-settings/stored.ts'
import { createLog } from './ops/log.ts'
import { createMetrics } from './ops/metrics.ts'
import { idsOnly, type Tracing } from './ops/tracing.ts'
import type { RedisClient } from './redis/client.ts'
import { closeRedis, connectRedis, untilReady } from './redis/connect.ts'
import { keysOf } from './redis/keys.ts'
import { createServerClock } from './redis/server-clock.ts'
import { setBrokenEntriesAside } from './redis/set-aside.ts'
import { type Clock, systemRuntime } from './runtime.ts'
import { isReadableOnTheWay } from './settings/redis.ts'
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
  prepare: (redis: RedisClient, clock: Clock) => Promise<void>,
) {
  const metrics = createMetrics()
  const tracing = await tracingFor(settings)
  const redis = connectRedis(remote, 'commands', log)
  const blocking = connectRedis(remote, 'blocking', log)
  const forQueue = connectRedis(remote, 'bullmq', log)
  if (isReadableOnTheWay(remote)) log.warn('Redis is reached unencrypted: use rediss://, or REDIS_TLS=on')
  await untilReady(redis, CONNECT_MS)
  const clock = createServerClock(redis, keysOf(settings.site), systemRuntime)
  await clock.read()
  clock.start()
  const prepareStore = async () => {
    await setBrokenEntriesAside(redis, keysOf(settings.site), log)
    await prepare(redis, clock)
  }
  await prepareStore()
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
    prepareAgain: prepareStore,
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
      clock.stop()
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
  settings: Pick<Settings, 'staleAfterMs' | 'sweepEveryMs' | 'site' | 'backup'>,
  process: Pick<OpenProcess, 'coordinator' | 'redis' | 'log' | 'metrics'> &
    Pick<WorkerDeps, 'queue' | 'clock'>,
): WorkerDeps {
  const { coordinator, redis, queue, clock, log, metrics } = process
  const { site } = settings
  return {
    ...coordinator,
    queue,
    backup: nightlyBackup({
      ...coordinator,
      backups: openBackups(redis, site, clock),
      settings: settings.backup,
      site,
      clock,
      timeZone: () => coordinator.desk.office().timeZone,
    }),
    clock,
    log,
    metrics,
    staleAfterMs: settings.staleAfterMs,
    sweepEveryMs: settings.sweepEveryMs,
    historyMs: async () => (await presentSettings(coordinator)).historyDays * DAY_MS,
    recordingMs: async () => (await presentSettings(coordinator)).recordingDays * DAY_MS,
  }
}

/** Read now: a job may run in a process that missed the news of a change. */
async function presentSettings({ live, settingsStore }: OpenProcess['coordinator']) {
  const json = await settingsStore.json()
  // Since they were read, the feed may have brought later ones.
  if (revIn(json) >= live.stored().rev) live.take(json)
  return live.now()
}

const revIn = (json: string) => (storedSettingsIn(json) ?? NOTHING_CHOSEN).rev

/** Backups of a site, with all that is in them. */
export function openBackups(redis: RedisClient, site: string, clock: Clock, cost?: ScryptCost) {
  const keys = keysOf(site)
  const onAccountChange = accountAnnouncer(redis, keys, clock, upgradeAgent)
  const parts = backupParts({ redis, keys, clock, upgrade: upgradeCall, onAccountChange })
  return createBackups({ redis, keys, site, clock, parts, versions: dataVersions({ redis, keys }), cost })
}

/** The exporter is loaded only where traces are exported. */
async function tracingFor({ exportsTraces, site }: Settings): Promise<Tracing> {
  if (!exportsTraces) return idsOnly(systemRuntime.uuid)
  const { openTelemetry } = await import('./ops/open-telemetry.ts')
  return openTelemetry(site)
}

/** To standard error: standard output is for the lines that people and scripts wait for. */
export const processLog = (settings: Settings) => createLog(settings.logLevel, process.stderr)
