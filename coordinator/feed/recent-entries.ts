/** The last entries of the feed, so that a console that reconnects gets only what it missed. */
export class RecentEntries {
  #entries: { id: string; bytes: Buffer | null }[] = []

  constructor(
    /** Id of the entry before the first that is kept; null when it is not known. */
    private base: string | null,
    private readonly most = 2000,
  ) {}

  add(id: string, bytes: Buffer | null) {
    this.#entries.push({ id, bytes })
    if (this.#entries.length <= this.most * 2) return
    const dropped = this.#entries.splice(0, this.most)
    this.base = dropped.at(-1)?.id ?? this.base
  }

  /** All entries after an id; null when that id was never issued or is no longer kept. */
  since(id: string): Buffer[] | null {
    const at = this.#entries.findLastIndex((entry) => entry.id === id)
    if (at < 0 && id !== this.base) return null
    return this.#entries.slice(at + 1).flatMap(({ bytes }) => (bytes ? [bytes] : []))
  }
}
