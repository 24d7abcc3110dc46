import { afterAll, beforeAll, expect, test } from 'vitest'
import { soundFile } from '../../../coordinator/twilio/sounds.ts'
import { RATE } from '../../simulator/media/pcm.ts'
import { readWav } from '../../simulator/media/wav.ts'
import { type OpenDesk, openDesk } from './desk.ts'

let desk: OpenDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const level = (samples: Int16Array) =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

test('anybody may fetch a sound, and keep it', async () => {
  for (const name of ['ringback', 'hold', 'park']) {
    const response = await fetch(`${desk.url}/sounds/${name}.wav`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('audio/wav')
    expect(response.headers.get('cache-control')).toBe('public, max-age=86400')
    expect(readWav(Buffer.from(await response.arrayBuffer())).length).toBeGreaterThan(5 * RATE)
    const etag = response.headers.get('etag') ?? ''
    const again = await fetch(`${desk.url}/sounds/${name}.wav`, {
      headers: { 'If-None-Match': etag, 'Cache-Control': 'max-age=0' },
    })
    expect(again.status).toBe(304)
  }
  expect((await fetch(`${desk.url}/sounds/applause.wav`)).status).toBe(404)
})

test('ringback is two seconds of sound and four of silence', () => {
  const sound = readWav(soundFile('ringback'))
  expect(sound.length).toBe(6 * RATE)
  expect(level(sound.slice(0, 2 * RATE))).toBeGreaterThan(3000)
  expect(level(sound.slice(2 * RATE))).toBe(0)
})

test('the melodies are neither silent nor loud anywhere, and loop without a click', () => {
  const [hold, park] = [soundFile('hold'), soundFile('park')]
  for (const sound of [hold, park].map(readWav)) {
    expect(sound.length).toBeGreaterThan(15 * RATE)
    for (let at = 0; at + RATE <= sound.length; at += RATE) {
      expect(level(sound.slice(at, at + RATE))).toBeGreaterThan(500)
      expect(level(sound.slice(at, at + RATE))).toBeLessThan(6000)
    }
    expect(Math.abs((sound.at(-1) ?? 0) - (sound[0] ?? 0))).toBeLessThan(300)
  }
  expect(hold.equals(park)).toBe(false)
})
