import { twilioUrls } from '../twilio/urls.ts'
import type { TwilioAccount, TwilioField, TwilioFields } from './account.ts'

/** A number or an App: its present fields and the wanted ones. */
export interface SetupSubject {
  kind: 'number' | 'app'
  sid: string
  /** For people. */
  name: string
  current: TwilioFields
  wanted: TwilioFields
}

export interface FieldChange {
  field: TwilioField
  from: string
  to: string
}

/**
 * What sends the callers of a number to `publicUrl`. A SIP trunk or an App of the number's own would go
 * before its URLs.
 * @param fallbackUrl asked, by GET, when we do not answer; null leaves what is set
 */
export function numberFields(publicUrl: string, fallbackUrl: string | null): TwilioFields {
  return {
    ...voiceFields(publicUrl, twilioUrls(publicUrl).voice()),
    voiceApplicationSid: '',
    trunkSid: '',
    // Static hosting seldom takes a POST.
    ...(fallbackUrl !== null && { voiceFallbackUrl: fallbackUrl, voiceFallbackMethod: 'GET' }),
  }
}

/** What sends agents' browsers to `publicUrl`. */
export const appFields = (publicUrl: string): TwilioFields =>
  voiceFields(publicUrl, twilioUrls(publicUrl).leg())

export function changesOf({ current, wanted }: Pick<SetupSubject, 'current' | 'wanted'>): FieldChange[] {
  return Object.entries(wanted).flatMap(([name, to]) => {
    const field = name as TwilioField
    const from = current[field] ?? ''
    return from === to ? [] : [{ field, from, to }]
  })
}

/** Writes only the fields that differ. */
export async function applyChanges(account: TwilioAccount, subject: SetupSubject): Promise<void> {
  const changes = changesOf(subject)
  if (changes.length === 0) return
  const fields: TwilioFields = Object.fromEntries(changes.map(({ field, to }) => [field, to]))
  if (subject.kind === 'number') await account.setNumber(subject.sid, fields)
  else await account.setApp(subject.sid, fields)
}

const voiceFields = (publicUrl: string, voiceUrl: string): TwilioFields => ({
  voiceUrl,
  voiceMethod: 'POST',
  statusCallback: twilioUrls(publicUrl).status(),
  statusCallbackMethod: 'POST',
})
