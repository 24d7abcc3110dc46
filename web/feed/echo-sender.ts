import type { Echo } from '../../coordinator/protocol/reachability.ts'

/** An echo, and the console that it is of. */
export interface ConsoleEcho {
  consoleId: string
  echo: Echo
}

/**
 * Every second beat is echoed: an echo costs the server more than a beat. An echo that fails leaves time for two more before
 * the server takes the console for deaf.
 */
const EVERY_BEATS = 2

/**
 * Sends echoes one after another, so that an older one never overtakes a newer one. While one is on its way only the newest
 * is kept. One that fails is not sent again: the next beat brings another.
 */
export class EchoSender {
  #sending = false
  #next: ConsoleEcho | null = null

  /** The beat of the last echo, if the server has it. */
  #arrived: number | null = null

  constructor(private readonly send: (it: ConsoleEcho) => Promise<unknown>) {}

  /** Whether the server has an echo that needs no repetition at this beat. */
  suffices(beat: number): boolean {
    return this.#arrived !== null && beat - this.#arrived < EVERY_BEATS
  }

  say(echo: ConsoleEcho) {
    this.#next = echo
    if (!this.#sending) void this.#sendAll()
  }

  async #sendAll() {
    this.#sending = true
    for (let it = this.#next; it !== null; it = this.#next) {
      this.#next = null
      const { seen } = it.echo
      this.#arrived = await this.send(it).then(
        () => seen,
        () => null,
      )
    }
    this.#sending = false
  }
}
