import { FinalStatus } from '../../../machines/call/events.ts'

/** A leg in one of these is over; in any other it is not, or not yet. `gone` is not a word of Twilio's. */
const Final = FinalStatus.exclude(['gone'])

/** The status as an end, or null when it is none. */
export function finalStatusIn(status: string): FinalStatus | null {
  const parsed = Final.safeParse(status)
  return parsed.success ? parsed.data : null
}
