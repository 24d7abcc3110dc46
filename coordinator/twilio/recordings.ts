import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { askTwilio, type TwilioCredentials } from './rest-client.ts'

/**
 * What was recorded, as WAV. Twilio asks for the account's credentials where "Enforce HTTP auth on media URLs" is
 * on; we always send them. Twilio may have the sound a moment later than it says that there is one.
 * Source: Twilio's "Recordings resource", fetch a recording's media.
 * @returns a function that throws CarrierRejected (no such recording) or CarrierUnavailable (try again)
 */
export function recordingsOf(credentials: TwilioCredentials): (recordingSid: string) => Promise<Buffer> {
  const folder = `/2010-04-01/Accounts/${credentials.accountSid}/Recordings`
  return async (recordingSid) => {
    const path = `${folder}/${encodeURIComponent(recordingSid)}.wav`
    const { status, body } = await askTwilio(credentials, { path, followRedirects: true })
    if (status === 404) throw new CarrierRejected(TWILIO_CODES.notFound, 'Twilio has no such recording')
    if (status !== 200) throw new CarrierUnavailable(`Twilio answered ${status}`)
    return body
  }
}
