import type { ServerResponse } from 'node:http'
import type { Role } from '../../machines/ids.ts'

/** Past this many bytes in its socket's buffer a console counts as slow. */
const SLOW_BYTES = 256 * 1024
/** A slow console owes us at most this many newest views before it is closed; it will resume. */
const MOST_PENDING = 5000

export interface ConsoleRequest {
  agentId: string
  name: string
  role: Role
  sessionHash: string
  /** When its session ends, and the stream with it (ms since the epoch). */
  expiresAt: number
  lastEventId: string | null
}

/**
 * One console's stream. A slow one is not waited for and costs bounded memory: of each call and agent
 * only the newest view is kept for it.
 */
export class ConsoleStream {
  #pending = new Map<string, Buffer>()

  constructor(
    readonly id: string,
    readonly console: ConsoleRequest,
    private readonly response: ServerResponse,
  ) {
    response.on('drain', () => this.#flush())
  }

  /** The whole desk: whatever still waited is older than that. */
  startAnew(bytes: Buffer) {
    this.#pending.clear()
    this.#write(bytes)
  }

  /** @param subject what the bytes are the newest word on */
  send(bytes: Buffer, subject: string) {
    if (this.#pending.size === 0 && this.response.writableLength < SLOW_BYTES) {
      this.#write(bytes)
      return
    }
    // The newest word takes the newest place: ids must not run backwards for this client.
    this.#pending.delete(subject)
    this.#pending.set(subject, bytes)
    if (this.#pending.size > MOST_PENDING) this.response.destroy()
  }

  /** @param comeBackMs after how long the browser is to try again; without, as it was told at the beginning */
  close(comeBackMs?: number) {
    if (comeBackMs !== undefined) this.#write(Buffer.from(`retry: ${Math.round(comeBackMs)}\n\n`))
    this.response.end()
  }

  #flush() {
    for (const [subject, bytes] of this.#pending) {
      if (this.response.writableLength >= SLOW_BYTES) return
      this.#pending.delete(subject)
      this.#write(bytes)
    }
  }

  /** One that was closed may have much to send still, and must not be written to meanwhile. */
  #write(bytes: Buffer) {
    if (!this.response.writableEnded) this.response.write(bytes)
  }
}
