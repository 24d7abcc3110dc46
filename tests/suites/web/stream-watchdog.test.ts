import { describe, expect, test } from 'vitest'
import { type StreamStage, StreamWatchdog } from '../../../web/feed/stream-watchdog.ts'
import { fakeTime } from './fake-time.ts'

function openPage() {
  const time = fakeTime()
  /** For each stream that was given up: how far it had come. */
  const dead: StreamStage[] = []
  const watchdog = new StreamWatchdog(time.timers, (stage) => dead.push(stage))
  return { ...time, watchdog, dead }
}

function openLive() {
  const page = openPage()
  page.watchdog.requested()
  page.watchdog.opened()
  page.watchdog.proven()
  return page
}

describe('the watchdog of a stream', () => {
  test('gives a live stream up after 25 s without an event, and no sooner', () => {
    const { watchdog, dead, pass } = openLive()
    for (let beat = 0; beat < 360; beat++) {
      pass(10_000)
      watchdog.heard()
    }
    pass(24_999)
    expect(dead).toEqual([])
    pass(1)
    expect(dead).toEqual(['live'])
    pass(100_000)
    expect(dead).toEqual(['live'])
  })

  test('gives up a stream of which the head came and nothing that proves it', () => {
    const { watchdog, dead, pass } = openPage()
    watchdog.requested()
    pass(3_000)
    watchdog.opened()
    pass(2_500)
    // What was missed is not yet the proof that all of it is there.
    watchdog.heard()
    pass(2_499)
    expect(dead).toEqual([])
    pass(1)
    expect(dead).toEqual(['opened'])
  })

  test('gives up a request of which not even the head comes', () => {
    const { watchdog, dead, pass } = openPage()
    watchdog.requested()
    pass(9_999)
    expect(dead).toEqual([])
    pass(1)
    expect(dead).toEqual(['requested'])
  })

  test('waits longer for a proof after each attempt that failed, until one succeeds', () => {
    const { watchdog, dead, pass } = openPage()
    const waits: number[] = []
    const fails = () => {
      const before = dead.length
      let waited = 0
      watchdog.requested()
      for (watchdog.opened(); dead.length === before; waited += 500) pass(500)
      waits.push(waited)
    }
    for (let attempt = 0; attempt < 5; attempt++) fails()
    watchdog.requested()
    watchdog.opened()
    watchdog.proven()
    fails()
    expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 40_000, 5_000])
  })

  test('lets a page that slept read first what has arrived', () => {
    const { watchdog, dead, pass, sleep, wake } = openLive()
    sleep(3_600_000)
    wake()
    expect(dead).toEqual([])
    pass(1_900)
    watchdog.heard()
    pass(24_999)
    expect(dead).toEqual([])
    pass(1)
    expect(dead).toEqual(['live'])
  })

  test('gives the stream up 2 s after a sleep in which nothing arrived', () => {
    const { dead, pass, sleep, wake } = openLive()
    sleep(3_600_000)
    wake()
    pass(1_999)
    expect(dead).toEqual([])
    pass(1)
    expect(dead).toEqual(['live'])
  })

  test('is not held up by timers that are always late, as those of a hidden page are', () => {
    const { dead, sleep, wake } = openLive()
    sleep(60_000)
    wake()
    sleep(60_000)
    wake()
    expect(dead).toEqual(['live'])
  })

  test('sets no timer for an event, and none when it rests', () => {
    const { watchdog, dead, pass, waiting } = openLive()
    for (let event = 0; event < 1_000; event++) watchdog.heard()
    expect(waiting()).toBe(1)
    watchdog.rest()
    expect(waiting()).toBe(0)
    pass(100_000)
    expect(dead).toEqual([])
  })
})
