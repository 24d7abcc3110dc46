import { z } from 'zod'
import type { Clock } from '../../runtime.ts'
import type { TwilioSettings } from '../../settings.ts'
import { voiceTokens } from '../../twilio/voice-token.ts'
import { TwilioProblem, twilioAccount } from '../account.ts'
import { fieldLabel } from '../plan-lines.ts'
import { appFields, changesOf, numberFields, type SetupSubject } from '../voice-settings.ts'
import { type DoctorCheck, type DoctorVerdict, ok, probe, wrong } from './check.ts'

/** What the doctor looks at. */
export interface Deployment {
  twilio: TwilioSettings
  publicUrl: string
  clock: Clock
  /** As the coordinator has it. */
  trustedProxies: number
}

const SET_UP = 'npm run twilio:setup -- --yes'
const TRIAL = ' It is a trial account: callers hear a notice, and only verified numbers can be called.'

export function credentials({ twilio }: Deployment): DoctorCheck {
  return {
    name: 'Credentials',
    async run() {
      const { name, status, type } = await twilioAccount(twilio).describe()
      if (status !== 'active')
        return wrong(`the account is ${status}`, 'put it right in the Twilio console (billing, or its owner)')
      const other = twilio.authTokenSecondary
      if (other !== null && !(await isAccepted(twilio, other)))
        return wrong(
          'Twilio refuses TWILIO_AUTH_TOKEN_SECONDARY',
          'take it out of the settings, or put the other token in',
        )
      return ok(`the account ${name} is active.${type === 'Trial' ? TRIAL : ''}`)
    },
  }
}

async function isAccepted(twilio: TwilioSettings, authToken: string): Promise<boolean> {
  return twilioAccount({ ...twilio, authToken, authTokenSecondary: null })
    .describe()
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof TwilioProblem && error.code !== null) return false
        throw error
      },
    )
}

const LARGEST_SKEW_S = 30

/** Voice tokens say from when until when they are good, by our clock. */
export function clockSkew({ twilio, clock }: Deployment): DoctorCheck {
  return {
    name: 'Clock',
    async run() {
      const askedAt = clock.now()
      const { headers } = await probe(`${twilio.apiUrl}/2010-04-01`)
      const theirs = Date.parse(String(headers.date))
      if (Number.isNaN(theirs)) return wrong('Twilio’s answer has no date', 'look at what stands in between')
      const skewS = Math.round((theirs - (askedAt + clock.now()) / 2) / 1000)
      const said = `${Math.abs(skewS)} s ${skewS > 0 ? 'behind' : 'ahead of'} Twilio’s`
      if (Math.abs(skewS) > LARGEST_SKEW_S)
        return wrong(`this machine’s clock is ${said}: voice tokens are refused`, 'let NTP set it')
      return ok(Math.abs(skewS) <= 1 ? 'as Twilio’s' : said)
    },
  }
}

export function numbers({ twilio, publicUrl }: Deployment): DoctorCheck {
  return {
    name: 'Number',
    async run() {
      const all = await twilioAccount(twilio).numbers()
      const ours = all.filter(
        ({ fields, phoneNumber }) =>
          fields.voiceUrl?.startsWith(`${publicUrl}/`) || phoneNumber === twilio.callerId,
      )
      if (ours.length === 0) return wrong(`no number of the account points at ${publicUrl}`, SET_UP)
      const wanted = numberFields(publicUrl, null)
      const faults = ours.flatMap(({ phoneNumber, fields }) =>
        faultsOf(phoneNumber, { current: fields, wanted }),
      )
      return faults.length === 0
        ? ok(`${ours.map(({ phoneNumber }) => phoneNumber).join(', ')} as planned`)
        : wrong(faults.join('; '), SET_UP)
    },
  }
}

export function twimlApp({ twilio, publicUrl }: Deployment): DoctorCheck {
  return {
    name: 'TwiML App',
    async run() {
      const app = await twilioAccount(twilio).app(twilio.twimlAppSid)
      if (app === null)
        return wrong(
          `the account has no TwiML App ${twilio.twimlAppSid}: no agent can talk`,
          `take TWILIO_TWIML_APP_SID out of the settings, then ${SET_UP}`,
        )
      const faults = faultsOf(app.name, { current: app.fields, wanted: appFields(publicUrl) })
      return faults.length === 0 ? ok(`${app.name} as planned`) : wrong(faults.join('; '), SET_UP)
    },
  }
}

function faultsOf(name: string, subject: Pick<SetupSubject, 'current' | 'wanted'>): string[] {
  return changesOf(subject).map(
    ({ field, from, to }) => `${name}: ${fieldLabel(field)} is ${from || 'not set'}, not ${to || 'empty'}`,
  )
}

const Claims = z.object({
  sub: z.string(),
  exp: z.number(),
  grants: z.object({ voice: z.object({ outgoing: z.object({ application_sid: z.string() }) }) }),
})

/** Long enough to compare with the clock. */
const LIFETIME_MS = 600_000

/** A token as a console would get it; and whether Twilio knows the key that signs it. */
export function voiceToken(deployment: Deployment): DoctorCheck {
  const { twilio, clock } = deployment
  return {
    name: 'Voice token',
    async run(): Promise<DoctorVerdict> {
      const { token } = voiceTokens(
        twilio,
        clock,
      )({ agentId: 'doctor', expiresAt: clock.now() + LIFETIME_MS })
      const claims = Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
      const appSid = claims.grants.voice.outgoing.application_sid
      if (claims.sub !== twilio.accountSid || claims.exp * 1000 <= clock.now())
        return wrong('a token would not be good', 'set this machine’s clock')
      if (!(await twilioAccount(twilio).keyIsGood(twilio.apiKeySid, twilio.apiKeySecret)))
        return wrong(
          `Twilio refuses the API key ${twilio.apiKeySid}, which signs them`,
          `take TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET out of the settings, then ${SET_UP}`,
        )
      return ok(`signed by ${twilio.apiKeySid}, for ${appSid}`)
    },
  }
}
