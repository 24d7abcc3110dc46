/** The process that a step belongs to. Steps of a dead process do not run. */
export interface SimulatedProcess {
  readonly alive: boolean
}

interface ScheduledStep {
  at: number
  order: number
  what: () => void | Promise<void>
  owner: SimulatedProcess | null
  cancelled: boolean
}

/**
 * The only clock and the only source of order in a simulated world. One thing happens at a time; what
 * follows from it at once (promises that resolve) is through before the next.
 */
export class Scheduler {
  /** Virtual milliseconds since the epoch. */
  now = Date.UTC(2026, 10, 22)
  steps = 0
  #order = 0
  readonly #heap: ScheduledStep[] = []

  /** @returns cancels it */
  after(ms: number, what: ScheduledStep['what'], owner: SimulatedProcess | null = null): () => void {
    this.#order += 1
    const one = { at: this.now + Math.max(0, ms), order: this.#order, what, owner, cancelled: false }
    this.#push(one)
    return () => {
      one.cancelled = true
    }
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve))
  }

  /** Lets `ms` pass, or less if it is `over` before. */
  async pass(ms: number, over: () => boolean): Promise<void> {
    const until = this.now + ms
    for (let next = this.#heap[0]; next && next.at <= until && !over(); next = this.#heap[0]) {
      this.#pop()
      if (next.cancelled || next.owner?.alive === false) continue
      this.now = next.at
      this.steps += 1
      await next.what()
      await new Promise(setImmediate)
    }
    if (!over()) this.now = until
  }

  #push(one: ScheduledStep) {
    const heap = this.#heap
    let at = heap.push(one) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      if (!isBefore(one, heap[above])) break
      heap[at] = heap[above] as ScheduledStep
      at = above
    }
    heap[at] = one
  }

  #pop() {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      if (isBefore(heap[below + 1], heap[below])) below += 1
      if (!isBefore(heap[below], last)) break
      heap[at] = heap[below] as ScheduledStep
      at = below
    }
    heap[at] = last
  }
}

function isBefore(one: ScheduledStep | undefined, other: ScheduledStep | undefined): boolean {
  if (one === undefined || other === undefined) return one !== undefined && other === undefined
  return one.at === other.at ? one.order < other.order : one.at < other.at
}
