import { type DestinationStream, type LevelWithSilent, type Logger, pino } from 'pino'
import { hideLogins } from './hide-secrets.ts'
import { loggedError } from './log-error.ts'
import { maskNumbersIn } from './mask-number.ts'
import { traceIdOf } from './tracing.ts'

const SECRETS = [
  'password',
  'passwordHash',
  'token',
  'secret',
  'authorization',
  'cookie',
  'authToken',
  'apiKeySecret',
]
const ANYWHERE_NEAR = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/**
 * The log of a process: one JSON object per line. From `info` upwards every phone number is masked, in any field,
 * message or stack. Fields with the name of a secret, and the logins of URLs, are masked at every level. Of an error only
 * what {@link loggedError} keeps is written. A field `trace`, given as a
 * `traceparent`, is written as the id of its trace.
 *
 * @param destination standard output by default
 */
export function createLog(level: LevelWithSilent, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ANYWHERE_NEAR, censor: '(secret)' },
    serializers: { err: loggedError, trace: traceIdOf },
    hooks: { streamWrite: (line: string) => hideLogins(isPublic(line) ? maskNumbersIn(line) : line) },
  }
  return destination ? pino(options, destination) : pino(options)
}

const INFO = 30
/** pino begins every line with its level. A line without one is masked. */
const LEVEL = /^\{"level":(\d+)/
const isPublic = (line: string) => Number(LEVEL.exec(line)?.[1] ?? INFO) >= INFO
