import { z } from 'zod'
import { OutsideNumber } from '../../machines/ids.ts'
import type { Environment } from './environment.ts'
import { isUrl, origin, text, token } from './fields.ts'
import { isPrivate } from './loopback.ts'

export interface TwilioSettings {
  accountSid: string
  authToken: string
  /** Accepted for webhook signatures too, while tokens rotate. */
  authTokenSecondary: string | null
  apiKeySid: string
  apiKeySecret: string
  twimlAppSid: string
  /** The number that outbound legs come from; null: agents cannot call outside numbers. */
  callerId: string | null
  /** Origin of the REST API. */
  apiUrl: string
  /** The URL that the console's Voice SDK signals to; null: the SDK's own. */
  signalingUrl: string | null
  edge: string
}

/** With one of these variables set it is not the sandbox: an operator then learns which others are missing. */
export const isSandbox = (environment: Environment) =>
  Object.keys(group.shape).every((name) => environment[name] === undefined)

export function twilioSchema(environment: Environment): z.ZodType<TwilioSettings | null> {
  if (isSandbox(environment)) return z.unknown().transform(() => null)
  return group.transform((twilio) => ({
    accountSid: twilio.TWILIO_ACCOUNT_SID,
    authToken: twilio.TWILIO_AUTH_TOKEN,
    authTokenSecondary: twilio.TWILIO_AUTH_TOKEN_SECONDARY ?? null,
    apiKeySid: twilio.TWILIO_API_KEY_SID,
    apiKeySecret: twilio.TWILIO_API_KEY_SECRET,
    twimlAppSid: twilio.TWILIO_TWIML_APP_SID,
    callerId: twilio.TWILIO_CALLER_ID ?? null,
    apiUrl: twilio.TWILIO_API_URL,
    signalingUrl: twilio.TWILIO_SIGNALING_URL ?? null,
    edge: twilio.TWILIO_EDGE,
  }))
}

/** The default origin of the REST API. */
export const TWILIO_API = 'https://api.twilio.com'

/** @param together what messages add about settings that belong together */
export function twilioFields(together: string) {
  const sid = (prefix: string) =>
    text(`${prefix} and 32 letters and digits${together}`, (value) =>
      new RegExp(`^${prefix}[0-9A-Za-z]{32}$`).test(value),
    )
  const secret = (what: string) => token(`${what}${together}`)
  return z.object({
    TWILIO_ACCOUNT_SID: sid('AC'),
    TWILIO_AUTH_TOKEN: secret("the account's auth token"),
    TWILIO_AUTH_TOKEN_SECONDARY: secret("the account's other auth token").optional(),
    TWILIO_API_KEY_SID: sid('SK'),
    TWILIO_API_KEY_SECRET: secret("the API key's secret"),
    TWILIO_TWIML_APP_SID: sid('AP'),
    TWILIO_CALLER_ID: text(
      'a number such as +12175550148',
      (value) => OutsideNumber.safeParse(value).success,
    ).optional(),
    TWILIO_API_URL: origin(`an origin such as ${TWILIO_API}`)
      .refine(isPrivate, {
        error: `would get the auth token unencrypted; accepted: an https origin such as ${TWILIO_API}`,
      })
      .prefault(TWILIO_API),
    TWILIO_SIGNALING_URL: text(
      'a wss:// URL, or ws:// to this machine',
      (value) => isUrl(value, ['ws:', 'wss:']) && isPrivate(value),
    ).optional(),
    TWILIO_EDGE: text('a name such as roaming or dublin', (value) =>
      /^[a-z][a-z0-9-]{0,40}$/.test(value),
    ).prefault('roaming'),
  })
}

const group = twilioFields(', with all other TWILIO_* settings or none of them')
