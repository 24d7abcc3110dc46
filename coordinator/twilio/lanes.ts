import type { CarrierCommand } from '../calls/carrier-command.ts'

/** One attempt at one command. Attempt 0 is the one right after the commit. */
export interface CommandAttempt {
  command: CarrierCommand
  attempt: number
}

interface Entry extends CommandAttempt {
  /** Resolves when `finish` is called. */
  done: Promise<void>
  finish: () => void
}

interface Lane {
  running: Entry
  waiting: readonly Entry[]
}

/**
 * One lane for each call: its commands run in order, one at a time. Calls do not wait for each other. What concerns recordings has
 * lanes of its own: no leg waits for it, and no stop for a pause.
 */
export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  readonly #running = new Set<Promise<void>>()

  /**
   * @param execute must not reject
   * @param supersede gets each command that a later one replaces; must not reject
   */
  constructor(
    private readonly execute: (attempt: CommandAttempt) => Promise<void>,
    private readonly supersede: (attempt: CommandAttempt) => Promise<void>,
  ) {}

  /**
   * Resolves once the command was attempted or superseded. A retry may add a command that is here already, or
   * an older one after a newer one: of the redirects that wait, the newest stays.
   */
  add(attempt: CommandAttempt): Promise<void> {
    const name = laneOf(attempt.command)
    const lane = this.#lanes.get(name)
    const entry = entryOf(attempt)
    if (lane === undefined) {
      this.#track(this.#drain(name, entry))
      return entry.done
    }
    const { running, waiting } = lane
    // A command must not supersede itself: it would leave the outbox before its result is known.
    const same = [running, ...waiting].find(({ command }) => isSame(command, attempt.command))
    if (same !== undefined) return same.done
    const all = [...waiting, entry]
    const superseded = all.filter((one) => all.some((other) => supersedes(other.command, one)))
    for (const one of superseded) this.#track(this.supersede(one).then(one.finish))
    this.#lanes.set(name, { running, waiting: all.filter((one) => !superseded.includes(one)) })
    return entry.done
  }

  /** Of the commands that run or wait. */
  get commandIds(): string[] {
    return [...this.#lanes.values()].flatMap(({ running, waiting }) =>
      [running, ...waiting].map(({ command }) => command.id),
    )
  }

  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  async #drain(name: string, first: Entry): Promise<void> {
    let running: Entry | undefined = first
    let waiting: readonly Entry[] = []
    while (running !== undefined) {
      this.#lanes.set(name, { running, waiting })
      await this.execute(running)
      running.finish()
      ;[running, ...waiting] = this.#lanes.get(name)?.waiting ?? []
    }
    this.#lanes.delete(name)
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }
}

const laneOf = ({ callSid, type }: CarrierCommand): string =>
  type === 'updateRecording' || type === 'stopRecording' ? `${callSid} ${type}` : callSid

function entryOf(attempt: CommandAttempt): Entry {
  let finish = () => {}
  const done = new Promise<void>((resolve) => {
    finish = resolve
  })
  return { ...attempt, done, finish }
}

/** After a failover that lost a commit, another command may have the same id. */
const isSame = (one: CarrierCommand, other: CarrierCommand) => one.id === other.id && one.at === other.at

/** Each one says where the leg belongs, or who hears it, when it is carried out: the newest that waits is enough. */
function supersedes(command: CarrierCommand, { command: other, attempt }: CommandAttempt): boolean {
  if (other.type === 'redirectLeg' || other.type === 'updateParticipant') {
    if (command.type === 'completeLeg') return command.legSid === other.legSid
    // Its retry has Twilio told once more later, and the newer command does not.
    if (other.type === 'updateParticipant' && attempt > 0) return false
    return command.type === other.type && command.rev > other.rev && command.legSid === other.legSid
  }
  if (other.type === 'updateRecording') return command.type === other.type && command.at > other.at
  if (other.type !== 'redirectCaller') return false
  return command.type === 'completeCaller' || (command.type === 'redirectCaller' && command.rev > other.rev)
}
