import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Environment } from './environment.ts'
import { choice, text } from './fields.ts'

/** The login at a server. Without a name: its default user. */
export interface Login {
  username?: string | undefined
  password: string
}

/** PEM texts. Without an authority, the ones that Node trusts. */
export interface RedisTls {
  /** The authority of the servers' certificates. */
  ca?: string | undefined
  /** The client's certificate and its key. Servers require one; `tls-auth-clients no` turns that off. */
  cert?: string | undefined
  key?: string | undefined
}

/** Logins and TLS for Redis. A URL contains its login. */
export interface RedisAccess {
  login?: Login | undefined
  /** To the sentinels themselves. */
  sentinelLogin?: Login | undefined
  /** Undefined: no TLS. */
  tls?: RedisTls | undefined
}

const APART = 'beside REDIS_CLUSTER_NODES or REDIS_SENTINELS; a REDIS_URL has it inside'
const SENTINELS = 'beside REDIS_SENTINELS'
const TLS = 'beside a rediss:// REDIS_URL, or REDIS_TLS=on with a cluster or sentinels'

/** Which of these may be set depends on how Redis is reached. */
export function accessSchema(environment: Environment): z.ZodType<RedisAccess> {
  const byUrl = environment.REDIS_URL !== undefined
  const sentinels = !byUrl && environment.REDIS_SENTINELS !== undefined
  const apart = sentinels || (!byUrl && environment.REDIS_CLUSTER_NODES !== undefined)
  const overTls = apart ? environment.REDIS_TLS === 'on' : /^rediss:/i.test(environment.REDIS_URL ?? '')
  const password = (username: string | undefined) =>
    username === undefined ? text('a password').optional() : text(`a password for ${username}`)
  const certificate = (other: string | undefined) =>
    other === undefined ? pem().optional() : pem(', for REDIS_TLS_CERT and REDIS_TLS_KEY belong together')
  return z
    .object({
      REDIS_USERNAME: onlyIf(apart, APART, text('a name').optional()),
      REDIS_PASSWORD: onlyIf(apart, APART, password(environment.REDIS_USERNAME)),
      REDIS_SENTINEL_USERNAME: onlyIf(sentinels, SENTINELS, text('a name').optional()),
      REDIS_SENTINEL_PASSWORD: onlyIf(sentinels, SENTINELS, password(environment.REDIS_SENTINEL_USERNAME)),
      REDIS_TLS: onlyIf(apart, APART, choice(['off', 'on'], 'off')),
      REDIS_TLS_CA: onlyIf(overTls, TLS, pem().optional()),
      REDIS_TLS_CERT: onlyIf(overTls, TLS, certificate(environment.REDIS_TLS_KEY)),
      REDIS_TLS_KEY: onlyIf(overTls, TLS, certificate(environment.REDIS_TLS_CERT)),
    })
    .transform((read) => ({
      login: loginFrom(read.REDIS_USERNAME, read.REDIS_PASSWORD),
      sentinelLogin: loginFrom(read.REDIS_SENTINEL_USERNAME, read.REDIS_SENTINEL_PASSWORD),
      tls: overTls
        ? { ca: read.REDIS_TLS_CA, cert: read.REDIS_TLS_CERT, key: read.REDIS_TLS_KEY }
        : undefined,
    }))
}

const onlyIf = (fits: boolean, where: string, field: z.ZodType<string | undefined>) =>
  fits ? field : z.undefined({ error: `has no meaning here; accepted: ${where}` }).optional()

/** The text of a PEM file, read once, at the start. */
function pem(why = '') {
  const accepted = `a PEM file that can be read${why}`
  return text(accepted).transform((path, context) => {
    try {
      const content = readFileSync(path, 'utf8')
      if (content.includes('-----BEGIN ')) return content
    } catch {
      // The issue below says what is accepted.
    }
    context.addIssue({ code: 'custom', message: `is not one; accepted: ${accepted}` })
    return z.NEVER
  })
}

const loginFrom = (username: string | undefined, password: string | undefined): Login | undefined =>
  password === undefined ? undefined : { username, password }
