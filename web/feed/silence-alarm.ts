/** A timer that fires so late says that the page slept. */
const LATE_MS = 1_000
/** How long a page that slept may take to read what arrived in its sleep. */
const CATCHES_UP_WITHIN_MS = 2_000

/** Handed in, so that a test decides the time. */
export interface StreamTimers {
  /** Milliseconds since some fixed moment. Never goes back. */
  elapsed: () => number
  /** @returns what cancels it */
  after: (ms: number, what: () => void) => () => void
}

export const browserTimers: StreamTimers = {
  elapsed: () => performance.now(),
  after: (ms, what) => {
    const timer = setTimeout(what, ms)
    return () => clearTimeout(timer)
  },
}

/** Notices that nothing has come for too long. */
export class SilenceAlarm {
  /** When something last came. */
  #since = 0
  /** Null: nothing is expected. */
  #limitMs: number | null = null
  #catchesUp = false
  #cancel = () => {}

  constructor(
    private readonly timers: StreamTimers,
    /** Called once for each `expect`. */
    private readonly onSilent: () => void,
  ) {}

  /** From now on, something must come every `limitMs`. */
  expect(limitMs: number) {
    this.#since = this.timers.elapsed()
    this.#limitMs = limitMs
    this.#catchesUp = false
    this.#wait(limitMs)
  }

  heard() {
    this.#since = this.timers.elapsed()
    this.#catchesUp = false
  }

  /** Looks now, where the timers of a hidden page would look late. */
  look() {
    this.#check(this.timers.elapsed())
  }

  /** Nothing is expected any more. */
  rest() {
    this.#limitMs = null
    this.#cancel()
  }

  #wait(ms: number) {
    this.#cancel()
    const due = this.timers.elapsed() + ms
    this.#cancel = this.timers.after(ms, () => this.#check(due))
  }

  /** What comes sets no timer of its own: the one that runs looks how long ago the last event was. */
  #check(due: number) {
    if (this.#limitMs === null) return
    const now = this.timers.elapsed()
    const leftMs = this.#since + this.#limitMs - now
    if (leftMs > 0) return this.#wait(leftMs)
    if (now - due > LATE_MS && !this.#catchesUp) {
      this.#catchesUp = true
      return this.#wait(CATCHES_UP_WITHIN_MS)
    }
    this.rest()
    this.onSilent()
  }
}
