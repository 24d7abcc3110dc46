import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { AgentActors } from '../agents/agents-port.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Office } from '../protocol/office/settings.ts'
import { scriptFrom } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { pause, type Runtime, systemRuntime } from '../runtime.ts'
import { Revocation } from '../sessions/revocation.ts'
import { type ConsoleEvent, ConsoleStream, type ConsoleStreamRequest } from './console-stream.ts'
import { Consoles } from './consoles.ts'
import type { DeskState } from './desk-state.ts'
import { entryFrom, isAfter } from './feed-entries.ts'
import { isLostChange } from './lost-changes.ts'
import { RecentEntries } from './recent-entries.ts'
import { SnapshotEvent } from './snapshot-event.ts'
import { bytesOf, storeEvent, subjectOf } from './sse-events.ts'
import { StreamReader, type StreamReaderDeps } from './stream-reader.ts'

const loadDesk = scriptFrom(new URL('./desk-load.lua', import.meta.url))
const HEARTBEAT_MS = 10_000
const GIVE_UP_MS = 1_500
/** Consoles try again every second, for as long as Redis is away. */
const MOST_UNTOLD = 5_000

export interface FeedDeps extends StreamReaderDeps {
  clock: Clock
  runtime?: Runtime
  log: Logger
  desk: DeskState
  /** This process, among the coordinators. */
  coordinatorId: string
  onCall(view: CallView): void
  onAgent(view: AgentView): void
  /** A console opened. */
  onOpened(agentId: string): void
  /** One was closed because it did not keep up. */
  onDropped(): void
  onRevoked(revocation: Revocation): void
  /** Redis has lost the last changes of these calls, as they were shown here: their callers may be where those put them. */
  onLost(calls: readonly CallView[]): void
  /** Redis has lost everything: who was there. */
  onForgotten(known: { agents: readonly AgentView[]; office: Office }): void
}

/**
 * The live feed: one reader per process, each entry serialised once and written to every console.
 * A commit of this process is shown from its own reply when nothing else came in between; otherwise,
 * and for everybody else's commits, the stream is the order.
 */
export class Feed {
  readonly #consoles: Consoles
  /** Closings that Redis could not be told. */
  readonly #untold = new Map<string, string>()
  /** … and that it is being told. */
  readonly #telling = new Set<Promise<void>>()
  #watermark = '0-0'
  #epoch = ''
  #recent = new RecentEntries('0-0')
  readonly #wholeDesk: SnapshotEvent
  #reachable = true
  #doubted = false
  #stopped = false
  readonly #reader: StreamReader
  #stopHeartbeat: (() => void) | undefined
  readonly #runtime: Runtime

  constructor(private readonly host: FeedDeps) {
    this.#runtime = host.runtime ?? systemRuntime
    this.#consoles = new Consoles(this.#runtime)
    this.#wholeDesk = new SnapshotEvent(host.desk, host.clock)
    this.#reader = new StreamReader(host, this.#runtime, {
      watermark: () => this.#watermark,
      epoch: () => this.#epoch,
      isOutdated: () => this.#doubted || !this.#reachable,
      take: (entries) => this.#take(entries),
      reload: () => this.#reload(),
      away: (cause) => this.#away(cause),
    })
  }

  get stopped() {
    return this.#stopped
  }

  get reachable() {
    return this.#reachable
  }

  get consoles() {
    return this.#consoles.size
  }

  /** The consoles that are open here. */
  get streams(): readonly ConsoleStream[] {
    return this.#consoles.all
  }

  /** @throws RedisAway when there is nothing to start from */
  async start() {
    await this.#load()
    this.#reader.start()
    this.#stopHeartbeat = this.#runtime.every(HEARTBEAT_MS, () => this.#consoles.beat(this.host.clock.now()))
  }

  async stop() {
    this.#stopped = true
    this.#stopHeartbeat?.()
    this.closeConsoles()
    await Promise.race([
      Promise.all([this.#reader.stop(), ...this.#telling]),
      pause(this.#runtime, GIVE_UP_MS),
    ])
  }

  /**
   * Another server may answer from now on, with less than was shown here. With the next read everything is shown
   * anew, and until then nothing: what it says might be older.
   */
  doubt() {
    this.#doubted = true
  }

  /** They come back to another process. */
  closeConsoles() {
    this.#consoles.sendAway()
  }

  /** A commit of this process. Shown at once if it is the very next thing in the feed. */
  publish(before: string, entries: readonly FeedEntry[]) {
    if (this.#doubted || before !== this.#watermark) this.#reader.goOn()
    else this.#take(entries)
  }

  /** Answers `GET /api/events`. @throws RedisAway, or a Refusal when too many are open, before anything was written */
  async open(
    console: ConsoleStreamRequest,
    request: IncomingMessage,
    response: ServerResponse,
    agents: AgentActors,
  ) {
    const { agentId, name } = console
    const id = this.#runtime.uuid()
    const { coordinatorId } = this.host
    this.#consoles.admit(agentId)
    try {
      await agents.send(agentId, name, { type: 'STREAM_OPENED', streamId: id, coordinatorId })
    } catch (error) {
      // It may have been noted all the same, and would never be closed. The first are the likeliest: then nobody answers.
      if (this.#untold.size < MOST_UNTOLD) this.#untold.set(id, agentId)
      throw error
    }
    request.socket.setNoDelay(true)
    // It ends with its connection: framed in chunks, each event would cost each console three writes.
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      connection: 'close',
      'x-accel-buffering': 'no',
    })
    const missed = console.lastEventId === null ? null : this.#recent.since(console.lastEventId)
    const stream = new ConsoleStream(id, console, response, this.#runtime, this.host.onDropped)
    const store = this.#reachable ? [] : [storeEvent(false)]
    stream.startAnew(['retry: 1000\n\n', ...(missed ?? this.#wholeDesk.at(this.#watermark)), ...store])
    this.#consoles.add(stream)
    this.host.onOpened(agentId)
    const closed = () => {
      if (!this.#consoles.remove(id)) return
      const telling = agents.send(agentId, name, { type: 'STREAM_CLOSED', streamId: id }).then(
        () => undefined,
        (error: unknown) => {
          this.host.log.warn({ err: error }, 'A closed console could not be noted yet')
          this.#untold.set(id, agentId)
        },
      )
      this.#telling.add(telling)
      void telling.then(() => this.#telling.delete(telling))
    }
    response.on('close', closed)
    if (response.destroyed || request.destroyed) closed()
  }

  /** Closings that Redis could not be told when they happened; told again until it takes them. */
  async tellUntold(tell: (streamId: string, agentId: string) => Promise<unknown>): Promise<void> {
    for (const [streamId, agentId] of this.#untold) {
      await tell(streamId, agentId)
      this.#untold.delete(streamId)
    }
  }

  #take(entries: readonly FeedEntry[]) {
    const events: ConsoleEvent[] = []
    for (const entry of entries) {
      this.#watermark = entry.id
      const news = this.host.desk.apply(entry)
      if (news === null) {
        this.#recent.add(entry.id, null)
        this.#consoles.send(events.splice(0))
        if (entry.t === 'revoked') this.#revoke(Revocation.parse(JSON.parse(entry.d)))
        continue
      }
      const data = 'agent' in news ? JSON.stringify(news.agent) : entry.d
      const bytes = Buffer.from(`id: ${entry.id}\nevent: ${entry.t}\ndata: ${data}\n\n`)
      this.#recent.add(entry.id, bytes)
      events.push({ subject: subjectOf(news), bytes })
      if ('call' in news) this.host.onCall(news.call)
      else if ('agent' in news) this.host.onAgent(news.agent)
    }
    this.#consoles.send(events)
  }

  #revoke(revocation: Revocation) {
    this.host.onRevoked(revocation)
    this.#consoles.revoke(revocation)
  }

  async #load() {
    const { redis, keys, desk } = this.host
    const names = [keys.live, keys.roster, keys.talking, keys.feed, keys.epoch, keys.unheard, keys.office]
    const loaded = desk.load(await loadDesk.run(redis, names, [keys.call(''), this.#runtime.uuid()]))
    this.#epoch = loaded.epoch
    this.#watermark = loaded.lastId
    this.#wholeDesk.forget()
    const entries = loaded.recent.map(entryFrom).reverse()
    // Every entry kept has gone to nobody here, but its id may be the last that a console saw elsewhere.
    this.#recent = new RecentEntries(entries.length === 0 ? loaded.lastId : null)
    for (const entry of entries) this.#recent.add(entry.id, bytesOf(entry))
  }

  /** How far what is shown here is behind the end of the feed; by Redis's own clock, in ms. */
  async lagMs(): Promise<number> {
    const [last] = await this.host.redis.xrevrange(this.host.keys.feed, '+', '-', 'COUNT', 1)
    if (!last || !isAfter(last[0], this.#watermark)) return 0
    return Number.parseInt(last[0], 10) - Number.parseInt(this.#watermark, 10)
  }

  #away(cause: unknown) {
    if (this.#stopped || !this.#reachable) return
    this.#reachable = false
    this.host.log.error({ err: cause }, 'The feed cannot be read: Redis is away')
    this.#consoles.send([{ subject: 'store', bytes: Buffer.from(storeEvent(false)) }])
  }

  /** Redis is back, or has lost what it had: what is shown starts from what it has now. */
  async #reload() {
    const { desk } = this.host
    const known = { epoch: this.#epoch, agents: desk.agents(), office: desk.office() }
    const shown = desk.calls()
    this.#doubted = false
    await this.#load()
    this.#reachable = true
    if (this.#epoch !== known.epoch) this.host.onForgotten(known)
    const lost = shown.filter((call) => isLostChange(call, desk.call(call.callSid)))
    if (lost.length > 0) this.host.onLost(lost)
    this.host.log.info('The feed goes on from what Redis has')
    this.#consoles.startAnew([...this.#wholeDesk.at(this.#watermark), storeEvent(true)])
  }
}
