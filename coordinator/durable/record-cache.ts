import { LRUCache } from 'lru-cache'
import type { ActorTypes } from './actor-kind.ts'
import type { ActorRecord } from './actor-record.ts'
import type { ActorStore } from './actor-store.ts'

/** Copies of records as this process last saw them. A commit on an old copy is refused by its rev, and decided again. */
export class RecordCache<T extends ActorTypes> {
  readonly #held: LRUCache<string, ActorRecord<T>> | null
  /** The newest rev of which another process has told. A record that was under way until then may be older. */
  readonly #told: LRUCache<string, number> | null

  constructor(
    private readonly store: Pick<ActorStore<T>, 'load' | 'isCurrent'>,
    private readonly isOver: (record: ActorRecord<T>) => boolean,
    /** How many; 0: none is held. */
    most: number,
  ) {
    this.#held = most === 0 ? null : new LRUCache({ max: most })
    this.#told = most === 0 ? null : new LRUCache({ max: most })
  }

  keep(id: string, record: ActorRecord<T>): ActorRecord<T> {
    if (this.isOver(record)) this.#held?.delete(id)
    else if (record.rev >= (this.#told?.get(id) ?? 0)) this.#held?.set(id, record)
    return record
  }

  /** The copy, which may be old, or what Redis has. */
  async find(id: string): Promise<ActorRecord<T> | null> {
    return this.#held?.get(id) ?? (await this.read(id))
  }

  async read(id: string): Promise<ActorRecord<T> | null> {
    const record = await this.store.load(id)
    return record && this.keep(id, record)
  }

  /** As it is in Redis now. */
  async current(id: string): Promise<ActorRecord<T> | null> {
    const held = this.#held?.get(id)
    return held && (await this.store.isCurrent(id, held)) ? held : await this.read(id)
  }

  /** A commit was refused for an old copy, and answered with the record as it is. */
  replace(id: string, record: ActorRecord<T> | null): ActorRecord<T> | null {
    this.#held?.delete(id)
    return record && this.keep(id, record)
  }

  /** Another process committed that rev: an older copy is of no use. */
  forget(id: string, rev: number): void {
    const held = this.#held?.get(id)
    if (held && held.rev < rev) this.#held?.delete(id)
    this.#told?.set(id, rev)
  }

  /** What other processes have committed is not known: any copy may be of no use. */
  forgetAll(): void {
    this.#held?.clear()
    this.#told?.clear()
  }

  holds(id: string, rev: number): boolean {
    return this.#held?.get(id)?.rev === rev
  }
}
