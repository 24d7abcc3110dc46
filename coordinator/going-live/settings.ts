import { z } from 'zod'
import { environmentOf } from '../settings/environment.ts'
import { eachField } from '../settings/process.ts'
import { twilioFields } from '../settings/twilio.ts'
import { checked } from '../settings.ts'
import type { TwilioCredentials } from '../twilio/rest-client.ts'

/** What setup starts from: the account, and as much of the rest as there is. */
export interface SetupSettings {
  account: TwilioCredentials
  /** Null only where it was not asked for. */
  publicUrl: string | null
  apiKey: { sid: string; secret: string } | null
  twimlAppSid: string | null
  callerId: string | null
  dataDir: string
}

const OPTIONAL = {
  TWILIO_API_KEY_SID: true,
  TWILIO_API_KEY_SECRET: true,
  TWILIO_TWIML_APP_SID: true,
} as const

/** @throws {SettingsError} that names every field at fault */
export function readSetupSettings(env: NodeJS.ProcessEnv, needsPublicUrl: boolean): SetupSettings {
  const environment = environmentOf(env)
  const schema = z.object({
    twilio: twilioFields('').partial(OPTIONAL),
    process: processFields(needsPublicUrl),
  })
  const { twilio, process } = checked(schema.superRefine(keyAndSecret), {
    twilio: environment,
    process: environment,
  })
  const { TWILIO_API_KEY_SID: keySid, TWILIO_API_KEY_SECRET: keySecret } = twilio
  return {
    account: {
      accountSid: twilio.TWILIO_ACCOUNT_SID,
      authToken: twilio.TWILIO_AUTH_TOKEN,
      authTokenSecondary: twilio.TWILIO_AUTH_TOKEN_SECONDARY ?? null,
      apiUrl: twilio.TWILIO_API_URL,
    },
    publicUrl: process.PUBLIC_URL ?? null,
    apiKey: keySid === undefined || keySecret === undefined ? null : { sid: keySid, secret: keySecret },
    twimlAppSid: twilio.TWILIO_TWIML_APP_SID ?? null,
    callerId: twilio.TWILIO_CALLER_ID ?? null,
    dataDir: process.DATA_DIR,
  }
}

function processFields(needsPublicUrl: boolean) {
  const fields = eachField(false).pick({ PUBLIC_URL: true, DATA_DIR: true })
  return needsPublicUrl ? fields : fields.partial({ PUBLIC_URL: true })
}

interface KeyFields {
  twilio: { TWILIO_API_KEY_SID?: string | undefined; TWILIO_API_KEY_SECRET?: string | undefined }
}

function keyAndSecret({ twilio }: KeyFields, context: z.RefinementCtx): void {
  const missing = (['TWILIO_API_KEY_SID', 'TWILIO_API_KEY_SECRET'] as const).filter(
    (name) => twilio[name] === undefined,
  )
  const [one] = missing
  if (missing.length !== 1 || one === undefined) return
  const message = 'missing; accepted: the key and its secret, or neither: then a key is created'
  context.addIssue({ code: 'custom', path: ['twilio', one], message })
}
