import { openStreamHost } from './browser-stream-host.ts'
import type { StreamHost, TabPort } from './stream-host.ts'
import { followPage, type OpenLink, type StreamLink, type StreamLinkEvents } from './stream-link.ts'
import type { HostMessage, TabMessage } from './stream-messages.ts'

/** Tabs that find the leader silent at the same moment do not all take its place. */
const HESITATES_UP_TO_MS = 2_000

type Said =
  | { kind: 'leads'; leader: string }
  | { kind: 'toLeader'; tab: string; message: TabMessage }
  | { kind: 'toTab'; leader: string; tab: string; message: HostMessage }

/**
 * One stream for all tabs without a shared worker: the tab that has the lock leads, which means that it hosts the stream.
 * When it is closed, the browser gives the lock to the next one.
 * @param byForce takes the lock from a leader that no longer answers
 */
export const leaderLink =
  (agentId: string, byForce: boolean): OpenLink =>
  (events) =>
    new LeaderLink(agentId, byForce, events)

class LeaderLink implements StreamLink {
  readonly #id = crypto.randomUUID()
  /** Pages of another build have another name. */
  readonly #name: string
  readonly #channel: BroadcastChannel
  readonly #stopFollowing: () => void
  readonly #ports = new Map<string, TabPort>()
  /** Whose messages this tab believes. A leader that lost the lock in its sleep may speak once more. */
  #leader: string | null = null
  /** Not null while this tab leads. */
  #host: StreamHost | null = null
  #request = new AbortController()
  #hesitation: ReturnType<typeof setTimeout> | undefined
  #resign = () => {}
  /** This page goes: what it still says would make it join again. */
  #isGone = false

  constructor(
    private readonly agentId: string,
    byForce: boolean,
    private readonly events: StreamLinkEvents,
  ) {
    this.#name = `switchyard-stream ${agentId} ${import.meta.url}`
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => this.#hear(data)
    this.#stopFollowing = followPage(
      () => this.#withdraw(),
      () => this.#begin(),
    )
    if (byForce) this.#hesitation = setTimeout(() => this.#take(), Math.random() * HESITATES_UP_TO_MS)
    else this.#queue()
  }

  post(message: TabMessage) {
    if (this.#isGone) return
    if (this.#host) this.#host.receive(this.#portTo(this.#id), message)
    else this.#say({ kind: 'toLeader', tab: this.#id, message })
  }

  close() {
    this.#stopFollowing()
    this.#withdraw()
    this.#channel.close()
  }

  #hear(said: Said) {
    if (said.kind === 'toLeader') return this.#host?.receive(this.#portTo(said.tab), said.message)
    if (said.kind === 'leads') {
      this.#leader = said.leader
      if (this.#hesitation !== undefined) this.#queue()
      return this.events.onHost()
    }
    if (said.tab !== this.#id) return
    this.#leader ??= said.leader
    if (said.leader === this.#leader) this.events.onMessage(said.message)
  }

  /** Follows who leads now, and leads after all who came before. */
  #begin() {
    this.#isGone = false
    this.#queue()
    this.events.onHost()
  }

  #queue() {
    clearTimeout(this.#hesitation)
    this.#hesitation = undefined
    this.#request = new AbortController()
    this.#ask({ signal: this.#request.signal })
  }

  #take() {
    this.#hesitation = undefined
    this.#ask({ steal: true })
  }

  #ask(options: LockOptions) {
    const request = this.#request
    navigator.locks
      .request(this.#name, options, () => this.#lead())
      .catch((error: unknown) => {
        if (request.signal.aborted) return
        // Another tab took the lock by force, or the browser gives none.
        if (!(error instanceof DOMException && error.name === 'AbortError')) return this.events.onFailed()
        this.#withdraw()
        this.#begin()
      })
  }

  /** @returns resolves when this tab no longer leads */
  #lead(): Promise<void> {
    this.#host = openStreamHost(this.agentId)
    this.#leader = this.#id
    this.#say({ kind: 'leads', leader: this.#id })
    this.events.onHost()
    return new Promise((resolve) => {
      this.#resign = resolve
    })
  }

  /** Stops leading and following. */
  #withdraw() {
    clearTimeout(this.#hesitation)
    this.#request.abort()
    if (!this.#host) this.post({ type: 'leave' })
    this.#isGone = true
    this.#host?.close()
    this.#host = null
    this.#leader = null
    this.#ports.clear()
    this.#resign()
  }

  #portTo(tab: string): TabPort {
    const known = this.#ports.get(tab)
    if (known) return known
    const port =
      tab === this.#id
        ? { post: this.events.onMessage }
        : {
            post: (message: HostMessage) => this.#say({ kind: 'toTab', leader: this.#id, tab, message }),
          }
    this.#ports.set(tab, port)
    return port
  }

  #say(said: Said) {
    this.#channel.postMessage(said)
  }
}
