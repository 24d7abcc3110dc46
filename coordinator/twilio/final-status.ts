import { FinalStatus } from '../../machines/call/events.ts'

const TwilioFinalStatus = FinalStatus.exclude(['gone'])

/** The final status of a call or leg, `gone` when Twilio does not know it (null), null while it is live. */
export function finalStatusOf(call: { status: string } | null): FinalStatus | null {
  return call === null ? 'gone' : (TwilioFinalStatus.safeParse(call.status).data ?? null)
}
