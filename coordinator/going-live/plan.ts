import { TWILIO_API } from '../settings/twilio.ts'
import type { TwilioAccount, TwilioFields, TwilioNumber } from './account.ts'
import { chooseNumber } from './choose-number.ts'
import type { Values } from './env-file.ts'
import { publicUrlProblem } from './public-url.ts'
import type { SetupSettings } from './settings.ts'
import { SetupError } from './setup-error.ts'
import { appFields, changesOf, numberFields, type SetupSubject } from './voice-settings.ts'

/** By this name setup finds its App and its key again, and so do people in the Twilio console. */
export const OUR_NAME = 'Switchyard'

export interface SetupRequest {
  number: string | null
  fallbackUrl: string | null
}

export interface SetupPlan {
  numbers: readonly TwilioNumber[]
  number: SetupSubject
  app: SetupSubject | NewApp
  /** Null: one is created. */
  apiKey: { sid: string; secret: string } | null
  /** All that the environment file is to say, as far as it is known before anything is created. */
  values: Record<string, string>
}

/** An App that is to be created. */
export interface NewApp {
  kind: 'newApp'
  wanted: TwilioFields
}

/** Compares what is with what is to be. Only reads. @throws {SetupError | TwilioProblem} */
export async function makePlan(
  account: TwilioAccount,
  settings: SetupSettings & { publicUrl: string },
  asked: SetupRequest,
): Promise<SetupPlan> {
  const { publicUrl, apiKey } = settings
  const problem = publicUrlProblem(publicUrl, settings.account.apiUrl)
  if (problem !== null) throw new SetupError(problem)
  const numbers = await account.numbers()
  const number = chooseNumber(numbers, { number: asked.number, callerId: settings.callerId, publicUrl })
  const [app] = await Promise.all([
    planApp(account, settings.twimlAppSid, publicUrl),
    checkKey(account, apiKey),
  ])
  return {
    numbers,
    number: {
      kind: 'number',
      sid: number.sid,
      name: number.phoneNumber,
      current: number.fields,
      wanted: numberFields(publicUrl, asked.fallbackUrl),
    },
    app,
    apiKey,
    values: valuesFor(settings, number.phoneNumber, app),
  }
}

/** Names whose value in the file is another, or is not there. Those of what is yet to be created count. */
export function namesToWrite({ values, app, apiKey }: SetupPlan, file: Values): string[] {
  const created = [
    ...(app.kind === 'newApp' ? ['TWILIO_TWIML_APP_SID'] : []),
    ...(apiKey === null ? ['TWILIO_API_KEY_SID', 'TWILIO_API_KEY_SECRET'] : []),
  ]
  return [...Object.keys(values).filter((name) => file[name] !== values[name]), ...created]
}

export const isDone = (plan: SetupPlan, file: Values) =>
  plan.app.kind !== 'newApp' &&
  [plan.number, plan.app].every((subject) => changesOf(subject).length === 0) &&
  namesToWrite(plan, file).length === 0

async function planApp(
  account: TwilioAccount,
  sid: string | null,
  publicUrl: string,
): Promise<SetupSubject | NewApp> {
  const wanted = appFields(publicUrl)
  const app = sid === null ? await ourApp(account, publicUrl) : await account.app(sid)
  if (app) return { kind: 'app', sid: app.sid, name: app.name, current: app.fields, wanted }
  if (sid === null) return { kind: 'newApp', wanted }
  throw new SetupError(
    `The account has no TwiML App ${sid}. Take TWILIO_TWIML_APP_SID out of the settings, and one is created.`,
  )
}

/** A name may be given twice: one that points here already goes first. */
async function ourApp(account: TwilioAccount, publicUrl: string) {
  const apps = await account.appsNamed(OUR_NAME)
  return apps.find(({ fields }) => fields.voiceUrl?.startsWith(`${publicUrl}/`)) ?? apps[0] ?? null
}

async function checkKey(account: TwilioAccount, apiKey: SetupPlan['apiKey']): Promise<void> {
  if (apiKey === null || (await account.keyIsGood(apiKey.sid, apiKey.secret))) return
  throw new SetupError(
    `Twilio refuses the API key ${apiKey.sid}: it is gone, restricted, or its secret is another one. Take TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET out of the settings, and a key is created.`,
  )
}

function valuesFor(
  { account, publicUrl, apiKey, callerId }: SetupSettings & { publicUrl: string },
  number: string,
  app: SetupPlan['app'],
): Record<string, string> {
  return {
    PUBLIC_URL: publicUrl,
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    ...(account.apiUrl !== TWILIO_API && { TWILIO_API_URL: account.apiUrl }),
    ...(apiKey && { TWILIO_API_KEY_SID: apiKey.sid, TWILIO_API_KEY_SECRET: apiKey.secret }),
    ...(app.kind === 'app' && { TWILIO_TWIML_APP_SID: app.sid }),
    TWILIO_CALLER_ID: callerId ?? number,
  }
}
