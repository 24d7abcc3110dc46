import { z } from 'zod'
import type { TwilioSettings } from '../settings.ts'

type Account = Pick<TwilioSettings, 'accountSid' | 'authToken' | 'twimlAppSid' | 'apiUrl'>

/** What one resource of Twilio's is to be set to. */
export interface Pointing {
  /** As a person would call it: the number itself, or the App's sid. */
  what: string
  /** Below the account: `IncomingPhoneNumbers/PN….json`. */
  resource: string
  parameters: Readonly<Record<string, string>>
}

/** Asks Twilio to try again for a minute or so: a restart of ours costs no caller. */
const RETRY = '#rc=3&rp=5xx,ct,rt'

/**
 * What has to be set so that callers of `number` and agents' browsers reach `publicUrl`. Only reads.
 * @throws {Error} when Twilio refuses, or the account has no such number.
 */
export async function planPointing(account: Account, number: string, publicUrl: string): Promise<Pointing[]> {
  const query = new URLSearchParams({ PhoneNumber: number })
  const body = await ask(account, `IncomingPhoneNumbers.json?${query}`)
  const found = Numbers.parse(body).incoming_phone_numbers.find(({ phone_number }) => phone_number === number)
  if (found === undefined) throw new Error(`The Twilio account has no number ${number}`)
  const voice = (path: string) => ({
    VoiceUrl: `${publicUrl}${path}${RETRY}`,
    VoiceMethod: 'POST',
    StatusCallback: `${publicUrl}/api/twilio/status${RETRY}`,
    StatusCallbackMethod: 'POST',
  })
  return [
    {
      what: number,
      resource: `IncomingPhoneNumbers/${found.sid}.json`,
      parameters: voice('/api/twilio/voice'),
    },
    {
      what: account.twimlAppSid,
      resource: `Applications/${account.twimlAppSid}.json`,
      parameters: voice('/api/twilio/leg'),
    },
  ]
}

export async function applyPointing(account: Account, plan: readonly Pointing[]): Promise<void> {
  for (const { resource, parameters } of plan) await ask(account, resource, new URLSearchParams(parameters))
}

const Numbers = z.object({
  incoming_phone_numbers: z.array(z.object({ sid: z.string(), phone_number: z.string() })),
})

const TIMEOUT_MS = 15_000

async function ask(account: Account, resource: string, form?: URLSearchParams): Promise<unknown> {
  const credentials = Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')
  const response = await fetch(`${account.apiUrl}/2010-04-01/Accounts/${account.accountSid}/${resource}`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(form && { method: 'POST', body: form }),
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  const { message } = Refusal.parse(body ?? {})
  throw new Error(`Twilio answered ${response.status} to ${resource}${message ? `: ${message}` : ''}`)
}

const Refusal = z.object({ message: z.string().optional() })
