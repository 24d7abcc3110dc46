import type { CountryCode } from 'libphonenumber-js/max'
import { z } from 'zod'
import { CallSid } from '../../../machines/ids.ts'
import { partiesOf } from '../parties.ts'

/** What a request can do without. */
const Parameter = z.string().default('')

/** Parameters of a request about a caller's leg. Only its sid must be there: nothing else may cost a caller. */
export const CallerForm = z.object({
  CallSid,
  From: Parameter,
  To: Parameter,
  CallStatus: Parameter,
  CallerName: Parameter,
  Direction: Parameter,
  ForwardedFrom: Parameter,
  StirVerstat: Parameter,
  CallToken: Parameter,
})
type CallerForm = z.output<typeof CallerForm>

/** The leg of a browser. */
export const isClient = (from: string) => from.startsWith('client:')

/** @param country of numbers that have no country's code */
export const callerOf = (form: CallerForm, country: CountryCode | null) => ({
  callSid: form.CallSid,
  ...partiesOf(form, country),
})

/** The same for a call that may be unknown. If we began it, its number outside was called. */
export const unknownCallOf = (form: CallerForm, country: CountryCode | null) => ({
  ...callerOf(form, country),
  direction: form.Direction.startsWith('outbound') ? ('outbound' as const) : ('inbound' as const),
})
