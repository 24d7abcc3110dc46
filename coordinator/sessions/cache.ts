import type { Session } from './sessions.ts'

const KEEP_MS = 60_000
const MOST = 10_000

/** Sessions that this process has just seen, so that a command need not ask Redis who sends it. */
export class SessionCache {
  readonly #held = new Map<string, { session: Session; until: number }>()
  /** Counts revocations: what was read before one must not be kept after it. */
  #revocations = 0

  get revocations(): number {
    return this.#revocations
  }

  get(hash: string, now: number): Session | null {
    const entry = this.#held.get(hash)
    if (entry && entry.until > now) return entry.session
    this.#held.delete(hash)
    return null
  }

  /** @param readAt `revocations` as it was when the reading began */
  put(session: Session, readAt: number, now: number): void {
    if (readAt !== this.#revocations) return
    const oldest = this.#held.size >= MOST ? this.#held.keys().next().value : undefined
    if (oldest !== undefined) this.#held.delete(oldest)
    this.#held.set(session.hash, { session, until: Math.min(now + KEEP_MS, session.expiresAt) })
  }

  /** @param hash null: all of the agent's */
  forget(agentId: string, hash: string | null): void {
    this.#revocations++
    if (hash !== null) this.#held.delete(hash)
    else for (const [key, { session }] of this.#held) if (session.agentId === agentId) this.#held.delete(key)
  }
}
