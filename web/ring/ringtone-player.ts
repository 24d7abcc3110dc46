import { createStore } from '@xstate/store'
import type { RingKind } from '../calls/desk-sections.ts'
import { type Note, ringtones } from './ringtones.ts'

const VOLUME = 0.16
const FADE_S = 0.012

/** Makes the rings in the browser itself. A click or a key must have allowed sound before. */
export class RingtonePlayer {
  #context: AudioContext | null = null
  #gain: GainNode | null = null
  #kind: RingKind | null = null
  #timer: ReturnType<typeof setInterval> | undefined
  /** Whether this page may make sound. */
  readonly sound = createStore({
    context: { allowed: false },
    on: { allowedChanged: (_, { allowed }: { allowed: boolean }) => ({ allowed }) },
  })

  /** Call it from a click or a key: browsers allow sound from then on. */
  readonly unlock = () => {
    const context = this.#context ?? new AudioContext()
    this.#context = context
    const tell = () => this.sound.trigger.allowedChanged({ allowed: context.state === 'running' })
    context.onstatechange = tell
    tell()
    if (context.state === 'suspended') void context.resume()
  }

  /** Rings until it gets another kind; null silences it at once. */
  ring(kind: RingKind | null) {
    if (kind === this.#kind) return
    this.#silence()
    this.#kind = kind
    if (kind === null) return
    this.#play(kind)
    this.#timer = setInterval(() => this.#play(kind), ringtones[kind].everyMs)
  }

  /** One round of a ring, for an agent who wants to hear that it works. */
  test(kind: RingKind = 'new') {
    this.unlock()
    this.#play(kind)
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
    for (const note of ringtones[kind].notes) play(context, master, note)
  }
}

function play(context: AudioContext, into: GainNode, note: Note) {
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
