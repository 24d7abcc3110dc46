import { Refusal } from '../http/problem.ts'
import type { Clock } from '../runtime.ts'
import { CarrierRejected, CarrierUnavailable } from '../twilio/carrier-errors.ts'

/** Twilio reports a recording a little before it can be fetched. */
const READY_WITHIN_MS = 60_000

/** Not kept by any cache, and the URL at Twilio and the credentials stay here. */
export const SOUND_HEADERS = { 'Content-Type': 'audio/wav', 'Cache-Control': 'private, no-store' }

/**
 * Asks Twilio for a sound. @param madeAt when it was complete, ms since the epoch
 * @throws {Refusal} `unavailable` or `not_found`
 */
export async function soundAtTwilio<Sound>(
  ask: () => Promise<Sound>,
  madeAt: number,
  clock: Clock,
): Promise<Sound> {
  try {
    return await ask()
  } catch (error) {
    const early = clock.now() - madeAt < READY_WITHIN_MS
    if (error instanceof CarrierUnavailable || (error instanceof CarrierRejected && early))
      throw new Refusal(
        'unavailable',
        'Twilio cannot send the recording now: try again',
        { retryAfterS: 2 },
        { cause: error },
      )
    if (error instanceof CarrierRejected)
      throw new Refusal('not_found', 'Twilio does not have this recording any more', {}, { cause: error })
    throw error
  }
}
