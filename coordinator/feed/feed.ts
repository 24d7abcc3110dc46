import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { FeedAppend, FeedEntry } from '../durable/feed-entry.ts'
import type { EventBus } from '../events.ts'
import type { LiveSettings } from '../live-settings/live-settings.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Echo } from '../protocol/reachability.ts'
import { readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import { Broadcast } from './broadcast.ts'
import { ConsoleReports } from './console-reports.ts'
import { ConsoleStream, type ConsoleStreamRequest } from './console-stream.ts'
import { Consoles } from './consoles.ts'
import type { DeskState } from './desk-state.ts'
import { Echoes } from './echoes.ts'
import { entryFrom, isAfter } from './feed-entries.ts'
import { lostChanges } from './lost-changes.ts'
import { storeEvent } from './sse-events.ts'
import { StreamReader, type StreamReaderDeps } from './stream-reader.ts'

const loadDesk = readScript(new URL('./desk-load.lua', import.meta.url), {
  keys: [
    'live',
    'roster',
    'talking',
    'agentRevs',
    'feed',
    'epoch',
    'unheard',
    'office',
    'settings',
    'groups',
  ],
  args: ['callPrefix', 'newEpoch'],
})
const BEAT_EVERY_MS = 10_000
/** How long `stop` waits for reports that are under way. */
const STOPS_WITHIN_MS = 1_500

export interface FeedDeps extends StreamReaderDeps {
  clock: Clock
  runtime?: Runtime
  log: Logger
  desk: DeskState
  contacts: Pick<Contacts, 'load' | 'loadIfBehind' | 'apply' | 'of' | 'named' | 'book' | 'rev'>
  settings: Pick<LiveSettings, 'take' | 'stored' | 'now'>
  agents: AgentActors
  events: EventBus
  /** This process, among the coordinators. */
  coordinatorId: string
}

/**
 * The live feed: one reader per process, each entry shown on every console. The stream in Redis is the order. A commit of this
 * process is shown from its own reply if it is the next entry of the stream; all others are shown when the reader has read
 * them.
 */
export class Feed {
  readonly #runtime: Runtime
  readonly #consoles: Consoles
  readonly #reports: ConsoleReports
  readonly #echoes: Echoes
  readonly #broadcast: Broadcast
  readonly #reader: StreamReader
  /** Id of the Redis database that the desk was loaded from; it changes when the database loses everything. */
  #epoch = ''
  #reachable = true
  #mustReload = false
  /** The desk is being loaded, perhaps as it was before a commit that is shown now. */
  #isLoading = false
  #stopped = false
  #stopBeats: (() => void) | undefined

  constructor(private readonly deps: FeedDeps) {
    const { runtime = systemRuntime } = deps
    this.#runtime = runtime
    this.#consoles = new Consoles(runtime)
    this.#reports = new ConsoleReports({ ...deps, consoles: this.#consoles })
    this.#echoes = new Echoes({ ...deps, runtime, consoles: this.#consoles })
    this.#broadcast = new Broadcast({
      ...deps,
      consoles: this.#consoles,
      reloadSoon: () => this.reloadSoon(),
    })
    this.#reader = new StreamReader(deps, runtime, {
      lastShownId: () => this.#broadcast.lastShownId,
      epoch: () => this.#epoch,
      mustReload: () => this.#mustReload || !this.#reachable,
      show: (entries) => this.#broadcast.show(entries),
      reload: () => this.#reload(),
      storeAway: (cause) => this.#storeAway(cause),
    })
  }

  get stopped() {
    return this.#stopped
  }

  /** Whether the stream can be read. */
  get reachable() {
    return this.#reachable
  }

  /** The consoles that are open at this process. */
  get openConsoles(): readonly ConsoleStream[] {
    return this.#consoles.all
  }

  get consoleCount() {
    return this.#consoles.size
  }

  /** Loads the desk and begins to read. @throws RedisAway */
  async start() {
    const { contacts } = this.deps
    // Before the desk, whose last entries carry names; and what has changed since then is in no entry that follows.
    await contacts.load()
    await this.#load()
    await contacts.loadIfBehind()
    this.#reader.start()
    this.#echoes.start()
    this.#stopBeats = this.#runtime.every(BEAT_EVERY_MS, () => this.#consoles.beat(this.deps.clock.now()))
  }

  async stop() {
    this.#stopped = true
    this.#stopBeats?.()
    this.#echoes.stop()
    this.closeConsoles()
    await Promise.race([
      Promise.all([this.#reader.stop(), this.#reports.settled()]),
      pause(this.#runtime, STOPS_WITHIN_MS),
    ])
  }

  /**
   * Another server may answer from now on, and may lack what was shown last. With the next read the desk is loaded again.
   * Until then nothing is shown, since an entry of that server may be older than the desk.
   */
  reloadSoon() {
    this.#mustReload = true
  }

  /** The browsers reconnect to another process. */
  closeConsoles() {
    this.#consoles.closeAll()
  }

  /**
   * Shows the entries of a commit of this process, at once if they directly follow what is shown.
   * @param call the view that the commit of a call has written
   */
  publish({ after, entries }: FeedAppend, call?: CallView) {
    const isUncertain = this.#mustReload || this.#isLoading
    if (isUncertain || after !== this.#broadcast.lastShownId) this.#reader.readNow()
    else this.#broadcast.show(entries, call)
  }

  /**
   * Answers `GET /api/events`. Resolves when the stream has begun.
   * @throws RedisAway, or a Refusal when too many consoles are open; then nothing was written
   */
  async open(
    console: ConsoleStreamRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<ConsoleStream> {
    const { events } = this.deps
    const { agentId } = console
    const id = this.#runtime.uuid()
    this.#consoles.admit(id, agentId)
    await this.#reports.opens(id, console).catch((error: unknown) => {
      this.#consoles.turnAway(id)
      throw error
    })
    request.socket.setNoDelay(true)
    // The connection ends with the stream. Chunked encoding would cost each console three writes for each event.
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      connection: 'close',
      'x-accel-buffering': 'no',
    })
    const onDropped = () => events.emit('consoleDropped', { agentId })
    const stream = new ConsoleStream(id, console, response, this.#runtime, onDropped)
    this.#broadcast.begin(stream, this.#reachable)
    this.#consoles.add(stream)
    events.emit('consoleOpened', { agentId })
    const closed = () => {
      if (this.#consoles.remove(id)) this.#reports.closed(id, console)
    }
    response.on('close', closed)
    if (response.destroyed || request.destroyed) closed()
    return stream
  }

  /**
   * A console of the agent has echoed a beat.
   * @returns false when the agent has no such console open
   * @throws RedisAway
   */
  echo(agentId: string, consoleId: string, echo: Echo): Promise<boolean> {
    return this.#echoes.heard(agentId, consoleId, echo)
  }

  /** Repeats what Redis does not know of the consoles that are open here. @throws RedisAway */
  repeatReports(): Promise<void> {
    return this.#reports.repeat()
  }

  /** Reports again that a console is open. @throws RedisAway */
  reportAgain(stream: ConsoleStream): Promise<void> {
    return this.#reports.reopened(stream)
  }

  /** By how much what is shown here is behind the end of the stream, in ms of Redis's clock. */
  async lagMs(): Promise<number> {
    const { redis, keys } = this.deps
    const [last] = await redis.xrevrange(keys.feed, '+', '-', 'COUNT', 1)
    const { lastShownId } = this.#broadcast
    if (!last || !isAfter(last[0], lastShownId)) return 0
    return Number.parseInt(last[0], 10) - Number.parseInt(lastShownId, 10)
  }

  /** @returns the newest entries of the stream, the oldest first */
  async #load(): Promise<readonly FeedEntry[]> {
    const { redis, keys, desk } = this.deps
    const args = { callPrefix: keys.call(''), newEpoch: this.#runtime.uuid() }
    const loaded = desk.load(await loadDesk.run(redis, keys, args))
    this.#epoch = loaded.epoch
    const entries = loaded.recent.map(entryFrom).reverse()
    this.#broadcast.deskLoaded(loaded, entries)
    return entries
  }

  /**
   * The desk that was loaded holds what all other entries say, but no revocation. If some of them are too old to be known, all
   * browsers reconnect, and each proves its session.
   * @param newest entries of the stream, of which those after `lastShownId` were not shown
   */
  #revokeMissed(newest: readonly FeedEntry[], lastShownId: string) {
    const missed = newest.filter(({ id }) => isAfter(id, lastShownId))
    for (const entry of missed) if (entry.t === 'revoked') this.#broadcast.revoke(entry)
    if (lastShownId === '0-0' || missed.length < newest.length || newest.length === 0) return
    this.deps.events.emit('revocationsUnknown', {})
    this.closeConsoles()
  }

  #storeAway(cause: unknown) {
    if (this.#stopped || !this.#reachable) return
    this.#reachable = false
    this.deps.log.error({ err: cause }, 'The feed cannot be read: Redis is away')
    this.#consoles.send([{ subject: 'store', bytes: Buffer.from(storeEvent(false)) }])
  }

  /** Redis is back, or has lost entries: every console gets the desk that Redis has now. */
  async #reload() {
    const { desk, settings, contacts, events, log } = this.deps
    const epoch = this.#epoch
    const { lastShownId } = this.#broadcast
    const calls = desk.calls()
    const shown = {
      agents: desk.agents(),
      office: desk.office(),
      settings: settings.stored(),
      groups: desk.groups(),
      contacts: contacts.book.all(),
    }
    this.#mustReload = false
    this.#isLoading = true
    const newest = await this.#load().finally(() => {
      this.#isLoading = false
    })
    this.#reachable = true
    if (this.#epoch === epoch) this.#revokeMissed(newest, lastShownId)
    else events.emit('storeForgotten', shown)
    const lost = lostChanges(calls, desk, newest)
    if (lost.length > 0) events.emit('changesLost', { calls: lost })
    events.emit('deskReloaded', {})
    log.info('The feed goes on from what Redis has')
    this.#broadcast.beginAgain()
  }
}
