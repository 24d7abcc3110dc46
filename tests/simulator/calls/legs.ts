import type { Leg } from './leg.ts'

const KEPT = 2_000

/** All legs of the account, the last ended ones included, and who wants to hear of their changes. */
export class Legs {
  private readonly known = new Map<string, Leg>()
  /** How many there have been. */
  count = 0
  private readonly listeners = new Set<(leg: Leg) => void>()

  /** Newest first, as Twilio lists them. */
  all(): Leg[] {
    return [...this.known.values()].reverse()
  }

  live(): Leg[] {
    return [...this.known.values()].filter((leg) => leg.live)
  }

  find(sid: string): Leg | undefined {
    return this.known.get(sid)
  }

  /** The n-th leg since `before`, counted from 1. */
  nth(n: number, before: number): Leg | undefined {
    return [...this.known.values()].find((leg) => leg.serial === before + n)
  }

  add(leg: Leg): void {
    this.count += 1
    leg.serial = this.count
    this.known.set(leg.sid, leg)
    if (this.known.size > KEPT) this.forgetOldest()
    this.changed(leg)
  }

  changed(leg: Leg): void {
    if (!this.known.has(leg.sid)) return
    for (const listener of this.listeners) listener(leg)
  }

  onChange(listener: (leg: Leg) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private forgetOldest(): void {
    for (const leg of this.known.values()) {
      if (leg.live) continue
      this.known.delete(leg.sid)
      return
    }
  }
}
