import { z } from 'zod'
import { environmentOf } from './settings/environment.ts'
import { type ProcessFields, processSchema } from './settings/process.ts'
import { type RedisSettings, redisSchema } from './settings/redis.ts'
import { isSandbox, type TwilioSettings, twilioSchema } from './settings/twilio.ts'

export type { RedisSettings, RemoteRedis } from './settings/redis.ts'
export type { TwilioSettings } from './settings/twilio.ts'

/** All that can be set from outside. Times are milliseconds here, whole seconds in the environment. */
export interface Settings {
  /** 0: any free port. */
  port: number
  host: string
  /** Origin that Twilio and browsers reach. Null, in the sandbox only: the address we listen on. */
  publicUrl: string | null
  site: string
  redis: RedisSettings
  /** Absolute. */
  dataDir: string
  /** Null: the sandbox, with a simulated Twilio. */
  twilio: TwilioSettings | null
  worker: 'inline' | 'off'
  limits: {
    ringMs: number
    joinMs: number
    parkMs: number
    returnMs: number
    transferMs: number
    dialMs: number
  }
  /** ISO 3166 alpha-2. Null: those of the caller id. */
  dialling: { country: string | null; countries: string[] | null }
  staleAfterMs: number
  sweepEveryMs: number
  parkingSlots: number
  historyDays: number
  logLevel: ProcessFields['LOG_LEVEL']
  metricsToken: string | null
  /** How many proxies of ours a request passes: that many entries of X-Forwarded-For are to be believed. */
  trustedProxies: number
  /** Whether spans are sent to an OpenTelemetry collector. */
  exportsTraces: boolean
  /** After it was told to end, requests are taken for that long still, while readiness says otherwise. */
  drainMs: number
}

/** One line per field: its name, what was wrong, what is accepted. Holds no secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

/**
 * Reads and checks the whole environment at once.
 * @throws {SettingsError} that names every field at fault, not only the first.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const environment = environmentOf(env)
  const schema = z.object({
    process: processSchema(isSandbox(environment)),
    redis: redisSchema(environment),
    twilio: twilioSchema(environment),
  })
  return arrange(checked(schema, { process: environment, redis: environment, twilio: environment }))
}

/** @throws {SettingsError} with a line for each field that `schema` does not accept */
export function checked<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw new SettingsError(
    result.error.issues.map(({ path, message }) => `${String(path.at(-1))}: ${message}`),
  )
}

function arrange(read: {
  process: ProcessFields
  redis: RedisSettings
  twilio: TwilioSettings | null
}): Settings {
  const { process } = read
  return {
    port: process.PORT,
    host: process.HOST,
    publicUrl: process.PUBLIC_URL ?? null,
    site: process.SITE,
    redis: read.redis,
    dataDir: process.DATA_DIR,
    twilio: read.twilio,
    worker: process.WORKER,
    limits: {
      ringMs: process.RING_TIMEOUT_S,
      joinMs: process.JOIN_TIMEOUT_S,
      parkMs: process.PARK_TIMEOUT_S,
      returnMs: process.RETURN_TIMEOUT_S,
      transferMs: process.TRANSFER_TIMEOUT_S,
      dialMs: process.DIAL_TIMEOUT_S,
    },
    dialling: { country: process.DIAL_COUNTRY ?? null, countries: process.DIAL_COUNTRIES ?? null },
    staleAfterMs: process.STALE_AFTER_S,
    sweepEveryMs: process.SWEEP_EVERY_S,
    parkingSlots: process.PARKING_SLOTS,
    historyDays: process.HISTORY_DAYS,
    logLevel: process.LOG_LEVEL,
    metricsToken: process.METRICS_TOKEN ?? null,
    trustedProxies: process.TRUSTED_PROXIES,
    exportsTraces: process.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    drainMs: process.DRAIN_S,
  }
}
