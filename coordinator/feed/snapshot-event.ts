import type { Contacts } from '../contacts/contacts.ts'
import { PROTOCOL } from '../protocol/feed.ts'
import { agentFor, callFor } from '../protocol/masked.ts'
import type { Sight } from '../protocol/sight.ts'
import type { Clock } from '../runtime.ts'
import type { ConsoleStream } from './console-stream.ts'
import type { DeskState } from './desk-state.ts'
import type { RecentEntries } from './recent-entries.ts'
import { unheardEvent } from './sse-events.ts'

/** So many changes of agents after the desk of a moment ago cost less than the desk of now. */
const MOST_AFTER = 100

/**
 * The event with the whole desk that a stream begins with. Consoles that may see the same share its bytes: those that open a moment later
 * get the changes of agents since, after it.
 */
export class SnapshotEvent {
  readonly #last = new Map<Sight, { id: string; head: Buffer }>()

  constructor(
    private readonly desk: Pick<DeskState, 'calls' | 'call' | 'agents' | 'groups' | 'unheard'>,
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
    { id: consoleId, sight }: Pick<ConsoleStream, 'id' | 'sight'>,
    recent?: Pick<RecentEntries, 'since'>,
  ): (Buffer | string)[] {
    const { desk } = this
    const serverTime = new Date(this.clock.now()).toISOString()
    const tail = `,"serverTime":"${serverTime}","consoleId":"${consoleId}","protocol":${PROTOCOL}}\n\n`
    const unheard = desk.unheard()
    const end = unheard === 0 ? tail : tail + unheardEvent(unheard)
    const last = this.#last.get(sight)
    const since = last && last.id !== id ? (recent?.since(last.id, sight) ?? null) : []
    if (last && since !== null && since.length <= MOST_AFTER) return [last.head, end, ...since]
    const head = this.#headOf(id, sight)
    this.#last.set(sight, { id, head })
    return [head, end]
  }

  #headOf(id: string, sight: Sight): Buffer {
    const { desk, contacts } = this
    const calls = desk.calls().map((call) => callFor(sight, sight.callers ? contacts.named(call) : call))
    const agents = desk.agents().map((agent) => agentFor(sight, agent, desk.call(agent.callSid ?? '')))
    const data = `{"calls":${JSON.stringify(calls)},"agents":${JSON.stringify(agents)},"groups":${JSON.stringify(desk.groups())}`
    return Buffer.from(`id: ${id}\nevent: snapshot\ndata: ${data}`)
  }

  /** Something else than an agent has changed, or the desk or the names on it may differ at the same id. */
  forget() {
    this.#last.clear()
  }
}
