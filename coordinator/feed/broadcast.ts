import type { Logger } from 'pino'
import type { Role } from '../../machines/ids.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { EventBus } from '../events.ts'
import type { LiveSettings } from '../live-settings/live-settings.ts'
import type { CallView } from '../protocol/call-view.ts'
import { PROTOCOL } from '../protocol/feed.ts'
import { ALL_IN_SIGHT, type Sight, sightOf } from '../protocol/sight.ts'
import type { Clock } from '../runtime.ts'
import { Revocation } from '../sessions/revocation.ts'
import type { ConsoleEvent, ConsoleStream } from './console-stream.ts'
import type { Consoles } from './consoles.ts'
import { ContactNews } from './contact-news.ts'
import type { DeskState } from './desk-state.ts'
import { RecentEntries } from './recent-entries.ts'
import { SnapshotEvent } from './snapshot-event.ts'
import { beatEvent, bytesFor, bytesOf, bytesOfChange, storeEvent, subjectOf } from './sse-events.ts'

interface BroadcastDeps {
  consoles: Pick<Consoles, 'beats' | 'send' | 'restart' | 'revoke'>
  clock: Clock
  log: Pick<Logger, 'warn'>
  desk: DeskState
  contacts: Pick<Contacts, 'load' | 'apply' | 'of' | 'named' | 'rev'>
  settings: Pick<LiveSettings, 'take' | 'now'>
  events: Pick<EventBus, 'emit'>
  /** The desk and the contacts are read again, as soon as Redis can be read. */
  reloadSoon(): void
}

/** Writes the desk, and what changes, to the consoles of this process: to each what its agent may see. An entry is serialised once for each sight. */
export class Broadcast {
  readonly #snapshotEvent: SnapshotEvent
  readonly #contactNews: ContactNews
  #recent = new RecentEntries('0-0')
  #sightOfAgents = ALL_IN_SIGHT
  #lastShownId = '0-0'

  constructor(private readonly deps: BroadcastDeps) {
    const { consoles, reloadSoon } = deps
    this.#snapshotEvent = new SnapshotEvent(deps.desk, deps.contacts, deps.clock)
    this.#contactNews = new ContactNews(deps, {
      send: (events) => consoles.send(events),
      keep: ({ bytes, as }) => this.#recent.add(this.#lastShownId, bytes, as?.(this.#sightOfAgents)),
      forgetRecent: () => {
        this.#recent = new RecentEntries(this.#lastShownId)
      },
      forgetSnapshot: () => this.#snapshotEvent.forget(),
      reloadSoon,
    })
  }

  /** Id of the last entry of the stream that is shown here. */
  get lastShownId() {
    return this.#lastShownId
  }

  /**
   * Begins a stream with what its console missed since the last event that it has; with the whole desk when that is not known.
   * Then a beat, which proves to the page that it has all of it.
   * @param reachable whether the feed can be read
   */
  begin(stream: ConsoleStream, reachable: boolean) {
    const { id: consoleId, console } = stream
    const { consoles, clock } = this.deps
    stream.sight = this.#sightOf(console.role)
    const { lastEventId } = console
    const missed = lastEventId === null ? null : this.#recent.since(lastEventId, stream.sight)
    const store = reachable ? '' : storeEvent(false)
    const beat = { n: consoles.beats, at: new Date(clock.now()).toISOString() }
    const beginning = missed
      ? [...missed, store + beatEvent({ ...beat, consoleId, protocol: PROTOCOL })]
      : [...this.#snapshotEvent.at(this.#lastShownId, stream, this.#recent), store + beatEvent(beat)]
    stream.restart(['retry: 1000\n\n', ...beginning])
  }

  /** The feed can be read again: every console begins again with the desk that Redis has now. */
  beginAgain() {
    this.deps.consoles.restart((stream) => [
      ...this.#snapshotEvent.at(this.#lastShownId, stream),
      storeEvent(true),
    ])
    void this.#contactNews.reload()
  }

  /**
   * The desk was loaded: what follows is shown from there on.
   * @param loaded `lastId` is the id of the last entry that the desk holds
   * @param entries the newest of the stream, the oldest first
   */
  deskLoaded({ lastId, settings }: { lastId: string; settings: string }, entries: readonly FeedEntry[]) {
    this.#lastShownId = lastId
    this.#snapshotEvent.forget()
    this.#take(settings)
    // No console of this process has these entries, but one that comes from another process may have had them there.
    this.#recent = new RecentEntries(entries.length === 0 ? lastId : null)
    // They do not say who listened when they were written.
    if (this.#sightOfAgents !== ALL_IN_SIGHT) this.#recent = new RecentEntries(lastId)
    else for (const entry of entries) this.#recent.add(entry.id, bytesOf(entry, this.deps.contacts))
  }

  /** @param own the view of the call's entry, when this process has just written it */
  show(entries: readonly FeedEntry[], own?: CallView) {
    const { desk, contacts, events, consoles, reloadSoon } = this.deps
    const unsent: ConsoleEvent[] = []
    for (const entry of entries) {
      this.#lastShownId = entry.id
      const change = desk.apply(entry, own)
      if (change === null) {
        this.#recent.add(entry.id, null)
        consoles.send(unsent.splice(0))
        if (entry.t === 'revoked') this.revoke(entry)
        // Data of a backup is there that no entry tells of.
        if (entry.t === 'restored') reloadSoon()
        continue
      }
      // A stream begins with the desk of a moment ago only where nothing but agents has changed since.
      if (!('agent' in change)) this.#snapshotEvent.forget()
      const bytes = bytesOfChange(entry, change, contacts)
      const as = (sight: Sight) => bytesFor(sight, entry.id, change, bytes, this.deps)
      const forAgents = this.#sightOfAgents === ALL_IN_SIGHT ? bytes : as(this.#sightOfAgents)
      this.#recent.add(entry.id, bytes, forAgents)
      unsent.push({
        subject: subjectOf(change),
        bytes,
        as: (sight) => (sight === this.#sightOfAgents ? forAgents : as(sight)),
        ...('agent' in change && { mayWait: true }),
      })
      if ('settings' in change) {
        consoles.send(unsent.splice(0))
        this.#take(change.settings)
      }
      if ('contacts' in change) unsent.push(...this.#contactNews.changed(change.contacts))
      if ('call' in change) events.emit('callChanged', { view: change.call })
      else if ('agent' in change) events.emit('agentChanged', { view: change.agent })
    }
    consoles.send(unsent)
  }

  /** Ends the streams of the sessions that an entry revokes. */
  revoke({ d }: FeedEntry) {
    const revocation = Revocation.parse(JSON.parse(d))
    this.deps.events.emit('sessionRevoked', revocation)
    this.deps.consoles.revoke(revocation)
  }

  /** Whose sight is another one from now on begins again, with the desk as it may be seen now. */
  #take(settings: string) {
    this.deps.settings.take(settings)
    const sightOfAgents = this.#sightOf('agent')
    // What is kept for agents who resume may show too much, or too little.
    if (this.#sightOfAgents !== sightOfAgents) this.#recent = new RecentEntries(this.#lastShownId)
    this.#sightOfAgents = sightOfAgents
    this.deps.consoles.restart((stream) => {
      const before = stream.sight
      stream.sight = this.#sightOf(stream.console.role)
      return stream.sight === before ? null : this.#snapshotEvent.at(this.#lastShownId, stream)
    })
  }

  #sightOf(role: Role): Sight {
    return sightOf(role, this.deps.settings.now())
  }
}
