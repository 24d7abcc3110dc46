import { createHash } from 'node:crypto'
import Router from '@koa/router'
import { playTune, RATE, samplesIn, type Tune } from './melody.ts'
import { SOUNDS, type Sound } from './urls.ts'
import { wav } from './wav.ts'

/** Peak of full scale: telephone music any louder is clipped on the way. */
const LOUDNESS = 0.35

// Both tunes were written for this project and are made of sines here: nobody else's music, no recording, and under
// the project's own licence.

const HOLD: Tune = {
  stepMs: 300,
  // biome-ignore format: one line is one bar
  steps: [
    72, 67, 76, 67, 79, 76, 72, '-',
    69, 72, 76, 72, 81, 76, 72, '-',
    65, 69, 72, 77, 76, 72, 69, '-',
    67, 71, 74, 79, 77, 74, 71, '-',
    72, 76, 79, 76, 84, 79, 76, '-',
    69, 72, 76, 81, 79, 76, 72, '-',
    65, 69, 74, 77, 81, 77, 74, '-',
    67, 71, 74, 71, 72, '-', '-', '-',
  ],
  chords: [
    [60, 64],
    [57, 64],
    [53, 60],
    [55, 62],
    [60, 64],
    [57, 64],
    [53, 62],
    [55, 60],
  ],
}

const PARK: Tune = {
  stepMs: 450,
  // biome-ignore format: one line is one bar
  steps: [
    74, '-', 69, 66, 71, '-',
    73, '-', 69, 64, 69, '-',
    71, '-', 66, 62, 67, '-',
    69, 67, 66, 64, '-', '-',
    66, '-', 69, 74, 78, '-',
    76, '-', 73, 69, 73, '-',
    74, '-', 71, 67, 71, '-',
    73, 71, 69, 74, '-', '-',
  ],
  chords: [
    [62, 66],
    [57, 61],
    [55, 62],
    [57, 64],
    [62, 66],
    [57, 64],
    [55, 59],
    [57, 62],
  ],
}

/** North American ringback: 440 and 480 Hz, 2 s on, 4 s off. Source: ITU-T E.180, Supplement 2. */
function ringback(): Float64Array {
  const sound = new Float64Array(samplesIn(6000))
  const ringing = samplesIn(2000)
  for (let n = 0; n < ringing; n++)
    sound[n] = Math.sin((2 * Math.PI * 440 * n) / RATE) + Math.sin((2 * Math.PI * 480 * n) / RATE)
  return sound
}

const compose: Record<Sound, () => Float64Array> = {
  ringback,
  hold: () => playTune(HOLD),
  park: () => playTune(PARK),
}

/** The looping sounds as WAV files, made once when the process starts. */
export function makeSounds(): Record<Sound, Buffer> {
  const make = (sound: Sound) => wav(compose[sound](), LOUDNESS)
  return { ringback: make('ringback'), hold: make('hold'), park: make('park') }
}

/** `GET /sounds/<name>.wav`, for Twilio, which comes without a cookie and keeps what it may. */
export function soundRoutes(sounds: Record<Sound, Buffer> = makeSounds()): Router {
  const router = new Router()
  for (const name of SOUNDS) {
    const file = sounds[name]
    const etag = `"${createHash('sha1').update(file).digest('base64url')}"`
    router.get(`/sounds/${name}.wav`, (ctx) => {
      ctx.set({ 'Cache-Control': 'public, max-age=86400', ETag: etag })
      ctx.status = 200
      ctx.type = 'audio/wav'
      if (ctx.fresh) ctx.status = 304
      else ctx.body = file
    })
  }
  return router
}
