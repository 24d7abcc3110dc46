import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MediaClock } from '../../simulator/media/clock.ts'
import { type AudioPort, LegAudio } from '../../simulator/media/leg-audio.ts'
import { Mix } from '../../simulator/media/mix.ts'
import { FRAME, level, SILENCE } from '../../simulator/media/pcm.ts'
import { PhonePort } from '../../simulator/media/phone-port.ts'
import { CLASSICAL, samples, silence } from '../../simulator/media/sources.ts'

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setInterval', 'clearInterval', 'setImmediate', 'clearImmediate', 'performance'],
  })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Somebody who always says the same, and remembers what was heard. */
class Person implements AudioPort {
  readonly line = new LegAudio()
  readonly heard: Int16Array[] = []
  readonly steps: number[] = []
  says: Int16Array | null

  constructor(loudness: number | null) {
    this.says = loudness === null ? null : new Int16Array(FRAME).fill(loudness)
    this.line.port = this
  }

  read() {
    return this.says
  }

  write(frame: Int16Array, step: number) {
    this.heard.push(frame)
    this.steps.push(step)
  }

  get hears() {
    return this.heard.at(-1)?.[0]
  }
}

function room(...people: Person[]) {
  const clock = new MediaClock()
  const mix = new Mix()
  clock.mixes.add(mix)
  for (const { line } of people) {
    clock.add(line)
    line.hear(mix.add(line))
  }
  return { clock, mix }
}

test('everybody hears the sum of all the others', () => {
  const [ann, bob, cleo, dan] = [new Person(100), new Person(20), new Person(3), new Person(null)]
  const { clock } = room(ann, bob, cleo, dan)
  vi.advanceTimersByTime(40)
  expect([ann, bob, cleo, dan].map(({ hears }) => hears)).toEqual([23, 103, 120, 123])
  clock.close()
})

test('loud voices together are cut off at full scale', () => {
  const [ann, bob, cleo] = [new Person(30_000), new Person(30_000), new Person(1)]
  const { clock } = room(ann, bob, cleo)
  vi.advanceTimersByTime(40)
  expect(cleo.hears).toBe(32_767)
  clock.close()
})

test('who is muted hears the others and is not heard', () => {
  const [ann, bob] = [new Person(100), new Person(20)]
  const { clock, mix } = room(ann, bob)
  mix.mute(bob.line, true)
  vi.advanceTimersByTime(40)
  expect([ann, bob].map(({ hears }) => hears)).toEqual([0, 100])
  clock.close()
})

test('nothing is mixed where nobody speaks, nor for one who is alone', () => {
  const [ann, bob, alone] = [new Person(null), new Person(null), new Person(100)]
  const { clock } = room(ann, bob)
  const other = room(alone)
  vi.advanceTimersByTime(100)
  for (const { heard } of [ann, bob, alone]) {
    expect(heard.length).toBeGreaterThan(3)
    // The one frame of silence that all share: no sum was made.
    expect(heard.every((frame) => frame === SILENCE)).toBe(true)
  }
  clock.close()
  other.clock.close()
})

test('a minute is 3,000 frames, however late each turn comes', () => {
  const ann = new Person(100)
  const { clock } = room(ann)
  const now = vi.spyOn(performance, 'now')
  let at = performance.now()
  const end = at + 60_000
  for (let turn = 0; at < end; turn += 1) {
    // Between nothing and 300 ms late.
    at = Math.min(end, at + 20 + ((turn * 7919) % 301))
    now.mockReturnValue(at)
    vi.advanceTimersToNextTimer()
    vi.runOnlyPendingTimers()
  }
  expect(Math.abs(ann.heard.length - 3_000)).toBeLessThanOrEqual(1)
  clock.close()
})

test('what is older than half a second is left out, and its place in time with it', () => {
  const ann = new Person(100)
  const { clock } = room(ann)
  vi.advanceTimersByTime(100)
  const before = ann.steps.at(-1) ?? 0
  ann.steps.length = 0
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 10_000)
  vi.advanceTimersByTime(20)
  expect(ann.steps).toHaveLength(25)
  expect(ann.steps.at(-1)).toBeGreaterThanOrEqual(before + 500)
  clock.close()
})

test('a line whose sound has run out is silent', () => {
  const ann = new Person(null)
  const { clock } = room(ann)
  const loud = new Int16Array(FRAME).fill(9_000)
  const frames = [loud, loud]
  ann.line.hear({ kind: 'playback', label: 'tune', next: () => frames.shift() ?? null })
  vi.advanceTimersByTime(200)
  expect(ann.heard.map(level).filter((it) => it > 0)).toHaveLength(2)
  expect(ann.line.heard.kind).toBe(silence.kind)
  clock.close()
})

test('twenty callers who wait with music cost a few thousandths of a processor', () => {
  const clock = new MediaClock()
  for (let n = 0; n < 20; n += 1) {
    const line = new LegAudio()
    line.port = new PhonePort()
    line.hear(samples('playback', 'music', CLASSICAL, 0))
    clock.add(line)
  }
  const minute = 60_000
  vi.advanceTimersByTime(minute)
  const before = process.cpuUsage()
  vi.advanceTimersByTime(minute)
  const { user, system } = process.cpuUsage(before)
  const share = (user + system) / 1_000 / minute
  process.stdout.write(`  Twenty callers who wait cost ${(share * 100).toFixed(2)} % of a processor\n`)
  expect(clock.lines.size).toBe(20)
  // Six times what it was on a busy machine.
  expect(share).toBeLessThan(0.05)
  clock.close()
})
