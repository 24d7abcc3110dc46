import { LRUCache } from 'lru-cache'
import type { Clock } from '../runtime.ts'
import type { Session } from './session.ts'

const KEPT_MS = 60_000
const MOST_SESSIONS = 10_000

/** Sessions that this process has just read, so that a command does not read its sender's session from Redis. */
export class SessionCache {
  readonly #clock: Clock
  readonly #sessions: LRUCache<string, Session>
  /** Counts revocations: a session that was read before one must not be kept after it. */
  #revocations = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#sessions = new LRUCache({ max: MOST_SESSIONS, ttl: KEPT_MS, ttlResolution: 0, perf: clock })
  }

  get revocations(): number {
    return this.#revocations
  }

  get(hash: string): Session | null {
    const session = this.#sessions.get(hash)
    return session && session.expiresAt > this.#clock.now() ? session : null
  }

  /** @param readAt `revocations` as it was when the read began */
  put(session: Session, readAt: number): void {
    if (readAt === this.#revocations) this.#sessions.set(session.hash, session)
  }

  clear(): void {
    this.#revocations++
    this.#sessions.clear()
  }

  /** @param hash null: all sessions of the agent */
  forget(agentId: string, hash: string | null): void {
    this.#revocations++
    if (hash !== null) this.#sessions.delete(hash)
    else
      for (const [key, session] of this.#sessions) if (session.agentId === agentId) this.#sessions.delete(key)
  }
}
