import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Role } from '../../machines/ids.ts'
import { ALL_IN_SIGHT, type Sight } from '../protocol/sight.ts'
import type { Runtime } from '../runtime.ts'

/** Past this many bytes that its connection has not taken yet a console counts as slow. */
const SLOW_BYTES = 64 * 1024
/** A slow console that misses more views than this is closed. Its browser reconnects and resumes. */
const MOST_PENDING = 5000
/** A console that stays slow for that long is gone, even if its connection still stands. */
const STALLED_MS = 30_000
/** How long a closed stream may take to send what was written to it. */
const CLOSES_WITHIN_MS = 4_000

/** A console's request for the feed. */
export interface ConsoleStreamRequest {
  agentId: string
  name: string
  role: Role
  /** The company's account has opened the session. */
  company: boolean
  sessionHash: string
  /** When its session ends, and the stream with it (ms since the epoch). */
  expiresAt: number
  /** Id of the last event that the browser has, when it reconnects. */
  lastEventId: string | null
}

export interface ConsoleEvent {
  /** What the event is about. A newer event about the same subject replaces an older one. */
  subject: string
  bytes: Buffer
  /** What the console of an agent with less sight gets instead. Null: nothing. Left out: the same. */
  as?: (sight: Sight) => Buffer | null
  /** It may wait for a moment, until there is more to write: of each subject the newest is enough. */
  mayWait?: true
}

/**
 * One console's stream. Nobody waits for a slow console, and its memory is bounded: of each call and agent only the
 * newest view is kept for it.
 */
export class ConsoleStream {
  readonly #pending = new Map<string, Buffer>()
  #slowSince: number | null = null
  #socket: Socket | null = null
  /** What its agent may see. */
  sight = ALL_IN_SIGHT
  /** When its console last echoed a beat, on the monotonic clock; until then, when it opened. */
  echoedAt: number

  constructor(
    readonly id: string,
    readonly console: ConsoleStreamRequest,
    private readonly response: ServerResponse,
    private readonly runtime: Pick<Runtime, 'after' | 'elapsed'>,
    /** Called when the stream is closed because the console is too slow. */
    private readonly onDropped: () => void,
  ) {
    this.echoedAt = runtime.elapsed()
    response.flushHeaders()
    response.on('drain', () => this.#flush())
  }

  /** Begins the stream, or begins it again: what still waits is older than `parts`, and is dropped. */
  restart(parts: readonly (Buffer | string)[]) {
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
      // The newest view goes to the end: event ids must not run backwards on a stream.
      this.#pending.delete(subject)
      this.#pending.set(subject, bytes)
    }
    if (this.#pending.size > MOST_PENDING) this.#drop()
  }

  dropIfStalled() {
    if (this.#slowSince !== null && this.runtime.elapsed() - this.#slowSince > STALLED_MS) this.#drop()
  }

  /** @param last what the browser still gets */
  close(last = '') {
    if (last !== '') this.#write(last)
    this.response.end()
    const tooLate = this.runtime.after(CLOSES_WITHIN_MS, () => this.response.destroy())
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

  /** A stream that is being closed may still have much to send, and takes nothing more. */
  #write(bytes: Buffer | string) {
    if (!this.response.writableEnded) this.#out().write(bytes)
  }

  /**
   * The bare connection. Node holds back what is written to a response until the end of the turn. Until then all else that
   * follows from a change is done first, such as the answer to its request and the commands to the carrier. A response has
   * no connection yet while an earlier response on it (HTTP pipelining) is not finished.
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
