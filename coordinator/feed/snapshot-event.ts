import { PROTOCOL } from '../protocol/feed.ts'
import type { Clock } from '../runtime.ts'
import type { DeskState } from './desk-state.ts'
import { unheardEvent } from './sse-events.ts'

/** The event with the whole desk that a stream begins with. Consoles that open at the same position share its bytes. */
export class SnapshotEvent {
  #last: { id: string; head: Buffer } | null = null

  constructor(
    private readonly desk: Pick<DeskState, 'calls' | 'agents' | 'unheard'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param id of the last feed entry that the desk shows
   * @param consoleId whose stream begins
   */
  at(id: string, consoleId: string): (Buffer | string)[] {
    const { desk } = this
    if (this.#last?.id !== id) {
      const data = `{"calls":${JSON.stringify(desk.calls())},"agents":${JSON.stringify(desk.agents())}`
      this.#last = { id, head: Buffer.from(`id: ${id}\nevent: snapshot\ndata: ${data}`) }
    }
    const serverTime = new Date(this.clock.now()).toISOString()
    const tail = `,"serverTime":"${serverTime}","consoleId":"${consoleId}","protocol":${PROTOCOL}}\n\n`
    const unheard = desk.unheard()
    return [this.#last.head, unheard === 0 ? tail : tail + unheardEvent(unheard)]
  }

  /** The desk has been loaded again, and may differ at the same id. */
  forget() {
    this.#last = null
  }
}
