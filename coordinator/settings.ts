import { z } from 'zod'
import { type BackupSettings, backupSchema } from './settings/backup.ts'
import { arrangeChangeable, type ChangeableSettings } from './settings/changeable.ts'
import { environmentOf } from './settings/environment.ts'
import { type OidcSettings, oidcSchema } from './settings/oidc.ts'
import { type ProcessFields, processSchema } from './settings/process.ts'
import { type RedisSettings, redisSchema } from './settings/redis.ts'
import { changeableIn, type SettingTexts } from './settings/setting-rules.ts'
import { isSandbox, type TwilioSettings, twilioSchema } from './settings/twilio.ts'

export type { OidcSettings } from './settings/oidc.ts'
export type { RedisSettings, RemoteRedis } from './settings/redis.ts'
export type { TwilioSettings } from './settings/twilio.ts'

/** The settings of a process. Times are in milliseconds here, in whole seconds in the environment. */
export interface Settings extends ChangeableSettings {
  /** 0: any free port. */
  port: number
  host: string
  /** The origin that Twilio and browsers reach. Null, in the sandbox only: the address of the listener. */
  publicUrl: string | null
  site: string
  redis: RedisSettings
  /** An absolute path. */
  dataDir: string
  /** Null: the sandbox, with a simulated Twilio. */
  twilio: TwilioSettings | null
  /** Null: people sign in by password alone. */
  oidc: OidcSettings | null
  worker: 'inline' | 'off'
  /** ISO 3166 alpha-2. Null: the country of the caller id. */
  dialling: { country: string | null; unknownRanges: boolean }
  staleAfterMs: number
  sweepEveryMs: number
  /** How long a session lasts that nobody uses. */
  sessionIdleMs: number
  /** How many changes one agent may request of a process in a minute, call commands included. */
  changesPerMinute: number
  logLevel: ProcessFields['LOG_LEVEL']
  metricsToken: string | null
  /** How many of this site's own proxies a request passes: that many entries of X-Forwarded-For are trusted. */
  trustedProxies: number
  /** Whether spans are sent to an OpenTelemetry collector. */
  exportsTraces: boolean
  /** How long a process that is told to end still accepts requests, while `/readyz` says that it is not ready. */
  drainMs: number
  backup: BackupSettings
  /** Of the changeable settings, those that the environment has. */
  environment: SettingTexts
}

/** One line per field: its name, what is wrong, what is accepted. It quotes no secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
  }
}

/**
 * Reads and checks the whole environment at once.
 * @throws {SettingsError} that names every wrong field, not only the first.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const environment = environmentOf(env)
  const schema = z.object({
    process: processSchema(isSandbox(environment)),
    redis: redisSchema(environment),
    twilio: twilioSchema(environment),
    backup: backupSchema(environment),
    oidc: oidcSchema(environment),
  })
  const read = checked(schema, {
    process: environment,
    redis: environment,
    twilio: environment,
    backup: environment,
    oidc: environment,
  })
  return arrange({ ...read, environment: changeableIn(environment) })
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
  backup: BackupSettings
  oidc: OidcSettings | null
  environment: SettingTexts
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
    oidc: read.oidc,
    worker: process.WORKER,
    ...arrangeChangeable(process),
    environment: read.environment,
    dialling: {
      country: process.DIAL_COUNTRY ?? null,
      unknownRanges: process.DIAL_UNKNOWN_RANGES === 'allow',
    },
    staleAfterMs: process.STALE_AFTER_S,
    sweepEveryMs: process.SWEEP_EVERY_S,
    sessionIdleMs: process.SESSION_IDLE_S,
    changesPerMinute: process.CHANGES_PER_MINUTE,
    logLevel: process.LOG_LEVEL,
    metricsToken: process.METRICS_TOKEN ?? null,
    trustedProxies: process.TRUSTED_PROXIES,
    exportsTraces: process.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    drainMs: process.DRAIN_S,
    backup: read.backup,
  }
}
