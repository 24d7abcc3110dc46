import type { Line } from './line.ts'
import { FRAME } from './pcm.ts'
import type { FrameSource } from './sources.ts'

/** Lines that hear each other: each gets the sum of what all the others say. */
export class Mix {
  private readonly members = new Map<Line, { muted: boolean }>()
  private readonly total = new Int32Array(FRAME)
  private signal: FrameSource | null = null

  get size(): number {
    return this.members.size
  }

  add(line: Line, muted = false): FrameSource {
    this.members.set(line, { muted })
    return { kind: 'voices', label: '', next: () => this.heardBy(line) }
  }

  remove(line: Line): void {
    this.members.delete(line)
  }

  mute(line: Line, muted: boolean): void {
    const member = this.members.get(line)
    if (member !== undefined) member.muted = muted
  }

  /** All members hear this on top of each other, once: a beep. */
  announce(signal: FrameSource): void {
    this.signal = signal
  }

  /** Sums what was said in this step. */
  step(): void {
    this.total.fill(0)
    this.addSignal()
    for (const [line, { muted }] of this.members) {
      if (muted) continue
      for (let i = 0; i < FRAME; i += 1) this.total[i] = (this.total[i] ?? 0) + (line.said[i] ?? 0)
    }
  }

  private addSignal(): void {
    const frame = this.signal?.next() ?? null
    if (frame === null) this.signal = null
    else for (let i = 0; i < FRAME; i += 1) this.total[i] = frame[i] ?? 0
  }

  private heardBy(line: Line): Int16Array {
    const own = this.members.get(line)
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME; i += 1) {
      const others = (this.total[i] ?? 0) - (own === undefined || own.muted ? 0 : (line.said[i] ?? 0))
      frame[i] = Math.max(-32_768, Math.min(32_767, others))
    }
    return frame
  }
}
