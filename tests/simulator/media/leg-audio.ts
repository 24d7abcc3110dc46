import { level, SILENCE } from './pcm.ts'
import { type FrameSource, type HeardKind, silence } from './sources.ts'

/** The device at the far end of a leg: a simulated phone or a browser. */
export interface AudioPort {
  /** What was said there in the last 20 ms; null for nothing. */
  read(): Int16Array | null
  /** What is heard there for the next 20 ms. `step` counts them; steps may be left out. */
  write(frame: Int16Array, step: number): void
}

export interface HeardAudio {
  readonly kind: HeardKind
  readonly label: string
  /** Loudest frame of the last second, RMS, 0 to 1. */
  readonly level: number
  readonly frames: number
}

/** Frames over which `level` and `saidLevel` look back. */
const WINDOW = 50

/** Both directions of one leg's audio, moved on by the media clock in steps of 20 ms. */
export class LegAudio {
  /** What the far end said in this step. */
  said: Int16Array = SILENCE
  /** What the far end hears in this step. */
  playing: Int16Array = SILENCE
  framesSaid = 0
  /** Nobody yet, while the far end still rings. */
  port: AudioPort = { read: () => null, write: () => undefined }
  private source: FrameSource = silence
  private finished: (() => void) | null = null
  private readonly heardLevels = new Peak(WINDOW)
  private readonly saidLevels = new Peak(WINDOW)
  private framesHeard = 0

  get heard(): HeardAudio {
    const { kind, label } = this.source
    return { kind, label, level: rounded(this.heardLevels.value), frames: this.framesHeard }
  }

  /** Loudness of this very step. */
  get saidLevelNow(): number {
    return level(this.said)
  }

  get saidLevel(): number {
    return rounded(this.saidLevels.value)
  }

  /** From now on the far end hears this; nothing once it runs out. */
  hear(source: FrameSource): void {
    const finished = this.finished
    this.finished = null
    this.source = source
    finished?.()
  }

  /** Plays a source to its end. Rejects with the signal's reason when it is aborted before. */
  play(source: FrameSource, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        if (this.source === source) this.hear(silence)
        reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.hear(source)
      this.finished = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
    })
  }

  /** First half of a step, for all lines before any mixing. */
  listen(): void {
    const frame = this.port.read()
    this.said = frame ?? SILENCE
    if (frame !== null) this.framesSaid += 1
    this.saidLevels.add(level(this.said))
  }

  /** Second half of a step. */
  speak(step: number): void {
    const next = this.source.next()
    if (next === null) this.hear(silence)
    this.playing = next ?? SILENCE
    this.framesHeard += 1
    this.heardLevels.add(level(this.playing))
    this.port.write(this.playing, step)
  }
}

class Peak {
  private readonly recent: number[] = []
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  get value(): number {
    return this.recent.length === 0 ? 0 : Math.max(...this.recent)
  }

  add(value: number): void {
    this.recent.push(value)
    if (this.recent.length > this.size) this.recent.shift()
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
