import type { TwilioCommand } from '../ports.ts'

/** One try of one command. 0 is the one right after the commit. */
export interface Errand {
  command: TwilioCommand
  attempt: number
}

interface Waiting {
  errand: Errand
  finish: () => void
}

/** A lane for each call: what is owed for one call is told in order and one at a time, calls do not wait for each other. */
export class Lanes {
  readonly #lanes = new Map<string, Waiting[]>()
  readonly #running = new Set<Promise<void>>()

  /**
   * @param attempt must not reject
   * @param supersede what to do with a command that a later one makes needless; must not reject
   */
  constructor(
    private readonly attempt: (errand: Errand) => Promise<void>,
    private readonly supersede: (errand: Errand) => Promise<void>,
  ) {}

  /** Resolves once the command was tried, or was superseded. */
  add(errand: Errand): Promise<void> {
    const { callSid } = errand.command
    return new Promise((finish) => {
      const lane = this.#lanes.get(callSid)
      if (lane === undefined) {
        this.#lanes.set(callSid, [{ errand, finish }])
        this.#track(this.#drain(callSid))
      } else {
        this.#lanes.set(callSid, [...this.#without(lane, errand), { errand, finish }])
      }
    })
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Every redirect fetches where the caller belongs then, so of those that wait the last one is enough. */
  #without(lane: readonly Waiting[], { command }: Errand): Waiting[] {
    if (command.type !== 'redirectCaller' && command.type !== 'completeCaller') return [...lane]
    const needless = lane.filter(({ errand }) => errand.command.type === 'redirectCaller')
    for (const { errand, finish } of needless) this.#track(this.supersede(errand).then(finish))
    return lane.filter((waiting) => !needless.includes(waiting))
  }

  async #drain(callSid: string): Promise<void> {
    for (;;) {
      const [next, ...rest] = this.#lanes.get(callSid) ?? []
      if (next === undefined) break
      this.#lanes.set(callSid, rest)
      await this.attempt(next.errand)
      next.finish()
    }
    this.#lanes.delete(callSid)
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }
}
