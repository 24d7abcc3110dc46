import { StreamOpening } from '../../coordinator/protocol/feed.ts'
import type { SessionHere } from '../session/session.ts'
import type { StreamTimers } from './silence-alarm.ts'
import { FeedEvent, type StreamStatus } from './stream-messages.ts'
import { type StreamStage, StreamWatchdog } from './stream-watchdog.ts'

/** Shown as offline when the stream has been away for this long. */
const OFFLINE_AFTER_MS = 6_000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** So many heads in a row without a body are no accident. */
const HELD_BACK_AFTER = 2
const EVENTS = FeedEvent.options.map(({ shape: { name } }) => name.value)

export interface EventStreamDeps {
  timers: StreamTimers
  openSource: () => EventSource
  /** Asked when the server refuses the stream. Rejects when nobody knows. */
  sessionHere: () => Promise<SessionHere>
}

/** Who hears what a stream says. */
export interface StreamListener {
  /** A stream has named itself. */
  opened: (opening: StreamOpening) => void
  event: (event: FeedEvent) => void
  skipped: (name: string, why: string) => void
  status: (status: StreamStatus) => void
  /** The agent has left, or another agent has signed in here. The stream is closed. */
  signedOut: () => void
}

/**
 * Keeps a stream open. The browser's own EventSource resends `Last-Event-ID` after a short break. Where it gives up (any
 * answer but 200), this opens a new stream, with growing delays, and gets a new snapshot. So it does when a stream stands
 * and brings nothing, which an EventSource does not notice. It is live only when the stream has proven itself.
 */
export class EventStream {
  #source: EventSource | null = null
  #status: StreamStatus = { connection: 'connecting', heldBack: false, sessionOver: false }
  /** True once the first snapshot is there. */
  #known = false
  #headsInVain = 0
  #retryMs = FIRST_RETRY_MS
  #cancelRetry = () => {}
  #cancelOffline: (() => void) | null = null
  readonly #watchdog: StreamWatchdog

  constructor(
    private readonly deps: EventStreamDeps,
    private readonly listener: StreamListener,
  ) {
    this.#watchdog = new StreamWatchdog(deps.timers, (stage) => this.#dead(stage))
    this.#start()
  }

  get status(): StreamStatus {
    return this.#status
  }

  /** A stream that seems live is opened again, and one that waits does not wait any longer. */
  reopen() {
    if (this.#status.connection === 'live') this.#lost()
    else if (this.#source?.readyState !== this.#source?.CLOSED) return
    this.#start()
  }

  /** Looks now whether the stream is dead. */
  look() {
    this.#watchdog.look()
  }

  close() {
    this.#cancelRetry()
    this.#cancelOffline?.()
    this.#watchdog.rest()
    this.#source?.close()
    this.#source = null
  }

  #start() {
    this.#cancelRetry()
    this.#source?.close()
    this.#watchdog.requested()
    const source = this.deps.openSource()
    this.#source = source
    source.onopen = () => {
      this.#watchdog.opened()
      // Where the store is out of reach, the stream says so next.
      this.listener.event({ name: 'store', data: { reachable: true } })
    }
    source.onerror = () => {
      this.#lost()
      if (source.readyState !== source.CLOSED) return this.#watchdog.requested()
      this.#watchdog.rest()
      void this.#refused(source)
    }
    for (const name of EVENTS) source.addEventListener(name, ({ data }) => this.#hear(name, jsonIn(data)))
    // An event with a name that nobody listens to is skipped by the browser itself.
    source.onmessage = () => this.listener.skipped('message', '')
  }

  #hear(name: FeedEvent['name'], data: unknown) {
    this.#watchdog.heard()
    // The snapshot of another version may be unreadable, except for this.
    const opening = name === 'snapshot' || name === 'beat' ? StreamOpening.safeParse(data).data : undefined
    if (opening) this.listener.opened(opening)
    const parsed = FeedEvent.safeParse({ name, data })
    if (!parsed.success) return this.listener.skipped(name, parsed.error.message)
    this.listener.event(parsed.data)
    if (name === 'signedOut') return this.#leave()
    if (name === 'snapshot') this.#known = true
    if (opening) this.#live()
  }

  #live() {
    this.#cancelOffline?.()
    this.#cancelOffline = null
    this.#retryMs = FIRST_RETRY_MS
    this.#headsInVain = 0
    this.#watchdog.proven()
    this.#say({ connection: 'live', heldBack: false, sessionOver: false })
  }

  #lost() {
    if (this.#status.connection === 'offline') return
    this.#say({ connection: this.#known ? 'reconnecting' : 'connecting' })
    this.#cancelOffline ??= this.deps.timers.after(OFFLINE_AFTER_MS, () =>
      this.#say({ connection: 'offline' }),
    )
  }

  #say(change: Partial<StreamStatus>) {
    const status = { ...this.#status, ...change }
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    this.listener.status(status)
  }

  #dead(stage: StreamStage) {
    this.#source?.close()
    this.#headsInVain = stage === 'opened' ? this.#headsInVain + 1 : 0
    this.#lost()
    this.#say({ heldBack: this.#headsInVain >= HELD_BACK_AFTER })
    if (stage === 'live') this.#start()
    else this.#later(() => this.#start())
  }

  #later(what: () => void) {
    this.#cancelRetry()
    this.#cancelRetry = this.deps.timers.after(this.#retryMs * (0.75 + Math.random() / 2), what)
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS)
  }

  /** While the session is over, no stream is requested. The agent may sign in again in any tab. */
  async #refused(source: EventSource) {
    const here = await this.deps.sessionHere().catch(() => 'unknown')
    if (this.#source !== source) return
    if (here === 'another') return this.#leave()
    this.#say({ sessionOver: here === 'none' })
    this.#later(here === 'none' ? () => void this.#refused(source) : () => this.#start())
  }

  #leave() {
    this.close()
    this.listener.signedOut()
  }
}

function jsonIn(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
