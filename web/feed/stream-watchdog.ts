/** How long a page waits for the head of the answer. */
const HEAD_WITHIN_MS = 10_000
/** How long a page waits for the proof that follows the head: a snapshot, or the first beat of a resumed stream. */
const PROOF_WITHIN_MS = 5_000
/** The wait for a proof doubles with each attempt that fails: over a slow line a big snapshot takes a while. */
const LONGEST_PROOF_MS = 40_000
/** The server sends a beat every ten seconds. */
const SILENT_FOR_MS = 25_000
/** A timer that fires so late says that the page slept. */
const LATE_MS = 1_000
/** How long a page that slept may take to read what arrived in its sleep. */
const CATCHES_UP_WITHIN_MS = 2_000

/** Handed in, so that a test decides the time. */
export interface WatchdogTimers {
  /** Milliseconds since some fixed moment. Never goes back. */
  elapsed: () => number
  /** @returns what cancels it */
  after: (ms: number, what: () => void) => () => void
}

export const browserTimers: WatchdogTimers = {
  elapsed: () => performance.now(),
  after: (ms, what) => {
    const timer = setTimeout(what, ms)
    return () => clearTimeout(timer)
  },
}

/** Notices that a stream is dead although its connection stands: what must come does not come. */
export class StreamWatchdog {
  /** When something last came. */
  #since = 0
  #limitMs = 0
  /** Attempts in a row that proved nothing. */
  #unproven = 0
  #proven = false
  #catchesUp = false
  #cancel = () => {}

  constructor(
    private readonly timers: WatchdogTimers,
    /** Called once for each stream that turns out to be dead. `wasLive`: it had proven itself. */
    private readonly onDead: (wasLive: boolean) => void,
  ) {}

  /** The stream is requested, by the page or again by the browser itself. */
  requested() {
    this.#proven = false
    this.#expect(HEAD_WITHIN_MS)
  }

  /** The head of the answer is there. A proxy may have sent it and hold back all that follows. */
  opened() {
    this.#expect(Math.min(PROOF_WITHIN_MS * 2 ** this.#unproven, LONGEST_PROOF_MS))
  }

  /** The stream has shown that it carries what the server sends. */
  proven() {
    this.#unproven = 0
    this.#proven = true
    this.#expect(SILENT_FOR_MS)
  }

  /** An event has come. Before the proof it counts for nothing. */
  heard() {
    if (!this.#proven) return
    this.#since = this.timers.elapsed()
    this.#catchesUp = false
  }

  /** Nothing is expected any more. */
  rest() {
    this.#cancel()
  }

  #expect(limitMs: number) {
    this.#since = this.timers.elapsed()
    this.#limitMs = limitMs
    this.#catchesUp = false
    this.#wait(limitMs)
  }

  #wait(ms: number) {
    this.#cancel()
    const due = this.timers.elapsed() + ms
    this.#cancel = this.timers.after(ms, () => this.#check(due))
  }

  /** An event sets no timer of its own: the one that runs looks how long ago the last event was. */
  #check(due: number) {
    const now = this.timers.elapsed()
    const leftMs = this.#since + this.#limitMs - now
    if (leftMs > 0) return this.#wait(leftMs)
    if (now - due > LATE_MS && !this.#catchesUp) {
      this.#catchesUp = true
      return this.#wait(CATCHES_UP_WITHIN_MS)
    }
    if (!this.#proven) this.#unproven += 1
    this.onDead(this.#proven)
  }
}
