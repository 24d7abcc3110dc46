import type { Runtime } from '../runtime.ts'

export interface Window {
  ms: number
  /** Those of a group that are told one by one within it. */
  mostDifferent: number
}

/**
 * Tells of the first one at once, and of its repetitions as one number at the end of the window. Beyond so many different ones
 * of a group in that window, its others are told as one number. So however many come, few are told, and many of one group
 * hide none of another.
 */
export class Repetitions<Item> {
  #counts = new Map<string, { item: Item; more: number }>()
  /** How many different ones of each group are told one by one. */
  #told = new Map<string, number>()
  #stop: () => void = () => undefined

  constructor(
    private readonly runtime: Pick<Runtime, 'after'>,
    private readonly window: Window,
    private readonly tell: (item: Item, count: number) => void,
    /** What is told of all items of a group that are not told one by one. */
    private readonly ofMany: (item: Item) => Item,
  ) {}

  /** @param key the same for repetitions; null: no other one is the same */
  add(key: string | null, item: Item, group: string): void {
    if (this.#told.size === 0) this.#stop = this.runtime.after(this.window.ms, () => this.flush())
    const known = key === null ? undefined : this.#counts.get(key)
    const told = this.#told.get(group) ?? 0
    if (known) known.more += 1
    else if (told < this.window.mostDifferent) {
      this.#told.set(group, told + 1)
      if (key !== null) this.#counts.set(key, { item, more: 0 })
      this.tell(item, 1)
    } else {
      const others = this.#counts.get(group) ?? { item: this.ofMany(item), more: 0 }
      this.#counts.set(group, { ...others, more: others.more + 1 })
    }
  }

  /** Ends the window now. */
  flush(): void {
    this.#stop()
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    this.#told = new Map()
    for (const { item, more } of counts) if (more > 0) this.tell(item, more)
  }
}
