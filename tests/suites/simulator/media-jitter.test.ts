import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JitterBuffer } from '../../simulator/media/jitter-buffer.ts'
import { FRAME } from '../../simulator/media/pcm.ts'

const SECOND = 50

/** A packet whose samples all say which one it is. */
const packet = (n: number) => new Int16Array(FRAME).fill(n + 1)
const said = (frame: Int16Array | null) => (frame === null ? null : (frame[0] ?? 0) - 1)

function buffer(firstTimestamp = 0) {
  const jitter = new JitterBuffer()
  return {
    jitter,
    put: (...numbers: number[]) => {
      for (const n of numbers) jitter.put((firstTimestamp + n * FRAME) % 2 ** 32, packet(n))
    },
    take: (times: number) => Array.from({ length: times }, () => said(jitter.take())),
  }
}

test('packets that came in any order come out in order, each once', () => {
  const { put, take } = buffer()
  put(1, 0, 2, 2, 4, 3, 1)
  expect(take(5)).toEqual([0, 1, 2, 3, 4])
})

test('nothing is heard until a packet may be late without being missed', () => {
  const { put, take } = buffer()
  put(0)
  expect(take(1)).toEqual([null])
  put(1)
  expect(take(2)).toEqual([0, 1])
})

test('a lost packet is covered with a fading copy, and the next one is in its place', () => {
  const { jitter, put, take } = buffer()
  put(799, 801, 802)
  expect(take(1)).toEqual([799])
  expect(jitter.take()?.[0]).toBe(400)
  expect(take(2)).toEqual([801, 802])
})

test('late packets are waited for, and after a long gap there is silence', () => {
  const { put, take } = buffer()
  put(0, 1)
  take(2)
  take(3)
  expect(take(2)).toEqual([null, null])
  put(2, 3)
  expect(take(2)).toEqual([2, 3])
})

test('timestamps wrap around', () => {
  const { put, take } = buffer(2 ** 32 - FRAME)
  put(0, 1, 2)
  expect(take(3)).toEqual([0, 1, 2])
})

test('who was silent for long is heard at once', () => {
  const { put, take } = buffer()
  put(0, 1)
  take(10)
  put(1_000, 1_001)
  expect(take(2)).toEqual([1_000, 1_001])
})

test('a burst is bounded, and its delay is gone some seconds later', () => {
  const { jitter, put, take } = buffer()
  put(...Array.from({ length: 200 }, (_, n) => n))
  expect(jitter.depth).toBe(25)
  let n = 200
  for (; n < 200 + 20 * SECOND; n += 1) {
    put(n)
    take(1)
  }
  expect(jitter.depth).toBeLessThanOrEqual(3)
  put(n)
  expect(said(jitter.take())).toBeGreaterThan(n - 4)
})

test('it never holds more than half a second and never goes back, however packets come', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.nat({ max: 400 }), fc.constant('take' as const)), { maxLength: 600 }),
      (steps) => {
        const { jitter, put } = buffer()
        let last = -1
        for (const step of steps) {
          if (step !== 'take') put(step)
          else {
            const before = jitter.depth
            const frame = jitter.take()
            // A covered gap takes nothing out.
            if (frame === null || jitter.depth === before) continue
            const n = said(frame) ?? -1
            expect(n).toBeGreaterThan(last)
            last = n
          }
          expect(jitter.depth).toBeLessThanOrEqual(25)
        }
      },
    ),
  )
})
