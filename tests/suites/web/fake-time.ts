import type { StreamTimers } from '../../../web/feed/silence-alarm.ts'

/** Timers whose time the test decides. */
export function fakeTime() {
  let now = 0
  let waiting: { due: number; what: () => void }[] = []
  const timers: StreamTimers = {
    elapsed: () => now,
    after: (ms, what) => {
      const timer = { due: now + ms, what }
      waiting.push(timer)
      return () => {
        waiting = waiting.filter((it) => it !== timer)
      }
    },
  }
  const fireDue = () => {
    for (;;) {
      const [next] = waiting.filter(({ due }) => due <= now).sort((one, other) => one.due - other.due)
      if (!next) return
      waiting = waiting.filter((it) => it !== next)
      next.what()
    }
  }
  return {
    timers,
    now: () => now,
    pass(ms: number) {
      for (const until = now + ms; now < until; ) {
        now = Math.min(until, ...waiting.map(({ due }) => Math.max(due, now)))
        fireDue()
      }
    },
    /** No timer fires, and nothing is read. */
    sleep(ms: number) {
      now += ms
    },
    wake: fireDue,
    waiting: () => waiting.length,
  }
}
