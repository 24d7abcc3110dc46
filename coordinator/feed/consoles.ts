import { Refusal } from '../http/problem.ts'
import type { Runtime } from '../runtime.ts'
import type { Revocation } from '../sessions/revocation.ts'
import type { ConsoleEvent, ConsoleStream } from './console-stream.ts'
import { beatEvent } from './sse-events.ts'

const MOST_OF_ONE_AGENT = 32
const MOST_CONSOLES = 5_000
/** Consoles that are closed all at once reconnect to other processes within that range, not all at once. */
const RECONNECT_AFTER_MS = { soonest: 100, latest: 2_000 }

/** The consoles that are open at this process. */
export class Consoles {
  readonly #streams = new Map<string, ConsoleStream>()
  /** Events that wait for the end of this turn; null until the first ones of the turn were sent. */
  #batch: ConsoleEvent[] | null = null
  #beats = 0

  constructor(private readonly runtime: Pick<Runtime, 'random'>) {}

  get size() {
    return this.#streams.size
  }

  /** How many beats this process has sent to each console that was open. */
  get beats() {
    return this.#beats
  }

  get all(): readonly ConsoleStream[] {
    return [...this.#streams.values()]
  }

  has({ id }: ConsoleStream): boolean {
    return this.#streams.has(id)
  }

  /** @throws {Refusal} when too many are open already */
  admit(agentId: string) {
    if (this.size >= MOST_CONSOLES) throw new Refusal('unavailable', 'Too many consoles are open here')
    let open = 0
    for (const { console } of this.#streams.values()) if (console.agentId === agentId) open++
    if (open >= MOST_OF_ONE_AGENT)
      throw new Refusal('rate_limited', `${open} consoles are open already`, { retryAfterS: 5 })
  }

  add(stream: ConsoleStream) {
    this.#flush()
    this.#streams.set(stream.id, stream)
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    return this.#streams.delete(id)
  }

  /**
   * Writes the first events of a turn at once, before all else that follows from them. Those that come later in the same
   * turn are written together at its end: a thousand connections make the number of writes expensive, not their size.
   */
  send(events: readonly ConsoleEvent[]) {
    if (events.length === 0) return
    if (this.#batch) return void this.#batch.push(...events)
    this.#batch = []
    queueMicrotask(() => this.#flush())
    this.#write(events)
  }

  #flush() {
    const events = this.#batch ?? []
    this.#batch = null
    if (events.length > 0) this.#write(events)
  }

  #write(events: readonly ConsoleEvent[]) {
    const together = Buffer.concat(events.map(({ bytes }) => bytes))
    for (const stream of this.#streams.values()) stream.send(events, together)
  }

  /** @param partsFor the snapshot of the whole desk for a console */
  restart(partsFor: (stream: ConsoleStream) => readonly (Buffer | string)[]) {
    this.#flush()
    for (const stream of this.#streams.values()) stream.restart(partsFor(stream))
  }

  revoke({ agentId, sessionHash }: Revocation) {
    this.#flush()
    for (const stream of this.#streams.values())
      if (
        stream.console.agentId === agentId &&
        (sessionHash === null || sessionHash === stream.console.sessionHash)
      )
        stream.close()
  }

  /**
   * Sends a beat, and closes the streams that are stalled or whose session has ended. The comment line before the beat is
   * for programs that watch for comments alone.
   */
  beat(now: number) {
    this.#flush()
    for (const stream of this.#streams.values()) {
      if (stream.console.expiresAt <= now) stream.close()
      stream.dropIfStalled()
    }
    this.#beats += 1
    const beat = beatEvent({ n: this.#beats, at: new Date(now).toISOString() })
    this.send([{ subject: 'beat', bytes: Buffer.from(`:\n\n${beat}`) }])
  }

  /** Each browser reconnects after a random delay, to another process. */
  closeAll() {
    this.#flush()
    const { soonest, latest } = RECONNECT_AFTER_MS
    for (const stream of this.#streams.values())
      stream.close(soonest + this.runtime.random() * (latest - soonest))
  }
}
