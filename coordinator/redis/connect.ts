import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { BaseLogger } from 'pino'
import type { RemoteRedis } from '../settings.ts'
import type { RedisClient } from './client.ts'
import { OneDetector } from './one-detector.ts'

export type RedisLog = Pick<BaseLogger, 'info' | 'warn'>

/**
 * What a connection is for decides how it takes an outage.
 * - `commands`: a caller waits for the answer, so it fails within two seconds.
 * - `blocking`: reads that wait (XREAD BLOCK) and subscriptions. They wait out any outage. No read may
 *   block for as long as `SILENCE_MS`.
 * - `bullmq`: as BullMQ asks for it; its workers wait out any outage.
 */
export type RedisPurpose = 'commands' | 'blocking' | 'bullmq'

/** Replies in the shape that the types promise, for each protocol that a server speaks. */
type Options = Omit<RedisOptions, 'replyMapping'>

const ANSWER_MS = 2_000
/** A peer that owes us an answer for that long is dead, though TCP may take a quarter of an hour to say so. */
const SILENCE_MS = 30_000

/**
 * Connects in the background and never gives up; the client may be used at once. Trouble is logged
 * once when it begins and once when it is over.
 *
 * A command that was under way when the connection broke is sent again after the first reconnect. So each command must bear
 * being applied twice. If that reconnect fails, the command is rejected.
 */
export function connectRedis(redis: RemoteRedis, purpose: RedisPurpose, log: RedisLog): RedisClient {
  const client = build(redis, optionsFor(purpose), purpose === 'commands')
  reportOutages(client, purpose, log)
  return client
}

/** Resolves when commands can be sent. @throws {Error} with the last cause, after `timeoutMs`. */
export function untilReady(client: RedisClient, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return Promise.resolve()
  return new Promise((resolve, reject) => {
    let cause: unknown
    const settle = (how: () => void) => {
      clearTimeout(timer)
      client.off('ready', onReady).off('error', onError)
      how()
    }
    const onReady = () => settle(resolve)
    const onError = (error: unknown) => {
      cause = error
    }
    const timer = setTimeout(
      () => settle(() => reject(new Error(`Redis did not answer within ${timeoutMs} ms`, { cause }))),
      timeoutMs,
    )
    client.on('ready', onReady).on('error', onError)
  })
}

/**
 * Hears of every connection but the first. The server behind it may be another one, or the same after a
 * crash, and lack what was written last.
 */
export function onReconnected(client: RedisClient, hear: () => void): void {
  let known = client.status === 'ready'
  client.on('ready', () => {
    if (known) hear()
    known = true
  })
  // A cluster stays ready while one of its nodes is replaced.
  if (client instanceof Cluster) client.on('-node', hear)
}

/** Lets what is under way finish, where Redis is still there. Never rejects. */
export async function closeRedis(client: RedisClient): Promise<void> {
  if (client.status === 'ready') await Promise.race([client.quit(), after(ANSWER_MS)]).catch(() => undefined)
  client.disconnect()
}

function build(redis: RemoteRedis, options: Options, failFast: boolean): RedisClient {
  const { login, sentinelLogin, tls } = redis
  const shared = { ...options, ...login, ...(tls && { tls }) }
  if (redis.kind === 'cluster') {
    return new Cluster(redis.nodes, {
      redisOptions: shared,
      enableOfflineQueue: !failFast,
      clusterRetryStrategy: backoffMs,
      slotsRefreshTimeout: ANSWER_MS,
      // A certificate is made out to a name, so the name must not be lost on the way.
      ...(tls && { dnsLookup: (host, callback) => callback(null, host) }),
      ...(failFast && { maxRedirections: 6, retryDelayOnFailover: 200, retryDelayOnClusterDown: 200 }),
    })
  }
  const single = { ...shared, enableOfflineQueue: !failFast, retryStrategy: backoffMs }
  if (redis.kind === 'sentinel') {
    const { sentinels, name } = redis
    return new Redis({
      ...single,
      Connector: OneDetector,
      sentinels,
      name,
      sentinelRetryStrategy: backoffMs,
      sentinelCommandTimeout: ANSWER_MS,
      // The old primary takes writes until it hears that it is one no more, and loses them all.
      failoverDetector: true,
      ...(sentinelLogin && {
        sentinelPassword: sentinelLogin.password,
        sentinelUsername: sentinelLogin.username,
      }),
      ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tls }),
    })
  }
  const socket = /^unix:(.+)$/.exec(redis.url)?.[1]
  return socket === undefined ? new Redis(redis.url, single) : new Redis({ ...single, path: socket })
}

function optionsFor(purpose: RedisPurpose): Options {
  const shared = {
    connectTimeout: ANSWER_MS,
    connectionName: `switchyard-${purpose}`,
    reconnectOnError: toNewPrimary,
  }
  if (purpose === 'commands') {
    return { ...shared, commandTimeout: ANSWER_MS, socketTimeout: 2 * ANSWER_MS, maxRetriesPerRequest: 1 }
  }
  return { ...shared, socketTimeout: SILENCE_MS, maxRetriesPerRequest: null }
}

/** After a failover the server behind the address may have become a replica: look for the new primary. */
const toNewPrimary = (error: Error) => error.message.startsWith('READONLY')

/** At most a second, with jitter, so that not all processes come back in the same millisecond. */
const backoffMs = (attempt: number) =>
  Math.min(1_000, 50 * 2 ** Math.min(attempt, 5)) * (0.75 + Math.random() / 4)

function reportOutages(client: RedisClient, purpose: RedisPurpose, log: RedisLog): void {
  let away = false
  const report = (error?: unknown) => {
    if (away) return
    away = true
    log.warn({ err: error, purpose }, 'Redis is out of reach')
  }
  client.on('error', report)
  client.on('reconnecting', () => report())
  client.on('ready', () => {
    if (away) log.info({ purpose }, 'Redis is back')
    away = false
  })
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
