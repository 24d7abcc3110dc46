import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { FeedAppend, FeedEntry } from '../durable/feed-entry.ts'
import type { EventBus } from '../events.ts'
import type { CallView } from '../protocol/call-view.ts'
import { PROTOCOL } from '../protocol/feed.ts'
import { readScript } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import { Revocation } from '../sessions/revocation.ts'
import { ConsoleReports } from './console-reports.ts'
import { type ConsoleEvent, ConsoleStream, type ConsoleStreamRequest } from './console-stream.ts'
import { Consoles } from './consoles.ts'
import type { DeskState } from './desk-state.ts'
import { entryFrom, isAfter } from './feed-entries.ts'
import { isLostChange } from './lost-changes.ts'
import { RecentEntries } from './recent-entries.ts'
import { SnapshotEvent } from './snapshot-event.ts'
import { beatEvent, bytesOf, dataOf, storeEvent, subjectOf } from './sse-events.ts'
import { StreamReader, type StreamReaderDeps } from './stream-reader.ts'

const loadDesk = readScript(new URL('./desk-load.lua', import.meta.url), {
  keys: ['live', 'roster', 'talking', 'feed', 'epoch', 'unheard', 'office'],
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
  agents: AgentActors
  events: EventBus
  /** This process, among the coordinators. */
  coordinatorId: string
}

/**
 * The live feed: one reader per process, each entry serialised once and written to every console. The stream in Redis is
 * the order. A commit of this process is shown from its own reply if it is the next entry of the stream; all others are
 * shown when the reader has read them.
 */
export class Feed {
  readonly #runtime: Runtime
  readonly #consoles: Consoles
  readonly #reports: ConsoleReports
  readonly #snapshotEvent: SnapshotEvent
  readonly #reader: StreamReader
  #recent = new RecentEntries('0-0')
  /** Id of the last entry of the stream that is shown here. */
  #lastShownId = '0-0'
  /** Id of the Redis database that the desk was loaded from; it changes when the database loses everything. */
  #epoch = ''
  #reachable = true
  #mustReload = false
  #stopped = false
  #stopBeats: (() => void) | undefined

  constructor(private readonly deps: FeedDeps) {
    const { runtime = systemRuntime } = deps
    this.#runtime = runtime
    this.#consoles = new Consoles(runtime)
    this.#reports = new ConsoleReports({ ...deps, consoles: this.#consoles })
    this.#snapshotEvent = new SnapshotEvent(deps.desk, deps.clock)
    this.#reader = new StreamReader(deps, runtime, {
      lastShownId: () => this.#lastShownId,
      epoch: () => this.#epoch,
      mustReload: () => this.#mustReload || !this.#reachable,
      show: (entries) => this.#show(entries),
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
    await this.#load()
    this.#reader.start()
    this.#stopBeats = this.#runtime.every(BEAT_EVERY_MS, () => this.#consoles.beat(this.deps.clock.now()))
  }

  async stop() {
    this.#stopped = true
    this.#stopBeats?.()
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
    if (this.#mustReload || after !== this.#lastShownId) this.#reader.readNow()
    else this.#show(entries, call)
  }

  /**
   * Answers `GET /api/events`. Resolves when the stream has begun.
   * @throws RedisAway, or a Refusal when too many consoles are open; then nothing was written
   */
  async open(console: ConsoleStreamRequest, request: IncomingMessage, response: ServerResponse) {
    const { events } = this.deps
    const { agentId } = console
    const id = this.#runtime.uuid()
    this.#consoles.admit(agentId)
    await this.#reports.opens(id, console)
    request.socket.setNoDelay(true)
    // The connection ends with the stream. Chunked encoding would cost each console three writes for each event.
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'close',
      'x-accel-buffering': 'no',
    })
    const onDropped = () => events.emit('consoleDropped', { agentId })
    const stream = new ConsoleStream(id, console, response, this.#runtime, onDropped)
    stream.restart(['retry: 1000\n\n', ...this.#beginning(id, console.lastEventId)])
    this.#consoles.add(stream)
    events.emit('consoleOpened', { agentId })
    const closed = () => {
      if (this.#consoles.remove(id)) this.#reports.closed(id, console)
    }
    response.on('close', closed)
    if (response.destroyed || request.destroyed) closed()
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
    if (!last || !isAfter(last[0], this.#lastShownId)) return 0
    return Number.parseInt(last[0], 10) - Number.parseInt(this.#lastShownId, 10)
  }

  /**
   * What a console missed since the last event that it has; the whole desk when that is not known. Then a beat, which
   * proves to the page that it has all of it.
   */
  #beginning(consoleId: string, lastEventId: string | null): (Buffer | string)[] {
    const missed = lastEventId === null ? null : this.#recent.since(lastEventId)
    const store = this.#reachable ? '' : storeEvent(false)
    const beat = { n: this.#consoles.beats, at: new Date(this.deps.clock.now()).toISOString() }
    return missed
      ? [...missed, store + beatEvent({ ...beat, consoleId, protocol: PROTOCOL })]
      : [...this.#snapshotEvent.at(this.#lastShownId, consoleId), store + beatEvent(beat)]
  }

  /** @param own the view of the call's entry, when this process has just written it */
  #show(entries: readonly FeedEntry[], own?: CallView) {
    const { desk, events } = this.deps
    const unsent: ConsoleEvent[] = []
    for (const entry of entries) {
      this.#lastShownId = entry.id
      const change = desk.apply(entry, own)
      if (change === null) {
        this.#recent.add(entry.id, null)
        this.#consoles.send(unsent.splice(0))
        if (entry.t === 'revoked') this.#revoke(Revocation.parse(JSON.parse(entry.d)))
        continue
      }
      const data = 'agent' in change ? JSON.stringify(change.agent) : dataOf(entry)
      const bytes = Buffer.from(`id: ${entry.id}\nevent: ${entry.t}\ndata: ${data}\n\n`)
      this.#recent.add(entry.id, bytes)
      unsent.push({ subject: subjectOf(change), bytes })
      if ('call' in change) events.emit('callChanged', { view: change.call })
      else if ('agent' in change) events.emit('agentChanged', { view: change.agent })
    }
    this.#consoles.send(unsent)
  }

  #revoke(revocation: Revocation) {
    this.deps.events.emit('sessionRevoked', revocation)
    this.#consoles.revoke(revocation)
  }

  async #load() {
    const { redis, keys, desk } = this.deps
    const args = { callPrefix: keys.call(''), newEpoch: this.#runtime.uuid() }
    const loaded = desk.load(await loadDesk.run(redis, keys, args))
    this.#epoch = loaded.epoch
    this.#lastShownId = loaded.lastId
    this.#snapshotEvent.forget()
    const entries = loaded.recent.map(entryFrom).reverse()
    // No console of this process has these entries, but one that comes from another process may have had them there.
    this.#recent = new RecentEntries(entries.length === 0 ? loaded.lastId : null)
    for (const entry of entries) this.#recent.add(entry.id, bytesOf(entry))
  }

  #storeAway(cause: unknown) {
    if (this.#stopped || !this.#reachable) return
    this.#reachable = false
    this.deps.log.error({ err: cause }, 'The feed cannot be read: Redis is away')
    this.#consoles.send([{ subject: 'store', bytes: Buffer.from(storeEvent(false)) }])
  }

  /** Redis is back, or has lost entries: every console gets the desk that Redis has now. */
  async #reload() {
    const { desk, events, log } = this.deps
    const epoch = this.#epoch
    const shown = { calls: desk.calls(), agents: desk.agents(), office: desk.office() }
    this.#mustReload = false
    await this.#load()
    this.#reachable = true
    if (this.#epoch !== epoch) events.emit('storeForgotten', { agents: shown.agents, office: shown.office })
    const lost = shown.calls.filter((call) => isLostChange(call, desk.call(call.callSid)))
    if (lost.length > 0) events.emit('changesLost', { calls: lost })
    log.info('The feed goes on from what Redis has')
    this.#consoles.restart(({ id }) => [...this.#snapshotEvent.at(this.#lastShownId, id), storeEvent(true)])
  }
}
