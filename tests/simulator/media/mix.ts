import type { LegAudio } from './leg-audio.ts'
import { clipped, FRAME, SILENCE } from './pcm.ts'
import type { FrameSource } from './sources.ts'

interface Member {
  muted: boolean
  /** The one line that hears this one. Null: all do. */
  only: LegAudio | null
}

/** Lines that hear each other: each gets the sum of what all the others say to it. */
export class Mix {
  private readonly members = new Map<LegAudio, Member>()
  private readonly total = new Int32Array(FRAME)
  private signal: FrameSource | null = null
  private voices: MixedVoice[] = []
  private whispers: (MixedVoice & { to: LegAudio })[] = []

  get size(): number {
    return this.members.size
  }

  add(line: LegAudio, muted = false, only: LegAudio | null = null): FrameSource {
    this.members.set(line, { muted, only })
    return { kind: 'voices', label: '', next: () => this.heardBy(line) }
  }

  remove(line: LegAudio): void {
    this.members.delete(line)
  }

  mute(line: LegAudio, muted: boolean): void {
    const member = this.members.get(line)
    if (member !== undefined) member.muted = muted
  }

  whisper(line: LegAudio, only: LegAudio | null): void {
    const member = this.members.get(line)
    if (member !== undefined) member.only = only
  }

  /** All members hear this on top of each other, once: a beep. */
  announce(signal: FrameSource): void {
    this.signal = signal
  }

  /** Sums what was said in this step; silence adds nothing, and nobody listens in a room of one. */
  step(): void {
    const announced = this.signal?.next() ?? null
    if (announced === null) this.signal = null
    this.voices = []
    this.whispers = []
    if (this.members.size < 2 && announced === null) return
    for (const [line, { muted, only }] of this.members) {
      if (muted || line.said === SILENCE) continue
      if (only === null) this.voices.push({ line, said: line.said })
      else this.whispers.push({ line, said: line.said, to: only })
    }
    if (announced !== null) this.voices.push({ line: null, said: announced })
    if (this.voices.length < 2) return
    this.total.fill(0)
    for (const { said } of this.voices) {
      for (let i = 0; i < FRAME; i += 1) this.total[i] = (this.total[i] ?? 0) + (said[i] ?? 0)
    }
  }

  private heardBy(line: LegAudio): Int16Array {
    const aloud = this.aloud(line)
    const whispers = this.whispers.filter(({ to }) => to === line)
    if (whispers.length === 0) return aloud
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME; i += 1)
      frame[i] = clipped(whispers.reduce((sum, { said }) => sum + (said[i] ?? 0), aloud[i] ?? 0))
    return frame
  }

  /** What all but this line say to everybody. */
  private aloud(line: LegAudio): Int16Array {
    const own = this.voices.find((voice) => voice.line === line)
    const others = this.voices.length - (own === undefined ? 0 : 1)
    if (others === 0) return SILENCE
    if (others === 1) return this.voices.find((voice) => voice !== own)?.said ?? SILENCE
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME; i += 1) frame[i] = clipped((this.total[i] ?? 0) - (own?.said[i] ?? 0))
    return frame
  }
}

/** What somebody says in this step; nobody in particular beeps. */
interface MixedVoice {
  readonly line: LegAudio | null
  readonly said: Int16Array
}
