import { mulberry32 } from '../../setup/mulberry32.ts'

/** Chance from a seed: the same seed, the same choices, on every machine. */
export class Chance {
  /** From 0 up to, but not including, 1. */
  readonly next: () => number

  constructor(private readonly seed: string) {
    // FNV-1a, so that neighbouring seeds begin far apart.
    let hash = 0x811c9dc5
    for (const letter of seed) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    this.next = mulberry32(hash)
  }

  /** A stream of its own: what one part of the world draws leaves the others as they are. */
  of(name: string): Chance {
    return new Chance(`${this.seed}/${name}`)
  }

  between = (low: number, high: number) => low + this.next() * (high - low)
  happens = (probability: number) => this.next() < probability
  int = (below: number) => Math.floor(this.next() * below)

  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T
  }

  sid(kind: string): string {
    let hex = ''
    while (hex.length < 32) hex += this.int(0x10000).toString(16).padStart(4, '0')
    return kind + hex
  }

  readonly uuid = () => this.sid('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
