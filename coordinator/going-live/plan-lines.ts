import type { TwilioField } from './account.ts'
import type { EnvFile } from './env-file.ts'
import { namesToWrite, OUR_NAME, type SetupPlan } from './plan.ts'
import { changesOf, type FieldChange, type SetupSubject } from './voice-settings.ts'

const LABELS: Record<TwilioField, string> = {
  voiceUrl: 'voice URL',
  voiceMethod: 'voice method',
  voiceFallbackUrl: 'fallback URL',
  voiceFallbackMethod: 'fallback method',
  statusCallback: 'status callback',
  statusCallbackMethod: 'status method',
  voiceApplicationSid: 'TwiML App of its own',
  trunkSid: 'SIP trunk of its own',
}
const LONGEST = Math.max(...Object.values(LABELS).map(({ length }) => length))

/** What is there and what would be done, line by line. Names of secrets, never their values. */
export function planLines({ numbers, number, app, apiKey, ...rest }: SetupPlan, file: EnvFile): string[] {
  const plan = { numbers, number, app, apiKey, ...rest }
  const written = namesToWrite(plan, file.read())
  return [
    'Numbers of the account:',
    ...numbers.map(({ phoneNumber, takesCalls, fields }) => {
      const at = fields.voiceUrl || 'nowhere'
      return `  ${phoneNumber}  ${takesCalls ? `points at ${at}` : 'takes no calls'}`
    }),
    '',
    ...subjectLines(`Number ${number.name}`, number),
    ...(app.kind === 'newApp'
      ? [
          `TwiML App ${OUR_NAME}: is created`,
          ...changesOf({ current: {}, wanted: app.wanted }).map(changeLine),
        ]
      : subjectLines(`TwiML App ${app.name} (${app.sid})`, app)),
    apiKey === null ? `API key ${OUR_NAME}: is created` : `API key ${apiKey.sid}: stays as it is`,
    `${file.path}: ${written.length === 0 ? 'stays as it is' : `sets ${written.join(', ')}`}`,
  ]
}

export function subjectLines(title: string, subject: Pick<SetupSubject, 'current' | 'wanted'>): string[] {
  const changes = changesOf(subject)
  return changes.length === 0 ? [`${title}: stays as it is`] : [`${title}:`, ...changes.map(changeLine)]
}

export const fieldLabel = (field: TwilioField) => LABELS[field]

const changeLine = ({ field, from, to }: FieldChange) =>
  `  ${LABELS[field].padEnd(LONGEST)}  ${from || '(none)'} -> ${to || '(none)'}`
