import type { Readable } from 'node:stream'
import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'
import { askTwilio, openAtTwilio, type TwilioCredentials } from './rest-client.ts'

/**
 * What was recorded, as WAV. Twilio asks for the account's credentials where "Enforce HTTP auth on media URLs" is
 * on; we always send them. Twilio may have the sound a moment later than it says that there is one.
 * Source: Twilio's "Recordings resource", fetch a recording's media.
 * @returns a function that throws CarrierRejected (no such recording) or CarrierUnavailable (try again)
 */
export function recordingsOf(credentials: TwilioCredentials): (recordingSid: string) => Promise<Buffer> {
  return async (recordingSid) => {
    const path = pathOf(credentials, recordingSid)
    const { status, body } = await askTwilio(credentials, { path, followRedirects: true })
    if (status === 404) throw new CarrierRejected(TWILIO_CODES.notFound, 'Twilio has no such recording')
    if (status !== 200) throw new CarrierUnavailable(`Twilio answered ${status}`)
    return body
  }
}

/** Sound as it comes. The function that takes it reads it to its end, or destroys it. */
export interface SoundStream {
  body: Readable
  /** Null: Twilio does not say. */
  bytes: number | null
}

/** The same for what may last for hours: it is never in memory as a whole. */
export function soundsOf(credentials: TwilioCredentials): (recordingSid: string) => Promise<SoundStream> {
  return async (recordingSid) => {
    const { status, headers, body } = await openAtTwilio(credentials, pathOf(credentials, recordingSid))
    if (status === 200) {
      const length = Number(headers['content-length'])
      return { body, bytes: Number.isSafeInteger(length) ? length : null }
    }
    if (status === 404) throw new CarrierRejected(TWILIO_CODES.notFound, 'Twilio has no such recording')
    throw new CarrierUnavailable(`Twilio answered ${status}`)
  }
}

const pathOf = ({ accountSid }: TwilioCredentials, recordingSid: string) =>
  `/2010-04-01/Accounts/${accountSid}/Recordings/${encodeURIComponent(recordingSid)}.wav`
