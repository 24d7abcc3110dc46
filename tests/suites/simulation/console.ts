import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { Beat, DeskSnapshot } from '../../../coordinator/protocol/feed.ts'
import { EventStream } from '../../setup/event-stream.ts'
import { isLater } from '../../setup/feed-id.ts'
import type { ReceivedEvent } from '../../setup/live-client.ts'
import type { SimulatedCoordinator } from './coordinators.ts'
import type { ConsoleProofs } from './proofs.ts'
import type { World } from './world.ts'

const WIRE_MS = [2, 25] as const

/** What a browser tab knows from the live feed. */
export class SimulatedConsole {
  readonly calls = new Map<string, CallView>()
  readonly agents = new Map<string, AgentView>()
  lastEventId: string | null = null
  /** Redis has lost all data and no snapshot has come since: revs may begin again. */
  awaitsSnapshot = false
  readonly #stream = new EventStream()

  constructor(
    private readonly world: World,
    readonly name: string,
    readonly proofs: ConsoleProofs,
    private readonly onNews: () => void,
  ) {}

  /** The stream has ended: drops an event that came in part. */
  cut() {
    this.#stream.cut()
  }

  receive(text: string) {
    // Not parsed again: the coordinator has checked it, and there are many of these events.
    for (const told of this.#stream.read(text)) this.#take(told as ReceivedEvent)
    this.proofs.follow(this.calls)
    this.onNews()
  }

  #take({ id, event, data }: ReceivedEvent) {
    if (event === 'snapshot') this.#begin(data)
    if (event === 'call') this.#update(data)
    if (event === 'agent') this.agents.set(data.agentId, data)
    if (event === 'beat') this.#beat(data)
    if (id === null) return
    if (
      event !== 'snapshot' &&
      !this.awaitsSnapshot &&
      this.lastEventId !== null &&
      !isLater(id, this.lastEventId)
    )
      this.world.fail('ids of the feed rise', `${this.name} was told ${id} after ${this.lastEventId}`)
    this.lastEventId = id
  }

  #beat({ consoleId, n }: Beat) {
    if (consoleId !== undefined) this.proofs.opened(consoleId)
    this.proofs.beat(n)
  }

  #begin({ calls, agents, consoleId }: DeskSnapshot) {
    this.awaitsSnapshot = false
    this.proofs.opened(consoleId)
    this.calls.clear()
    this.agents.clear()
    for (const call of calls) this.calls.set(call.callSid, call)
    for (const agent of agents) this.agents.set(agent.agentId, agent)
  }

  #update(call: CallView) {
    const known = this.calls.get(call.callSid)
    const next = known ? known.rev + 1 : 1
    // An ended call is in no snapshot, and its view may still change when a recording arrives.
    const late = known === undefined && call.status === 'ended'
    if (call.rev !== next && !late && !this.awaitsSnapshot)
      this.world.fail(
        'feed revs have no gaps',
        `${this.name} was told rev ${call.rev} of ${call.callSid}, and ${next} comes next`,
      )
    if (known?.status === 'ended' && call.status !== 'ended' && !this.awaitsSnapshot)
      this.world.fail('ended never comes back to life', `${this.name} was shown ${call.callSid} anew`)
    this.calls.set(call.callSid, call)
  }
}

/** One event stream from a coordinator to a browser. What is written arrives in order, until the stream breaks. */
export class SimulatedStream {
  readonly response: ServerResponse
  readonly request: IncomingMessage
  readonly #emitter = new EventEmitter()
  #open = true
  #arrivesAt = 0

  constructor(
    private readonly world: World,
    readonly coordinator: SimulatedCoordinator,
    private readonly receive: (text: string) => void,
    /** The browser sees that its stream is gone. */
    private readonly onLost: () => void,
  ) {
    const emitter = this.#emitter
    const write = (bytes: Buffer | string) => this.#send(String(bytes))
    const isClosed = () => !this.#open
    this.response = Object.assign(emitter, {
      socket: null,
      writableLength: 0,
      writeHead: () => this.response,
      flushHeaders: () => undefined,
      write,
      cork: () => undefined,
      uncork: () => undefined,
      end: () => this.lost(),
      destroy: () => this.lost(),
    }) as unknown as ServerResponse
    for (const name of ['writableEnded', 'destroyed']) Object.defineProperty(emitter, name, { get: isClosed })
    this.request = { socket: { setNoDelay: () => undefined }, destroyed: false } as unknown as IncomingMessage
    coordinator.streams.add(this)
  }

  get open() {
    return this.#open
  }

  /** The coordinator closed the stream, or died. */
  lost() {
    if (!this.#open) return
    this.#close()
    this.world.scheduler.after(this.world.random.between(5, 300), this.onLost)
  }

  /** The browser closed the stream, or lost it. @param noticedAfterMs when the coordinator notices */
  leave(noticedAfterMs: number) {
    if (!this.#open) return
    this.#open = false
    this.world.scheduler.after(noticedAfterMs, () => this.#close(), this.coordinator)
  }

  #close() {
    this.#open = false
    this.coordinator.streams.delete(this)
    if (this.coordinator.alive) this.#emitter.emit('close')
  }

  #send(text: string): boolean {
    const { scheduler, random } = this.world
    this.#arrivesAt = Math.max(this.#arrivesAt, scheduler.now + random.between(...WIRE_MS))
    scheduler.after(this.#arrivesAt - scheduler.now, () => {
      if (this.#open) this.receive(text)
    })
    return true
  }
}
