import twilio from 'twilio'
import { CarrierUnavailable, TWILIO_CODES } from '../twilio/carrier-errors.ts'
import { type TwilioCredentials, twilioRest } from '../twilio/rest-client.ts'

/** Where Twilio turns to for a call: what a phone number and a TwiML App can be told. */
export type TwilioField =
  | 'voiceUrl'
  | 'voiceMethod'
  | 'voiceFallbackUrl'
  | 'voiceFallbackMethod'
  | 'statusCallback'
  | 'statusCallbackMethod'
  | 'voiceApplicationSid'
  | 'trunkSid'

/** What is not set is an empty text, here as in Twilio's forms. */
export type TwilioFields = Partial<Record<TwilioField, string>>

export interface TwilioNumber {
  sid: string
  phoneNumber: string
  takesCalls: boolean
  fields: TwilioFields
}

export interface TwimlApp {
  sid: string
  name: string
  fields: TwilioFields
}

/** Twilio refused, or could not be asked. Its message is for people. */
export class TwilioProblem extends Error {
  override readonly name = 'TwilioProblem'
  constructor(
    message: string,
    /** Twilio's own code, where it said one. */
    readonly code: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** The parts of a Twilio account that a deployment is pointed with. Every method rejects with `TwilioProblem`. */
export type TwilioAccount = ReturnType<typeof twilioAccount>

const LARGEST_PAGE = 1000
const MOST_NUMBERS = 5000

export function twilioAccount(credentials: TwilioCredentials) {
  const { accountSid, apiUrl } = credentials
  const client = twilioRest(credentials)
  const { incomingPhoneNumbers, applications, keys, newKeys } = client.api.v2010.account
  const asking = <Result>(ask: () => Promise<Result>) => ask().catch((error) => explain(error, apiUrl))

  return {
    describe: async () => {
      const { friendlyName, status, type } = await asking(() => client.api.v2010.accounts(accountSid).fetch())
      return { name: friendlyName, status, type }
    },

    numbers: async (): Promise<TwilioNumber[]> => {
      const listed = await asking(() =>
        incomingPhoneNumbers.list({ pageSize: LARGEST_PAGE, limit: MOST_NUMBERS }),
      )
      return listed.map((number) => ({
        sid: number.sid,
        phoneNumber: number.phoneNumber,
        takesCalls: number.capabilities?.voice !== false,
        fields: {
          ...voiceFields(number),
          voiceFallbackUrl: number.voiceFallbackUrl ?? '',
          voiceFallbackMethod: number.voiceFallbackMethod ?? '',
          voiceApplicationSid: number.voiceApplicationSid ?? '',
          trunkSid: number.trunkSid ?? '',
        },
      }))
    },

    /** Instances from a list cannot be updated with this version of the library: asked for by sid. */
    setNumber: (sid: string, fields: TwilioFields) => asking(() => incomingPhoneNumbers(sid).update(fields)),

    appsNamed: async (name: string): Promise<TwimlApp[]> =>
      (await asking(() => applications.list({ friendlyName: name }))).map(twimlApp),
    /** Null when the account has none with this sid. */
    app: async (sid: string): Promise<TwimlApp | null> =>
      orNull(asking(() => applications(sid).fetch()).then(twimlApp)),
    createApp: (friendlyName: string, fields: TwilioFields) =>
      asking(() => applications.create({ friendlyName, ...fields })).then(twimlApp),
    setApp: (sid: string, fields: TwilioFields) => asking(() => applications(sid).update(fields)),
    removeApp: (sid: string) => orNull(asking(() => applications(sid).remove())),

    createKey: async (friendlyName: string): Promise<{ sid: string; secret: string }> => {
      const { sid, secret } = await asking(() => newKeys.create({ friendlyName }))
      return { sid, secret }
    },
    removeKey: (sid: string) => orNull(asking(() => keys(sid).remove())),

    /** Whether this is a key of the account's, with its secret. A restricted key may not read numbers, nor issue tokens. */
    async keyIsGood(sid: string, secret: string): Promise<boolean> {
      const withKey = twilioRest({
        accountSid,
        apiUrl,
        keySid: sid,
        authToken: secret,
        authTokenSecondary: null,
      })
      return asking(() =>
        withKey.api.v2010.account.incomingPhoneNumbers.list({ pageSize: 1, limit: 1 }),
      ).then(
        () => true,
        (error: unknown) => {
          if (error instanceof TwilioProblem && error.code !== null && REFUSES_KEY.has(error.code))
            return false
          throw error
        },
      )
    },
  }
}

/** No such key, another secret, or a restricted key. */
const REFUSES_KEY: ReadonlySet<number> = new Set([
  TWILIO_CODES.badCredentials,
  TWILIO_CODES.forbidden,
  TWILIO_CODES.notAuthorized,
])

interface Voice {
  voiceUrl: string | null
  voiceMethod: string | null
  statusCallback: string | null
  statusCallbackMethod: string | null
}

const voiceFields = (voice: Voice): TwilioFields => ({
  voiceUrl: voice.voiceUrl ?? '',
  voiceMethod: voice.voiceMethod ?? '',
  statusCallback: voice.statusCallback ?? '',
  statusCallbackMethod: voice.statusCallbackMethod ?? '',
})

const twimlApp = (app: Voice & { sid: string; friendlyName: string }): TwimlApp => ({
  sid: app.sid,
  name: app.friendlyName,
  fields: voiceFields(app),
})

function orNull<Result>(asked: Promise<Result>): Promise<Result | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof TwilioProblem && error.code === TWILIO_CODES.notFound) return null
    throw error
  })
}

function explain(error: unknown, apiUrl: string): never {
  if (error instanceof CarrierUnavailable) {
    const { code, message } = error
    if (code === TWILIO_CODES.badCredentials)
      throw new TwilioProblem(
        'Twilio refuses TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (error 20003): take both from the first page of the Twilio console, where it also says whether the account is suspended',
        code,
      )
    throw new TwilioProblem(`${message}${code === null ? '' : ` (error ${code})`}, at ${apiUrl}`, code, {
      cause: error,
    })
  }
  if (error instanceof twilio.RestException) {
    const code = error.code ?? null
    throw new TwilioProblem(`Twilio refuses: ${error.message} (error ${code ?? error.status})`, code, {
      cause: error,
    })
  }
  throw error
}
