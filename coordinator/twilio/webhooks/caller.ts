import { z } from 'zod'
import { CallSid, OutsideNumber } from '../../../machines/ids.ts'

/** Parameters of a request about a caller's leg. */
export const CallerForm = z.object({
  CallSid,
  From: z.string(),
  To: z.string(),
  CallStatus: z.string().default(''),
  CallerName: z.string().optional(),
  Direction: z.string().optional(),
})

/**
 * What Twilio puts into From when the number is withheld: RESTRICTED, BLOCKED, UNKNOWN, ANONYMOUS and
 * UNAVAILABLE, spelled on a telephone's keys.
 */
const WITHHELD: ReadonlySet<string> = new Set([
  '+7378742833',
  '+2562533',
  '+8656696',
  '+266696687',
  '+86282452253',
])
const LONGEST_NAME = 100

/** The leg of an agent's browser. */
export const isClient = (from: string) => from.startsWith('client:')

export function callerOf(form: Omit<z.output<typeof CallerForm>, 'CallStatus'>) {
  const name = form.CallerName?.trim().slice(0, LONGEST_NAME)
  return {
    callSid: form.CallSid,
    callerNumber: WITHHELD.has(form.From) ? null : numberOrNull(form.From),
    callerName: name || null,
    calledNumber: numberOrNull(form.To),
  }
}

/** The same for a call that may be unknown. If we began it, its number outside was called. */
export const partiesOf = (form: Parameters<typeof callerOf>[0]) => ({
  ...callerOf(form),
  direction: form.Direction?.startsWith('outbound') ? ('outbound' as const) : ('inbound' as const),
})

function numberOrNull(text: string): string | null {
  const number = OutsideNumber.safeParse(text)
  return number.success ? number.data : null
}
