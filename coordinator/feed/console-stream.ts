import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Role } from '../../machines/ids.ts'
import type { Runtime } from '../runtime.ts'

/** Past this many bytes that its connection has not taken yet a console counts as slow. */
const SLOW_BYTES = 64 * 1024
/** A slow console is owed at most this many newest views before it is closed; it will resume. */
const MOST_PENDING = 5000
/** One that was slow all that time is not there any more, whatever its connection says. */
const STALLED_MS = 30_000
/** What was closed has so long to take what is on its way. */
const LEAVES_WITHIN_MS = 4_000

export interface ConsoleStreamRequest {
  agentId: string
  name: string
  role: Role
  sessionHash: string
  /** When its session ends, and the stream with it (ms since the epoch). */
  expiresAt: number
  lastEventId: string | null
}

/** An event, and what it is the newest word on. */
export interface ConsoleEvent {
  subject: string
  bytes: Buffer
}

/**
 * One console's stream. A slow one is not waited for and costs bounded memory: of each call and agent
 * only the newest view is kept for it.
 */
export class ConsoleStream {
  readonly #pending = new Map<string, Buffer>()
  #slowSince: number | null = null
  #socket: Socket | null = null

  constructor(
    readonly id: string,
    readonly console: ConsoleStreamRequest,
    private readonly response: ServerResponse,
    private readonly runtime: Pick<Runtime, 'after' | 'elapsed'>,
    /** It did not keep up, and was closed. */
    private readonly onDropped: () => void,
  ) {
    response.flushHeaders()
    response.on('drain', () => this.#flush())
  }

  /** The whole desk: whatever still waited is older than that. */
  startAnew(parts: readonly (Buffer | string)[]) {
    this.#pending.clear()
    const out = this.#out()
    out.cork()
    for (const part of parts) this.#write(part)
    out.uncork()
  }

  /** @param together the bytes of all events, so that a console that keeps up gets them in one write */
  send(events: readonly ConsoleEvent[], together: Buffer) {
    if (this.#pending.size === 0 && this.response.writableLength < SLOW_BYTES) {
      this.#slowSince = null
      this.#write(together)
      return
    }
    this.#slowSince ??= this.runtime.elapsed()
    for (const { subject, bytes } of events) {
      // The newest word takes the newest place: ids must not run backwards for this client.
      this.#pending.delete(subject)
      this.#pending.set(subject, bytes)
    }
    if (this.#pending.size > MOST_PENDING) this.#drop()
  }

  dropIfStalled() {
    if (this.#slowSince !== null && this.runtime.elapsed() - this.#slowSince > STALLED_MS) this.#drop()
  }

  /** @param comeBackMs after how long the browser is to try again; without, as it was told at the beginning */
  close(comeBackMs?: number) {
    if (comeBackMs !== undefined) this.#write(`retry: ${Math.round(comeBackMs)}\n\n`)
    this.response.end()
    const tooLate = this.runtime.after(LEAVES_WITHIN_MS, () => this.response.destroy())
    this.response.once('close', tooLate)
  }

  #drop() {
    if (this.response.destroyed) return
    this.response.destroy()
    this.onDropped()
  }

  #flush() {
    for (const [subject, bytes] of this.#pending) {
      if (this.response.writableLength >= SLOW_BYTES) return
      this.#pending.delete(subject)
      this.#write(bytes)
    }
    this.#slowSince = null
  }

  /** One that was closed may have much to send still, and must not be written to meanwhile. */
  #write(bytes: Buffer | string) {
    if (!this.response.writableEnded) this.#out().write(bytes)
  }

  /**
   * The bare connection: Node holds what is written to a response until all else that follows from a change is done,
   * the answer to whoever made it and what Twilio is told. Only who asked before an earlier answer was there has none yet.
   */
  #out(): ServerResponse | Socket {
    const { socket } = this.response
    if (socket !== null && socket !== this.#socket) {
      this.#socket = socket
      socket.on('drain', () => this.#flush())
    }
    return socket ?? this.response
  }
}
