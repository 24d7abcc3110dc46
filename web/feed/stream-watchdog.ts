import { SilenceAlarm, type StreamTimers } from './silence-alarm.ts'

/** How long a page waits for the head of the answer. */
const HEAD_WITHIN_MS = 10_000
/** How long a page waits for the proof that follows the head: a snapshot, or the first beat of a resumed stream. */
const PROOF_WITHIN_MS = 5_000
/** The wait for a proof doubles with each attempt that fails: over a slow line a big snapshot takes a while. */
const LONGEST_PROOF_MS = 40_000
/** The server sends a beat every ten seconds. */
const SILENT_FOR_MS = 25_000

/** At which point a stream died: before its head, after it without any proof, or after it was live. */
export type StreamStage = 'requested' | 'opened' | 'live'

/** Notices that a stream is dead although its connection stands: what must come does not come. */
export class StreamWatchdog {
  /** Attempts in a row that proved nothing. */
  #unproven = 0
  #stage: StreamStage = 'requested'
  readonly #silence: SilenceAlarm

  constructor(
    timers: StreamTimers,
    /** Called once for each stream that turns out to be dead. */
    onDead: (stage: StreamStage) => void,
  ) {
    this.#silence = new SilenceAlarm(timers, () => {
      if (this.#stage !== 'live') this.#unproven += 1
      onDead(this.#stage)
    })
  }

  /** The stream is requested, by the page or again by the browser itself. */
  requested() {
    this.#stage = 'requested'
    this.#silence.expect(HEAD_WITHIN_MS)
  }

  /** The head of the answer is there. A proxy may have sent it and hold back all that follows. */
  opened() {
    this.#stage = 'opened'
    this.#silence.expect(Math.min(PROOF_WITHIN_MS * 2 ** this.#unproven, LONGEST_PROOF_MS))
  }

  /** The stream has shown that it carries what the server sends. */
  proven() {
    this.#unproven = 0
    this.#stage = 'live'
    this.#silence.expect(SILENT_FOR_MS)
  }

  /** An event has come. Before the proof it counts for nothing. */
  heard() {
    if (this.#stage === 'live') this.#silence.heard()
  }

  /** Looks now whether the stream is dead. */
  look() {
    this.#silence.look()
  }

  /** Nothing is expected any more. */
  rest() {
    this.#silence.rest()
  }
}
