import { expect, test } from 'vitest'
import { afterSilence, waveformOf } from '../../../web/recordings/waveform.ts'

const RATE = 8_000
/** Stretches of `[seconds, loudness]`. */
const sound = (...stretches: [seconds: number, loudness: number][]) =>
  Float32Array.from(
    stretches.flatMap(([seconds, loudness]) =>
      Array.from({ length: seconds * RATE }, (_, at) => Math.sin(at) * loudness),
    ),
  )

test('each side is drawn as loud as it was, beside the loudest', async () => {
  const caller = sound([12, 0.4], [12, 0])
  const office = sound([12, 0], [12, 0.2])
  const { bars, spoke, silentS } = await waveformOf([caller, office], RATE)
  expect(bars).toHaveLength(240)
  expect(bars[10]?.caller).toBeCloseTo(1, 1)
  expect(bars[10]?.office).toBe(0)
  expect(bars[200]?.caller).toBe(0)
  expect(bars[200]?.office).toBeCloseTo(0.5, 1)
  expect(spoke?.caller).toBeCloseTo(12)
  expect(spoke?.office).toBeCloseTo(12)
  expect(silentS).toBe(0)
})

test('only silence of both sides is skipped, and only where it is long; words before and after stay whole', async () => {
  const caller = sound([1, 0.3], [1, 0], [1, 0.3], [4, 0], [1, 0.3])
  const office = sound([2, 0], [1, 0], [1, 0.3], [4, 0])
  const { silences, silentS } = await waveformOf([caller, office], RATE)
  expect(silences).toEqual([{ from: 4, to: 7 }])
  expect(silentS).toBeCloseTo(4)
  expect(afterSilence(silences, 1.5)).toBeNull()
  expect(afterSilence(silences, 4.1)).toBeNull()
  expect(afterSilence(silences, 4.5)).toBeCloseTo(6.7)
  expect(afterSilence(silences, 6.8)).toBeNull()
})

test('one channel does not tell who spoke, and a short sound has as many bars as there is to draw', async () => {
  const { bars, spoke } = await waveformOf([sound([0.5, 0.3])], RATE)
  expect(bars).toHaveLength(10)
  expect(spoke).toBeNull()
  expect((await waveformOf([new Float32Array()], RATE)).bars).toEqual([])
})
