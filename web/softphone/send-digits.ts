import type { Call } from '@twilio/voice-sdk'
import type { LegEvent } from '../../machines/softphone/events.ts'
import { t } from '../language/text.ts'
import { softphoneErrorText } from './softphone-error-text.ts'

type Sent = Extract<LegEvent, { type: 'DIGITS_SENT' | 'DIGITS_FAILED' }>

/**
 * Sends keys on a leg. `DIGITS_SENT` says that the browser, or else Twilio, took them. The tones go out in the sound, so
 * their arrival is not confirmed.
 */
export function sendDigits(call: Pick<Call, 'sendDigits' | 'once' | 'off'> | null, digits: string): Sent {
  if (!call) return { type: 'DIGITS_FAILED', trouble: t('softphone.noLine') }
  let failed: unknown = null
  const onError = (error: unknown) => {
    failed = error
  }
  // What the SDK cannot send it does not throw, but reports in the same turn.
  call.once('error', onError)
  try {
    call.sendDigits(digits)
  } catch (error) {
    failed = error
  } finally {
    call.off('error', onError)
  }
  return failed === null
    ? { type: 'DIGITS_SENT', digits }
    : { type: 'DIGITS_FAILED', trouble: softphoneErrorText(failed) }
}
