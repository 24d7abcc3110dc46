import type { StreamOpening } from '../../coordinator/protocol/feed.ts'
import type { ConsoleFacts } from '../../coordinator/protocol/reachability.ts'
import { ablestTab } from './ablest-tab.ts'
import { type ConsoleEcho, EchoSender } from './echo-sender.ts'
import { EventStream, type EventStreamDeps } from './event-stream.ts'
import { KeptDesk } from './kept-desk.ts'
import type { HostMessage, TabMessage } from './stream-messages.ts'

/** How long an echo waits for tabs that have not answered the beat yet. */
const ANSWERS_WITHIN_MS = 500
/** A tab that has left so many beats unanswered is told nothing more until it says something. */
const FORGOTTEN_AFTER = 3

/** The way to one tab. */
export interface TabPort {
  post: (message: HostMessage) => void
}

interface Tab {
  readonly port: TabPort
  facts: ConsoleFacts
  /** Beats in a row that it has not answered, because it is gone, frozen or busy. */
  unanswered: number
}

export interface StreamHostDeps extends EventStreamDeps {
  /** Milliseconds since the epoch. */
  now: () => number
  sendEcho: (it: ConsoleEcho) => Promise<unknown>
}

/**
 * Has the one stream of all tabs of a browser and hands its events to them. Each tab answers each beat with its facts. The
 * ablest of those that answer makes the sound, and its facts are the echo. The host runs in a shared worker, or in a tab.
 */
export class StreamHost {
  readonly #tabs = new Map<TabPort, Tab>()
  /** Those that still owe an answer to the last beat. */
  readonly #owing = new Set<Tab>()
  readonly #echoes: EchoSender
  #cancelWait = () => {}
  #stream: EventStream | null = null
  #desk: KeptDesk
  #opening: StreamOpening | null = null
  /** The last beat of this stream. */
  #beat: number | null = null
  #appointed: Tab | null = null
  #echoed = ''
  /** When the server last took an echo. */
  #provenAt: number | null = null

  constructor(private readonly deps: StreamHostDeps) {
    this.#echoes = new EchoSender((it) => deps.sendEcho(it).then(() => this.#proven()))
    this.#desk = new KeptDesk(deps.now)
  }

  receive(port: TabPort, message: TabMessage) {
    switch (message.type) {
      case 'join':
        return this.#join(port, message.facts)
      case 'facts': {
        const tab = this.#tabs.get(port)
        return tab ? this.#answered(tab, message.facts) : this.#join(port, message.facts)
      }
      case 'reopen':
        return this.#stream?.reopen()
      case 'leave':
        return this.#leave(port)
    }
  }

  /** Forgets all tabs. */
  close() {
    this.#stream?.close()
    this.#stream = null
    this.#cancelWait()
    this.#tabs.clear()
    this.#owing.clear()
    this.#desk = new KeptDesk(this.deps.now)
    this.#opening = null
    this.#beat = null
    this.#appointed = null
    this.#echoed = ''
    this.#provenAt = null
  }

  #join(port: TabPort, facts: ConsoleFacts) {
    const tab = this.#tabs.get(port) ?? { port, facts, unanswered: 0 }
    this.#tabs.set(port, Object.assign(tab, { facts, unanswered: 0 }))
    // The timers of a hidden page are slow. Who joins again because nothing came makes the host look.
    if (this.#stream) this.#stream.look()
    else this.#stream = this.#openStream()
    if (this.#opening) port.post({ type: 'opened', opening: this.#opening })
    for (const event of this.#desk.beginning(this.#opening)) port.post({ type: 'event', event })
    port.post({ type: 'status', ...this.#stream.status })
    this.#appoint()
    port.post({ type: 'appointed', appointed: this.#appointed === tab })
    if (this.#provenAt !== null) port.post({ type: 'proven', at: this.#provenAt })
  }

  #leave(port: TabPort) {
    const tab = this.#tabs.get(port)
    if (!tab) return
    this.#tabs.delete(port)
    if (this.#tabs.size === 0) return this.close()
    if (this.#owing.delete(tab) && this.#owing.size === 0) this.#settle()
    else this.#appoint()
  }

  #openStream(): EventStream {
    return new EventStream(this.deps, {
      opened: (opening) => {
        this.#opening = opening
        this.#beat = null
        this.#echoed = ''
        this.#tell({ type: 'opened', opening })
      },
      event: (event) => {
        if (event.name === 'beat') this.#begin(event.data.n)
        this.#desk.apply(event)
        this.#tell({ type: 'event', event })
      },
      skipped: (name, why) => this.#tell({ type: 'skipped', name, why }),
      status: (status) => this.#tell({ type: 'status', ...status }),
      signedOut: () => {
        const ports = [...this.#tabs.keys()]
        this.close()
        for (const port of ports) port.post({ type: 'signedOut' })
      },
    })
  }

  #proven() {
    this.#provenAt = this.deps.now()
    this.#tell({ type: 'proven', at: this.#provenAt })
  }

  #tell(message: HostMessage) {
    for (const port of [...this.#tabs.keys()]) port.post(message)
  }

  /** A beat has come, and is about to be told. */
  #begin(beat: number) {
    if (this.#owing.size > 0) this.#settle()
    this.#beat = beat
    for (const tab of this.#tabs.values()) {
      if (tab.unanswered === 0) this.#owing.add(tab)
      else if (tab.unanswered >= FORGOTTEN_AFTER) this.#tabs.delete(tab.port)
      else tab.unanswered += 1
    }
    if (this.#owing.size > 0)
      this.#cancelWait = this.deps.timers.after(ANSWERS_WITHIN_MS, () => this.#settle())
  }

  #answered(tab: Tab, facts: ConsoleFacts) {
    tab.facts = facts
    tab.unanswered = 0
    if (!this.#owing.delete(tab)) this.#appoint()
    else if (this.#owing.size === 0) this.#settle()
  }

  /** The answers to a beat are there, or have been waited for long enough. */
  #settle() {
    this.#cancelWait()
    for (const tab of this.#owing) tab.unanswered = 1
    this.#owing.clear()
    if (this.#beat === null || !this.#echoes.suffices(this.#beat)) this.#echoed = ''
    this.#appoint()
  }

  /** Appoints the ablest tab, and sends an echo when there is something new to say. */
  #appoint() {
    const tabs = [...this.#tabs.values()].filter(({ unanswered }) => unanswered === 0)
    const ablest = ablestTab(tabs, this.#appointed)
    if (ablest !== this.#appointed) {
      this.#appointed?.port.post({ type: 'appointed', appointed: false })
      ablest?.port.post({ type: 'appointed', appointed: true })
      this.#appointed = ablest
    }
    if (!ablest || !this.#opening || this.#beat === null) return
    const facts = { ...ablest.facts, visible: tabs.some((tab) => tab.facts.visible) }
    const told = JSON.stringify(facts)
    if (told === this.#echoed) return
    this.#echoed = told
    const { consoleId } = this.#opening
    this.#echoes.say({ consoleId, echo: { seen: this.#beat, facts } })
  }
}
