import type { LegAudio } from './leg-audio.ts'
import type { Mix } from './mix.ts'
import { FRAME_MS } from './pcm.ts'

/** Steps made at once after the process was held up; what is older than that is dropped. */
const CATCH_UP = 25

/** Moves all audio on by 20 ms at a time. It stands still while there are no lines. */
export class MediaClock {
  readonly lines = new Set<LegAudio>()
  readonly mixes = new Set<Mix>()
  private readonly listeners = new Set<() => void>()
  private readonly startedAt = performance.now()
  private timer: NodeJS.Timeout | null = null
  private waking: NodeJS.Immediate | null = null
  /** Steps since the start, the dropped ones included. */
  private done = 0

  add(line: LegAudio): void {
    this.lines.add(line)
    if (this.timer !== null) return
    this.done = this.due()
    this.timer = setInterval(() => this.wake(), FRAME_MS)
  }

  remove(line: LegAudio): void {
    this.lines.delete(line)
    if (this.lines.size === 0) this.close()
  }

  /** Calls back after every step; the result stops it. */
  onStep(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer)
    if (this.waking !== null) clearImmediate(this.waking)
    this.timer = null
    this.waking = null
  }

  /** Packets that came while the process was held up are read first: timers go before sockets. */
  private wake(): void {
    this.waking ??= setImmediate(() => {
      this.waking = null
      this.catchUp()
    })
  }

  private catchUp(): void {
    const due = this.due()
    this.done = Math.max(this.done, due - CATCH_UP)
    for (; this.done < due; this.done += 1) this.step()
  }

  private due(): number {
    return Math.floor((performance.now() - this.startedAt) / FRAME_MS)
  }

  private step(): void {
    for (const line of this.lines) line.listen()
    for (const mix of this.mixes) mix.step()
    for (const line of this.lines) line.speak(this.done)
    for (const listener of this.listeners) listener()
  }
}
