/** Chances that come out the same again for the same seed (mulberry32). */
export interface Chance {
  /** From 0 up to 1. */
  number(): number
  /** Yes, this often. */
  of(share: number): boolean
  /** From `least` to `most`, both whole. */
  between(least: number, most: number): number
  /** One of them; undefined when there is none. */
  pick<T>(all: readonly T[]): T | undefined
}

export function chance(seed: number): Chance {
  let state = seed >>> 0
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(number() * (most - least + 1))
  return {
    number,
    of: (share) => number() < share,
    between,
    pick: (all) => all[between(0, all.length - 1)],
  }
}
