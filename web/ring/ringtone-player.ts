import type { RingKind } from '../calls/desk-sections.ts'

/** One note of a ring: frequencies in Hz that sound together, start and length in seconds. */
interface Note {
  hz: readonly number[]
  at: number
  for: number
}

/** Three rings that cannot be taken for one another: a telephone, a rising call, a falling reminder. */
const rings: Record<RingKind, { notes: readonly Note[]; everyMs: number }> = {
  new: {
    notes: [
      { hz: [440, 480], at: 0, for: 0.4 },
      { hz: [440, 480], at: 0.6, for: 0.4 },
    ],
    everyMs: 3_000,
  },
  transferred: {
    notes: [
      { hz: [587], at: 0, for: 0.14 },
      { hz: [740], at: 0.16, for: 0.14 },
      { hz: [988], at: 0.32, for: 0.32 },
    ],
    everyMs: 2_400,
  },
  returned: {
    notes: [
      { hz: [659], at: 0, for: 0.22 },
      { hz: [494], at: 0.26, for: 0.38 },
    ],
    everyMs: 2_800,
  },
}

const VOLUME = 0.16
const FADE_S = 0.012

/** Makes the rings in the browser itself, once a click has allowed it to sound. */
export class RingtonePlayer {
  #context: AudioContext | null = null
  #gain: GainNode | null = null
  #kind: RingKind | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #listeners = new Set<() => void>()

  get unlocked(): boolean {
    return this.#context?.state === 'running'
  }

  readonly isUnlocked = (): boolean => this.unlocked

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Call it from a click or a key: browsers allow sound from then on. */
  readonly unlock = () => {
    if (!this.#context) {
      this.#context = new AudioContext()
      this.#context.onstatechange = () => {
        for (const listener of this.#listeners) listener()
      }
    }
    if (this.#context.state === 'suspended') void this.#context.resume()
  }

  /** Rings until told otherwise; null is silence at once. */
  ring(kind: RingKind | null) {
    if (kind === this.#kind) return
    this.#silence()
    this.#kind = kind
    if (kind === null) return
    this.#play(kind)
    this.#timer = setInterval(() => this.#play(kind), rings[kind].everyMs)
  }

  /** One round of a ring, for an agent who wants to hear that it works. */
  test(kind: RingKind = 'new') {
    this.unlock()
    this.#play(kind)
  }

  close() {
    this.#silence()
    void this.#context?.close()
  }

  #silence() {
    clearInterval(this.#timer)
    this.#kind = null
    const gain = this.#gain
    this.#gain = null
    if (!gain || !this.#context) return
    gain.gain.setTargetAtTime(0, this.#context.currentTime, FADE_S / 3)
    setTimeout(() => gain.disconnect(), 100)
  }

  #play(kind: RingKind) {
    const context = this.#context
    if (context?.state !== 'running') return
    const master = this.#gain ?? context.createGain()
    if (!this.#gain) {
      master.gain.value = VOLUME
      master.connect(context.destination)
      this.#gain = master
    }
    for (const note of rings[kind].notes) sound(context, master, note)
  }
}

function sound(context: AudioContext, into: GainNode, note: Note) {
  const start = context.currentTime + note.at
  const end = start + note.for
  const envelope = context.createGain()
  envelope.gain.setValueAtTime(0, start)
  envelope.gain.linearRampToValueAtTime(1 / note.hz.length, start + FADE_S)
  envelope.gain.setValueAtTime(1 / note.hz.length, end - FADE_S)
  envelope.gain.linearRampToValueAtTime(0, end)
  envelope.connect(into)
  for (const hz of note.hz) {
    const oscillator = context.createOscillator()
    oscillator.frequency.value = hz
    oscillator.connect(envelope)
    oscillator.start(start)
    oscillator.stop(end)
  }
}
