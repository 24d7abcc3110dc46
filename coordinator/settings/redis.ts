import { z } from 'zod'
import type { Environment } from './environment.ts'
import { isUrl, notBeside, text } from './fields.ts'
import { isLoopback, isPrivate } from './loopback.ts'
import { accessSchema, type RedisAccess } from './redis-access.ts'

export interface Address {
  host: string
  port: number
}

/** A Redis that runs elsewhere: one server, a cluster, or a primary with sentinels. */
export type RemoteRedis = RedisAccess &
  (
    | { kind: 'url'; url: string }
    | { kind: 'cluster'; nodes: Address[] }
    | { kind: 'sentinel'; sentinels: Address[]; name: string }
  )

export type RedisSettings = { kind: 'embedded' } | RemoteRedis

/** Whether names, numbers and the password leave this machine on the way to Redis, and are not encrypted. */
export function isReadableOnTheWay(redis: RemoteRedis): boolean {
  if (redis.kind === 'url') return !isPrivate(redis.url)
  const addresses = redis.kind === 'cluster' ? redis.nodes : redis.sentinels
  return redis.tls === undefined && !addresses.every(({ host }) => isLoopback(host))
}

const ONE_WAY = 'only one of REDIS_URL, REDIS_CLUSTER_NODES, and REDIS_SENTINELS with REDIS_SENTINEL_NAME'
const SENTINEL_NAME = "the primary's name as the sentinels know it, beside REDIS_SENTINELS"

/** The variables that are set decide the kind. Without any: the embedded server. */
export function redisSchema(environment: Environment): z.ZodType<RedisSettings> {
  return whereSchema(environment).and(accessSchema(environment))
}

function whereSchema(environment: Environment): z.ZodType<RedisSettings> {
  if (environment.REDIS_URL !== undefined) return url
  if (environment.REDIS_CLUSTER_NODES !== undefined) return cluster
  if (environment.REDIS_SENTINELS !== undefined || environment.REDIS_SENTINEL_NAME !== undefined)
    return sentinel
  return z.unknown().transform(() => ({ kind: 'embedded' as const }))
}

const addresses = (beside: string) =>
  text(`host:port, or several with commas between${beside}`, (value) =>
    value.split(',').every((one) => addressOf(one) !== undefined),
  ).transform((value) => value.split(',').flatMap((one) => addressOf(one) ?? []))

const notBesideUrl = notBeside('REDIS_URL', ONE_WAY).optional()
const notBesideCluster = notBeside('REDIS_CLUSTER_NODES', ONE_WAY).optional()

const url = z
  .object({
    REDIS_URL: text('redis://host:port, rediss://host:port or unix:/path', isRedisUrl),
    REDIS_CLUSTER_NODES: notBesideUrl,
    REDIS_SENTINELS: notBesideUrl,
    REDIS_SENTINEL_NAME: notBesideUrl,
  })
  .transform((environment) => ({ kind: 'url' as const, url: environment.REDIS_URL }))

const cluster = z
  .object({
    REDIS_CLUSTER_NODES: addresses(''),
    REDIS_SENTINELS: notBesideCluster,
    REDIS_SENTINEL_NAME: notBesideCluster,
  })
  .transform((environment) => ({ kind: 'cluster' as const, nodes: environment.REDIS_CLUSTER_NODES }))

const sentinel = z
  .object({
    REDIS_SENTINELS: addresses(', beside REDIS_SENTINEL_NAME'),
    REDIS_SENTINEL_NAME: text(SENTINEL_NAME),
  })
  .transform((environment) => ({
    kind: 'sentinel' as const,
    sentinels: environment.REDIS_SENTINELS,
    name: environment.REDIS_SENTINEL_NAME,
  }))

function isRedisUrl(value: string): boolean {
  return value.startsWith('unix:/') ? value.length > 'unix:/'.length : isUrl(value, ['redis:', 'rediss:'])
}

/** `host:port`, with an IPv6 address in brackets. */
function addressOf(value: string): Address | undefined {
  const match = /^\s*(\[[0-9a-fA-F:]+\]|[^\s:/@[\]]+):(\d{1,5})\s*$/.exec(value)
  const [, host, port] = match ?? []
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}
