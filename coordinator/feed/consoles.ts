import { Refusal } from '../http/problem.ts'
import type { Runtime } from '../runtime.ts'
import type { Revocation } from '../sessions/revocation.ts'
import type { ConsoleEvent, ConsoleStream } from './console-stream.ts'

/** Tabs and machines of one person; and of everybody at one process. */
const MOST_OF_ONE_AGENT = 32
const MOST_CONSOLES = 5_000
/** Consoles that are sent away all at once come back to the others within that long, not all at once. */
const COME_BACK_MS = { soonest: 100, latest: 2_000 }

/** The consoles that are open at this process. */
export class Consoles {
  readonly #streams = new Map<string, ConsoleStream>()
  /** What came after something was shown in this very moment; null when nothing was. */
  #later: ConsoleEvent[] | null = null

  constructor(private readonly runtime: Pick<Runtime, 'random'>) {}

  get size() {
    return this.#streams.size
  }

  get all(): readonly ConsoleStream[] {
    return [...this.#streams.values()]
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
    this.#catchUp()
    this.#streams.set(stream.id, stream)
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    return this.#streams.delete(id)
  }

  /**
   * At once, before all else that follows from it. What comes in the same moment goes out together at its end: to
   * write to a thousand connections is what costs, not how much.
   */
  send(events: readonly ConsoleEvent[]) {
    if (events.length === 0) return
    if (this.#later) return void this.#later.push(...events)
    this.#later = []
    queueMicrotask(() => this.#catchUp())
    this.#show(events)
  }

  #catchUp() {
    const events = this.#later ?? []
    this.#later = null
    if (events.length > 0) this.#show(events)
  }

  #show(events: readonly ConsoleEvent[]) {
    const together = Buffer.concat(events.map(({ bytes }) => bytes))
    for (const stream of this.#streams.values()) stream.send(events, together)
  }

  startAnew(parts: readonly (Buffer | string)[]) {
    this.#catchUp()
    for (const stream of this.#streams.values()) stream.startAnew(parts)
  }

  revoke({ agentId, sessionHash }: Revocation) {
    this.#catchUp()
    for (const stream of this.#streams.values())
      if (
        stream.console.agentId === agentId &&
        (sessionHash === null || sessionHash === stream.console.sessionHash)
      )
        stream.close()
  }

  /** Shows those who keep up that we are there, and closes those who are not there, or not welcome, any more. */
  beat(now: number) {
    this.#catchUp()
    for (const stream of this.#streams.values()) {
      if (stream.console.expiresAt <= now) stream.close()
      stream.dropIfStalled()
    }
    this.send([{ subject: 'heartbeat', bytes: Buffer.from(':\n\n') }])
  }

  /** They come back to another process. */
  sendAway() {
    this.#catchUp()
    const { soonest, latest } = COME_BACK_MS
    for (const stream of this.#streams.values())
      stream.close(soonest + this.runtime.random() * (latest - soonest))
  }
}
