/** Random choices from a seed: the same seed makes the same choices, on every machine. */
export class SeededRandom {
  /** From 0 up to, but not including, 1. */
  readonly next: () => number

  constructor(private readonly seed: string | number) {
    // FNV-1a, so that neighbouring seeds begin far apart.
    let hash = 0x811c9dc5
    for (const letter of String(seed)) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    this.next = mulberry32(hash)
  }

  /** A sequence of its own: what one part draws leaves the others as they are. */
  fork(name: string): SeededRandom {
    return new SeededRandom(`${this.seed}/${name}`)
  }

  /** A fraction from `low` up to `high`. */
  between = (low: number, high: number) => low + this.next() * (high - low)
  /** A whole number from `least` to `most`, both included. */
  whole = (least: number, most: number) => least + this.int(most - least + 1)
  /** A whole number from 0 up to, but not including, `below`. */
  int = (below: number) => Math.floor(this.next() * below)
  happens = (probability: number) => this.next() < probability

  /** @param from at least one */
  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T
  }

  pickOrNone<T>(from: readonly T[]): T | undefined {
    return from[this.int(from.length)]
  }

  sid(kind: string): string {
    let hex = ''
    while (hex.length < 32) hex += this.int(0x10000).toString(16).padStart(4, '0')
    return kind + hex
  }

  readonly uuid = () => this.sid('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
