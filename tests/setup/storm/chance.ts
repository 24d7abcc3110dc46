import { mulberry32 } from '../mulberry32.ts'

/** Chances that come out the same again for the same seed. */
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
  const number = mulberry32(seed)
  const between = (least: number, most: number) => least + Math.floor(number() * (most - least + 1))
  return {
    number,
    of: (share) => number() < share,
    between,
    pick: (all) => all[between(0, all.length - 1)],
  }
}
