import type { Logger } from 'pino'
import type { Contacts } from '../contacts/contacts.ts'
import type { CallView } from '../protocol/call-view.ts'
import { callFor } from '../protocol/masked.ts'
import { outsideNumberOf } from '../protocol/outside-number.ts'
import type { Sight } from '../protocol/sight.ts'
import type { ConsoleEvent } from './console-stream.ts'
import type { DeskState } from './desk-state.ts'

interface ContactNewsDeps {
  contacts: Pick<Contacts, 'load' | 'apply' | 'of' | 'named' | 'rev'>
  desk: Pick<DeskState, 'calls'>
  log: Pick<Logger, 'warn'>
}

interface Stream {
  send(events: readonly ConsoleEvent[]): void
  /** For consoles that resume after the entry that is shown last. */
  keep(event: ConsoleEvent): void
  forgetSnapshot(): void
  /** What is kept for consoles that resume may name persons who were erased. Such a console gets the whole desk. */
  forgetRecent(): void
  /** The desk and the contacts are read again, as soon as Redis can be read. */
  reloadSoon(): void
}

/** Shows live calls again whose contact has changed. Their rev stays: the call has not changed. */
export class ContactNews {
  constructor(
    private readonly deps: ContactNewsDeps,
    private readonly stream: Stream,
  ) {}

  /**
   * Takes in an entry of the feed.
   * @returns the views of the live calls whose contact may be another one now
   */
  changed(entry: string): ConsoleEvent[] {
    const { numbers, all, erased, mustLoad } = this.deps.contacts.apply(entry)
    this.stream.forgetSnapshot()
    if (erased) this.stream.forgetRecent()
    if (mustLoad) {
      void this.reload()
      return []
    }
    if (all) return this.#again(() => true)
    const changed = new Set(numbers)
    return this.#again((call) => changed.has(outsideNumberOf(call) ?? ''))
  }

  /** Never rejects. Until all contacts are read, screens show the names from before. */
  async reload(): Promise<void> {
    const { contacts, desk, log } = this.deps
    const before = new Map<string, string>()
    const nameOf = (call: CallView) => JSON.stringify(contacts.of(call))
    try {
      await contacts.load(() => {
        for (const call of desk.calls()) before.set(call.callSid, nameOf(call))
      })
    } catch (error) {
      log.warn({ err: error }, 'The contacts could not be read: they are read again with the desk')
      return this.stream.reloadSoon()
    }
    this.stream.forgetSnapshot()
    const bytes = Buffer.from(`event: contacts\ndata: {"rev":${contacts.rev}}\n\n`)
    const isRenamed = (call: CallView) => (before.get(call.callSid) ?? nameOf(call)) !== nameOf(call)
    this.stream.send([{ subject: 'contacts', bytes }, ...this.#again(isRenamed)])
  }

  #again(which: (call: CallView) => boolean): ConsoleEvent[] {
    const { desk, contacts } = this.deps
    return desk
      .calls()
      .filter(which)
      .map((call) => {
        const eventOf = (view: CallView) =>
          Buffer.from(`event: call\ndata: ${JSON.stringify(contacts.named(view))}\n\n`)
        const bytes = eventOf(call)
        const as = (sight: Sight) => {
          // Who sees no callers has nothing new to see.
          if (!sight.callers) return null
          const shown = callFor(sight, call)
          return shown === call ? bytes : eventOf(shown)
        }
        const event: ConsoleEvent = { subject: call.callSid, bytes, as }
        this.stream.keep(event)
        return event
      })
  }
}
