import type { Sight } from '../protocol/sight.ts'

interface RecentEntry {
  id: string
  bytes: Buffer | null
  /** What those get who do not see who listens. */
  withoutListeners: Buffer | null
}

/** The last entries of the feed, so that a console that reconnects gets only what it missed. They are kept as those get them who see callers. */
export class RecentEntries {
  #entries: RecentEntry[] = []

  constructor(
    /** Id of the entry before the first that is kept; null when it is not known. */
    private base: string | null,
    private readonly most = 2000,
  ) {}

  add(id: string, bytes: Buffer | null, withoutListeners = bytes) {
    this.#entries.push({ id, bytes, withoutListeners })
    if (this.#entries.length <= this.most * 2) return
    const dropped = this.#entries.splice(0, this.most)
    this.base = dropped.at(-1)?.id ?? this.base
  }

  /** All entries after an id. Null: that id is unknown or no longer kept, or entries are not kept for that sight. */
  since(id: string, { callers, listeners }: Sight): Buffer[] | null {
    if (!callers) return null
    const at = this.#entries.findLastIndex((entry) => entry.id === id)
    if (at < 0 && id !== this.base) return null
    return this.#entries
      .slice(at + 1)
      .flatMap(({ bytes, withoutListeners }) => (listeners ? bytes : withoutListeners) ?? [])
  }
}
