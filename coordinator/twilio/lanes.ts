import type { CarrierCommand } from '../calls/carrier-command.ts'

/** One try of one command. 0 is the one right after the commit. */
export interface CommandAttempt {
  command: CarrierCommand
  attempt: number
}

interface Entry {
  errand: CommandAttempt
  /** Resolves when `finish` is called. */
  over: Promise<void>
  finish: () => void
}

interface Lane {
  running: Entry
  waiting: readonly Entry[]
}

/** A lane for each call: what is owed for one call is told in order and one at a time, calls do not wait for each other. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  readonly #running = new Set<Promise<void>>()

  /**
   * @param attempt must not reject
   * @param supersede what to do with a command that a later one makes needless; must not reject
   */
  constructor(
    private readonly attempt: (errand: CommandAttempt) => Promise<void>,
    private readonly supersede: (errand: CommandAttempt) => Promise<void>,
  ) {}

  /**
   * Resolves once the command was tried, or was superseded. The sweep, and jobs of retries, may bring one that is here
   * already, and bring an older one after a newer: the newest redirect that waits stays, whichever came last.
   */
  add(errand: CommandAttempt): Promise<void> {
    const { callSid } = errand.command
    const lane = this.#lanes.get(callSid)
    const entry = entryOf(errand)
    if (lane === undefined) {
      this.#track(this.#drain(callSid, entry))
      return entry.over
    }
    const { running, waiting } = lane
    // Were it superseded by itself, it would be taken off the outbox before anybody knows whether it works.
    const same = [running, ...waiting].find((one) => isSame(one.errand.command, errand.command))
    if (same !== undefined) return same.over
    const all = [...waiting, entry]
    const needless = all.filter((one) =>
      all.some((other) => makesNeedless(other.errand.command, one.errand.command)),
    )
    for (const one of needless) this.#track(this.supersede(one.errand).then(one.finish))
    this.#lanes.set(callSid, { running, waiting: all.filter((one) => !needless.includes(one)) })
    return entry.over
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async #drain(callSid: string, first: Entry): Promise<void> {
    let running: Entry | undefined = first
    let waiting: readonly Entry[] = []
    while (running !== undefined) {
      this.#lanes.set(callSid, { running, waiting })
      await this.attempt(running.errand)
      running.finish()
      ;[running, ...waiting] = this.#lanes.get(callSid)?.waiting ?? []
    }
    this.#lanes.delete(callSid)
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }
}

function entryOf(errand: CommandAttempt): Entry {
  let finish = () => {}
  const over = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { errand, over, finish }
}

/** After a failover that lost a commit, another one may have the id. */
const isSame = (one: CarrierCommand, other: CarrierCommand) => one.id === other.id && one.at === other.at

/** Every redirect fetches where the caller belongs then, so of those that wait the newest one is enough. */
function makesNeedless(command: CarrierCommand, other: CarrierCommand): boolean {
  if (other.type !== 'redirectCaller') return false
  return command.type === 'completeCaller' || (command.type === 'redirectCaller' && command.rev > other.rev)
}
