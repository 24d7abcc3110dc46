import { CarrierRejected, CarrierUnavailable, TWILIO_CODES } from './carrier-errors.ts'

const TIMEOUT_MS = 10_000
/** A message of the longest length is about 2 MB as WAV (8,000 samples of two bytes each second). */
const LARGEST = 8 * 1024 * 1024

export interface RecordingsAccount {
  accountSid: string
  authToken: string
  authTokenSecondary: string | null
  apiUrl: string
}

/**
 * What was recorded, as WAV. Twilio asks for the account's credentials where "Enforce HTTP auth on media URLs" is
 * on; they are sent always. It may have the sound a moment later than it says that there is one.
 * Source: Twilio's "Recordings resource", fetch a recording's media.
 * @returns a function that throws CarrierRejected (no such recording) or CarrierUnavailable (try again)
 */
export function recordingsOf(account: RecordingsAccount): (recordingSid: string) => Promise<Buffer> {
  const { accountSid, authToken, authTokenSecondary, apiUrl } = account

  async function ask(recordingSid: string, token: string): Promise<Response> {
    const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${encodeURIComponent(recordingSid)}.wav`
    const authorization = `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}`
    return fetch(apiUrl + path, { headers: { authorization }, signal: AbortSignal.timeout(TIMEOUT_MS) })
  }

  return async (recordingSid) => {
    try {
      let response = await ask(recordingSid, authToken)
      if (response.status === 401 && authTokenSecondary !== null)
        response = await ask(recordingSid, authTokenSecondary)
      if (response.status === 404)
        throw new CarrierRejected(TWILIO_CODES.notFound, 'Twilio has no such recording')
      if (!response.ok) throw new CarrierUnavailable(`Twilio answered ${response.status}`)
      return await bodyOf(response)
    } catch (error) {
      if (error instanceof CarrierRejected || error instanceof CarrierUnavailable) throw error
      throw new CarrierUnavailable('The recording could not be fetched from Twilio', null, { cause: error })
    }
  }
}

async function bodyOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > LARGEST) throw new CarrierUnavailable('The recording is larger than any message')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
