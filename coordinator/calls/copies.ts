import type { CallRecord } from './call-record.ts'
import type { CallStore } from './call-store.ts'

const MOST_HELD = 5000

/** Live calls as this process last saw them: copies, so that a decision need not begin with a read. */
export class Copies {
  readonly #held = new Map<string, CallRecord>()

  constructor(private readonly store: Pick<CallStore, 'load' | 'isCurrent'>) {}

  keep(record: CallRecord): CallRecord {
    const { callSid, endedAt } = record.snapshot.context
    this.#held.delete(callSid)
    if (endedAt === null) this.#held.set(callSid, record)
    const oldest = this.#held.size > MOST_HELD ? this.#held.keys().next().value : undefined
    if (oldest !== undefined) this.#held.delete(oldest)
    return record
  }

  /** Maybe an old one: a commit will tell. */
  async find(callSid: string): Promise<CallRecord | null> {
    return this.#held.get(callSid) ?? (await this.read(callSid))
  }

  async read(callSid: string): Promise<CallRecord | null> {
    const record = await this.store.load(callSid)
    return record && this.keep(record)
  }

  /** As it is in Redis now. */
  async current(callSid: string): Promise<CallRecord | null> {
    const mine = this.#held.get(callSid)
    return mine && (await this.store.isCurrent(mine)) ? mine : await this.read(callSid)
  }

  /** What became of it, as a commit that was refused for an old copy has answered. */
  replace(callSid: string, record: CallRecord | null): CallRecord | null {
    this.#held.delete(callSid)
    return record && this.keep(record)
  }

  forget(callSid: string, rev: number): void {
    const mine = this.#held.get(callSid)
    if (mine && mine.rev < rev) this.#held.delete(callSid)
  }

  holds(callSid: string, rev: number): boolean {
    return this.#held.get(callSid)?.rev === rev
  }
}
