import type { Contacts } from '../contacts/contacts.ts'
import type { CallView } from '../protocol/call-view.ts'
import { PROTOCOL } from '../protocol/feed.ts'
import { maskedCall } from '../protocol/masked.ts'
import type { Clock } from '../runtime.ts'
import type { ConsoleStream } from './console-stream.ts'
import type { DeskState } from './desk-state.ts'
import type { RecentEntries } from './recent-entries.ts'
import { unheardEvent } from './sse-events.ts'

/** So many changes of agents after the desk of a moment ago cost less than the desk of now. */
const MOST_AFTER = 100

/**
 * The event with the whole desk that a stream begins with. Consoles share its bytes: those that open a moment later get the changes of agents
 * since, after it.
 */
export class SnapshotEvent {
  #last: { id: string; head: Buffer } | null = null

  constructor(
    private readonly desk: Pick<DeskState, 'calls' | 'agents' | 'unheard'>,
    private readonly contacts: Pick<Contacts, 'named'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param id of the last feed entry that the desk shows
   * @param stream the one that begins
   * @param recent what has been shown since then
   */
  at(
    id: string,
    { id: consoleId, seesCallers }: Pick<ConsoleStream, 'id' | 'seesCallers'>,
    recent?: Pick<RecentEntries, 'since'>,
  ): (Buffer | string)[] {
    const { desk } = this
    const serverTime = new Date(this.clock.now()).toISOString()
    const tail = `,"serverTime":"${serverTime}","consoleId":"${consoleId}","protocol":${PROTOCOL}}\n\n`
    const unheard = desk.unheard()
    const end = unheard === 0 ? tail : tail + unheardEvent(unheard)
    if (!seesCallers) return [this.#headOf(id, desk.calls().map(maskedCall)), end]
    const since = this.#last && this.#last.id !== id ? (recent?.since(this.#last.id) ?? null) : []
    if (this.#last === null || since === null || since.length > MOST_AFTER) {
      this.#last = { id, head: this.#headOf(id, desk.calls().map(this.contacts.named)) }
      return [this.#last.head, end]
    }
    return [this.#last.head, end, ...since]
  }

  #headOf(id: string, calls: readonly CallView[]): Buffer {
    const data = `{"calls":${JSON.stringify(calls)},"agents":${JSON.stringify(this.desk.agents())}`
    return Buffer.from(`id: ${id}\nevent: snapshot\ndata: ${data}`)
  }

  /** Something else than an agent has changed, or the desk or the names on it may differ at the same id. */
  forget() {
    this.#last = null
  }
}
