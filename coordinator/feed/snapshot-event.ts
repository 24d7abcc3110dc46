import type { Clock } from '../runtime.ts'
import type { DeskState } from './desk-state.ts'
import { unheardEvent } from './sse-events.ts'

/** What a console's stream begins with. However many consoles come at once, they share the bytes of all that is long. */
export class SnapshotEvent {
  #last: { id: string; head: Buffer } | null = null

  constructor(
    private readonly desk: Pick<DeskState, 'calls' | 'agents' | 'unheard'>,
    private readonly clock: Clock,
  ) {}

  /** @param id the place in the feed that the desk stands at */
  at(id: string): (Buffer | string)[] {
    const { desk } = this
    if (this.#last?.id !== id) {
      const data = `{"calls":${JSON.stringify(desk.calls())},"agents":${JSON.stringify(desk.agents())}`
      this.#last = { id, head: Buffer.from(`id: ${id}\nevent: snapshot\ndata: ${data}`) }
    }
    const tail = `,"serverTime":"${new Date(this.clock.now()).toISOString()}"}\n\n`
    const unheard = desk.unheard()
    return [this.#last.head, unheard === 0 ? tail : tail + unheardEvent(unheard)]
  }

  /** The desk at that place is another one than it was. */
  forget() {
    this.#last = null
  }
}
