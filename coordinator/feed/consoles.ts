import { Refusal } from '../http/problem.ts'
import { ALL_IN_SIGHT, type Sight } from '../protocol/sight.ts'
import type { Runtime } from '../runtime.ts'
import type { Revocation } from '../sessions/revocation.ts'
import type { ConsoleEvent, ConsoleStream } from './console-stream.ts'
import { beatEvent, SIGNED_OUT_EVENT } from './sse-events.ts'

const MOST_OF_ONE_AGENT = 32
const MOST_CONSOLES = 5_000
/**
 * How long changes of agents wait for further ones, after some have just been written: everybody's console opens in the morning.
 * With many consoles a write takes long itself. Then they wait for a multiple of that, so that most of the time is left for all else.
 */
const GATHER = { leastMs: 50, mostMs: 1_000, writes: 4 }
/** Consoles that are closed all at once reconnect to other processes within that range, not all at once. */
const RECONNECT_AFTER_MS = { soonest: 100, latest: 2_000 }

/** The consoles that are open at this process. */
export class Consoles {
  readonly #streams = new Map<string, ConsoleStream>()
  /** Consoles that are let in and have no stream yet: the agent of each, by its id. They count against the bounds. */
  readonly #opening = new Map<string, string>()
  /** Events that wait: for the end of this turn, or for further changes of agents. */
  #waiting: ConsoleEvent[] = []
  /** Consoles that opened since then. They have so many of these events. */
  readonly #joined = new Map<string, number>()
  /** The first events of this turn were written. */
  #isTurnBegun = false
  #stopGathering: (() => void) | null = null
  /** Until then changes of agents wait, on the monotonic clock. */
  #gathersUntil = Number.NEGATIVE_INFINITY
  #beats = 0

  constructor(private readonly runtime: Pick<Runtime, 'random' | 'after' | 'elapsed'>) {}

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

  get(id: string): ConsoleStream | undefined {
    return this.#streams.get(id)
  }

  has({ id }: ConsoleStream): boolean {
    return this.#streams.has(id)
  }

  /**
   * Keeps a place for a console, until `add` or `turnAway`.
   * @throws {Refusal} when too many are open already
   */
  admit(id: string, agentId: string) {
    if (this.size + this.#opening.size >= MOST_CONSOLES)
      throw new Refusal('unavailable', 'Too many consoles are open here')
    let open = 0
    for (const { console } of this.#streams.values()) if (console.agentId === agentId) open++
    for (const owner of this.#opening.values()) if (owner === agentId) open++
    if (open >= MOST_OF_ONE_AGENT)
      throw new Refusal('rate_limited', `${open} consoles are open already`, { retryAfterS: 5 })
    this.#opening.set(id, agentId)
  }

  /** A console that was let in gets no stream. */
  turnAway(id: string) {
    this.#opening.delete(id)
  }

  add(stream: ConsoleStream) {
    this.#opening.delete(stream.id)
    this.#streams.set(stream.id, stream)
    if (this.#waiting.length > 0) this.#joined.set(stream.id, this.#waiting.length)
  }

  /** @returns whether it was there */
  remove(id: string): boolean {
    this.#joined.delete(id)
    return this.#streams.delete(id)
  }

  /**
   * Writes the first events of a turn at once, before all else that follows from them. Those that come later in the same
   * turn are written together at its end: a thousand connections make the number of writes expensive, not their size. So changes of
   * agents that come one after the other are gathered. Events stay in their order.
   */
  send(events: readonly ConsoleEvent[]) {
    if (events.length === 0) return
    this.#waiting.push(...events)
    if (this.#isTurnBegun) return
    const mayWait = events.every((event) => event.mayWait)
    const waitMs = this.#gathersUntil - this.runtime.elapsed()
    if (mayWait && waitMs > 0) {
      this.#stopGathering ??= this.runtime.after(waitMs, () => this.#flush())
      return
    }
    this.#isTurnBegun = true
    queueMicrotask(() => {
      this.#isTurnBegun = false
      this.#flush()
    })
    this.#flush()
  }

  #flush() {
    this.#stopGathering?.()
    this.#stopGathering = null
    const events = this.#waiting
    if (events.length === 0) return
    this.#waiting = []
    const beganAt = this.runtime.elapsed()
    const all = new EventsBySight(events)
    for (const stream of this.#streams.values()) {
      const has = this.#joined.get(stream.id) ?? 0
      const { events: own, bytes } = (has === 0 ? all : new EventsBySight(events.slice(has))).for(
        stream.sight,
      )
      if (own.length > 0) stream.send(own, bytes)
    }
    this.#joined.clear()
    const { leastMs, mostMs, writes } = GATHER
    const endedAt = this.runtime.elapsed()
    this.#gathersUntil = endedAt + Math.min(mostMs, Math.max(leastMs, writes * (endedAt - beganAt)))
  }

  /** @param partsFor the snapshot of the whole desk for a console; null where its stream goes on */
  restart(partsFor: (stream: ConsoleStream) => readonly (Buffer | string)[] | null) {
    this.#flush()
    for (const stream of this.#streams.values()) {
      const parts = partsFor(stream)
      if (parts !== null) stream.restart(parts)
    }
  }

  /** A page that only made room for another is told nothing: it finds that its session is over, and asks for the password. */
  revoke({ agentId, sessionHash, madeRoom }: Revocation) {
    this.#flush()
    for (const stream of this.#streams.values())
      if (
        stream.console.agentId === agentId &&
        (sessionHash === null || sessionHash === stream.console.sessionHash)
      )
        stream.close(madeRoom ? '' : SIGNED_OUT_EVENT)
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
      stream.close(`retry: ${Math.round(soonest + this.runtime.random() * (latest - soonest))}\n\n`)
  }
}

/** Events in as many forms as there are sights among the consoles. */
class EventsBySight {
  readonly #made = new Map<Sight, ReturnType<typeof joined>>()

  constructor(private readonly events: readonly ConsoleEvent[]) {}

  for(sight: Sight) {
    let made = this.#made.get(sight)
    if (made === undefined) {
      made = joined(sight === ALL_IN_SIGHT ? this.events : this.events.flatMap((it) => shownIn(sight, it)))
      this.#made.set(sight, made)
    }
    return made
  }
}

/** Of events that may wait only the newest of each subject is left, in its place: ids must not run backwards. */
function joined(events: readonly ConsoleEvent[]) {
  const newest = new Map(events.map((event) => [event.subject, event]))
  const left = events.filter((event) => !event.mayWait || newest.get(event.subject) === event)
  return { events: left, bytes: Buffer.concat(left.map(({ bytes }) => bytes)) }
}

function shownIn(sight: Sight, event: ConsoleEvent): ConsoleEvent[] {
  if (!event.as) return [event]
  const bytes = event.as(sight)
  return bytes === null ? [] : [{ ...event, bytes }]
}
