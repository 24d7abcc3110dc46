import { z } from 'zod'
import { CEILING_MS } from './webhooks/policy.ts'

const sid = (prefix: string) =>
  z
    .string(`is missing: must be ${prefix} followed by 32 hex digits`)
    .regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} followed by 32 hex digits`)
const secret = z.string('is missing: must be a text').min(1)
const ms = z.coerce.number('must be whole milliseconds from 0').int().min(0)
const rate = z.coerce.number('must be a number above 0').positive()

const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number such as +12175550100')

/** What a simulator can be told. Only the credentials have no default. */
export const simulatorOptions = z.object({
  port: z.coerce.number('must be a port from 0 to 65535').int().min(0).max(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
  accountSid: sid('AC'),
  authToken: secret,
  apiKeySid: sid('SK'),
  apiKeySecret: secret,
  twimlAppSid: sid('AP'),
  phoneNumber: e164.default('+12175550100'),
  /** GET of a call answers with what was true this long ago, as Twilio's API does. */
  restLagMs: ms.default(0),
  /** How long a simulated phone rings before it answers. */
  ringMs: ms.default(800),
  /** How long a browser's leg outlives its WebSocket. */
  awayMs: ms.default(10_000),
  /** How long an access token is good after it was issued. By default that is what the token says. */
  tokenLifeS: z.coerce.number('must be whole seconds from 1').int().min(1).optional(),
  /** 1 is 60 ms for a character of `<Say>`; 0.1 speaks ten times as fast. */
  speechRate: rate.default(1),
  /** Pause before the first retry of a webhook; it doubles with each further one. */
  retryDelayMs: ms.default(250),
  /** How long it waits for an answer, all retries together: Twilio's own ceiling, unless a test is about something else. */
  ceilingMs: ms.default(CEILING_MS),
  /** A call that lasts longer is ended, as Twilio does it after four hours. */
  callLimitMs: ms.default(4 * 60 * 60 * 1_000),
  /** New outbound legs per second, Twilio's default for a new account. */
  outboundPerSecond: rate.default(1),
  /** Where recordings are kept; without it they are lost with the process. */
  recordingsDir: z.string().min(1).optional(),
})

export type SimulatorSettings = z.output<typeof simulatorOptions>
export type SimulatorSettingsInput = z.input<typeof simulatorOptions>
export type Log = (line: string) => void
