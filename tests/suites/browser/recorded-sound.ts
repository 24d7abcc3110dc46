import { RATE } from '../../simulator/media/pcm.ts'
import type { RunningSandbox } from './sandbox.ts'

/** The file has a header of 44 bytes, then samples of two channels by turns. */
const HEADER_BYTES = 44
const WINDOW_S = 0.25

/** Requests of the sandbox's administrator. */
export async function asAdmin(office: RunningSandbox) {
  const { agentId: username, password } = office.person('ops')
  const json = { 'Content-Type': 'application/json', Origin: new URL(office.url).origin }
  const body = JSON.stringify({ username, password })
  const signedIn = await fetch(`${office.url}/api/session`, { method: 'POST', headers: json, body })
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const ask = (method: string, path: string, content?: object, headers = {}) =>
    fetch(office.url + path, {
      method,
      headers: { ...json, cookie, ...headers },
      ...(content ? { body: JSON.stringify(content) } : {}),
    })
  return {
    async officeRecords(recording: object): Promise<void> {
      const read = await ask('GET', '/api/office')
      const { rev: _, changedBy: __, changedAt: ___, ...settings } = await read.json()
      const whole = { ...settings, recording: { ...settings.recording, ...recording } }
      const match = { 'If-Match': read.headers.get('etag') ?? '' }
      const changed = await ask('PUT', '/api/office', whole, match)
      if (changed.status !== 200) throw new Error(await changed.text())
    },
    async recordingsOf(callSid: string): Promise<{ recordingSid: string; seconds: number | null }[]> {
      return (await (await ask('GET', `/api/calls/${callSid}`)).json()).recordings
    },
    /** While somebody is signed in callers ring. */
    signOut: () => ask('DELETE', '/api/session'),
    async soundOf(callSid: string, recordingSid: string): Promise<Buffer> {
      const response = await ask('GET', `/api/calls/${callSid}/recordings/${recordingSid}/audio`)
      return Buffer.from(await response.arrayBuffer())
    },
  }
}

/** How loud a tone is in each quarter of a second of a channel, of full scale. */
export function loudness(wav: Buffer, channel: 0 | 1, hertz: number): number[] {
  const frames = Math.floor((wav.length - HEADER_BYTES) / 4)
  const size = RATE * WINDOW_S
  return Array.from({ length: Math.floor(frames / size) }, (_, window) => {
    let [real, imaginary] = [0, 0]
    for (let n = 0; n < size; n++) {
      const sample = wav.readInt16LE(HEADER_BYTES + ((window * size + n) * 2 + channel) * 2) / 32_768
      const angle = (2 * Math.PI * hertz * n) / RATE
      real += sample * Math.cos(angle)
      imaginary += sample * Math.sin(angle)
    }
    return (2 * Math.hypot(real, imaginary)) / size
  })
}
