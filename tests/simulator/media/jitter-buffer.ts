import { FRAME } from './pcm.ts'

/** Frames that wait on purpose, so that a packet may be that late. */
const CUSHION = 2
/** Half a second: older frames are dropped, so that delay cannot pile up. */
const LIMIT = 25
/** Over so many takes more than the cushion must have waited before one frame is left out. */
const PATIENCE = 25
/** Missing frames in a row that are covered with a fading copy of the last one. */
const COVERED = 3
const CYCLE = 2 ** 32

/**
 * Turns packets, which come early, late, twice, in any order or never, into one frame every 20 ms. The delay grows
 * when packets are late, up to half a second, and shrinks again when they no longer are.
 */
export class JitterBuffer {
  private readonly frames = new Map<number, Int16Array>()
  /** The newest packet: RTP timestamp, and position, which counts frames and does not wrap around. */
  private newest: { timestamp: number; position: number } | null = null
  /** Position of the next frame to be taken; what is before it comes too late. */
  private next = Number.NEGATIVE_INFINITY
  /** Whether there was a cushion to begin with. */
  private begun = false
  private missing = 0
  private fewest = LIMIT
  private takes = 0
  private before: Int16Array | null = null

  /** Frames that wait. */
  get depth(): number {
    return this.frames.size
  }

  /** @param timestamp RTP's: counts samples, wraps around at 32 bits */
  put(timestamp: number, samples: Int16Array): void {
    const position = this.positionOf(timestamp)
    for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
      this.keep(position + at / FRAME, samples.subarray(at, at + FRAME))
    }
  }

  /** The frame that is due; null when there is nothing to be heard. */
  take(): Int16Array | null {
    if (!this.begun && !this.begin()) return null
    this.shrink()
    const frame = this.frames.get(this.next)
    if (frame === undefined) return this.cover()
    this.frames.delete(this.next)
    this.next += 1
    this.missing = 0
    this.before = frame
    return frame
  }

  private begin(): boolean {
    if (this.frames.size < CUSHION) return false
    this.next = Math.min(...this.frames.keys())
    this.begun = true
    return true
  }

  /** Lost when later ones are there, and passed over; otherwise only late, and waited for. */
  private cover(): Int16Array | null {
    if (this.frames.size > 0) this.next += 1
    this.missing += 1
    if (this.before === null || this.missing > COVERED) return null
    const fade = 1 / 2 ** this.missing
    return this.before.map((sample) => sample * fade)
  }

  private shrink(): void {
    this.fewest = Math.min(this.fewest, this.frames.size)
    this.takes += 1
    if (this.takes < PATIENCE) return
    if (this.fewest > CUSHION) {
      this.frames.delete(this.next)
      this.next += 1
    }
    this.takes = 0
    this.fewest = LIMIT
  }

  private keep(position: number, frame: Int16Array): void {
    if (position < this.next) return
    this.frames.set(position, frame)
    if (this.frames.size <= LIMIT) return
    const oldest = Math.max(...this.frames.keys()) - LIMIT + 1
    for (const known of this.frames.keys()) if (known < oldest) this.frames.delete(known)
    this.next = Math.max(this.next, oldest)
  }

  private positionOf(timestamp: number): number {
    if (this.newest === null) {
      this.newest = { timestamp, position: 0 }
      return 0
    }
    const distance = (timestamp - this.newest.timestamp + CYCLE) % CYCLE
    const ahead = Math.round((distance < CYCLE / 2 ? distance : distance - CYCLE) / FRAME)
    const position = this.newest.position + ahead
    if (ahead > LIMIT) this.restart(position)
    if (ahead > 0) this.newest = { timestamp, position }
    return position
  }

  /** The far end was silent for long. */
  private restart(position: number): void {
    this.frames.clear()
    this.next = position
    this.begun = false
    this.before = null
  }
}
