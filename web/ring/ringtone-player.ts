import { createStore } from '@xstate/store'
import type { RingKind } from '../calls/desk-sections.ts'
import { samplesOf } from './ringtone-samples.ts'
import { ringtones } from './ringtones.ts'

const VOLUME = 0.16
const FADE_S = 0.004

/** One sound that plays now. */
interface Playing {
  source: AudioBufferSourceNode
  gain: GainNode
}

/**
 * Makes the rings in the browser itself. A click or a key must have allowed sound before. The audio hardware repeats a
 * ring, not a timer of the page: a browser fires the timers of hidden pages once a minute.
 */
export class RingtonePlayer {
  #context: AudioContext | null = null
  #kind: RingKind | null = null
  #playing: Playing | null = null
  /** Whether this page may make sound now. */
  readonly sound = createStore({
    context: { allowed: false },
    on: {
      allowedChanged: (state, { allowed }: { allowed: boolean }) =>
        allowed === state.allowed ? state : { allowed },
    },
  })

  /** Call it from each click and each key: browsers allow sound from then on, also after an interruption. */
  readonly unlock = () => {
    try {
      this.#context ??= this.#open()
      if (this.#context.state !== 'running') this.#resume(this.#context)
    } catch (error) {
      console.warn('This browser makes no sound', error)
    }
    this.#look()
  }

  /** Rings until it gets another kind; null silences it at once. */
  ring(kind: RingKind | null) {
    if (kind === this.#kind) return
    this.#kind = kind
    this.#stop()
    this.#look()
  }

  /** A ring sounds here now: one is wanted, and the browser plays it. */
  get plays(): boolean {
    return this.#playing !== null && this.#context?.state === 'running'
  }

  /** One round of a ring, for an agent who wants to hear that it works. */
  test(kind: RingKind = 'new') {
    this.unlock()
    if (this.#context?.state === 'running') start(this.#context, kind, false)
  }

  #open(): AudioContext {
    const context = new AudioContext()
    context.onstatechange = () => {
      // After an interruption some browsers let the page go on without a gesture.
      if (context.state === 'suspended') this.#resume(context)
      this.#look()
    }
    return context
  }

  /** A browser that wants a gesture first rejects, or never answers. The next gesture tries again. */
  #resume(context: AudioContext) {
    context.resume().catch(() => undefined)
  }

  #look() {
    const context = this.#context
    const allowed = context?.state === 'running'
    if (allowed && this.#kind !== null) this.#playing ??= start(context, this.#kind, true)
    this.sound.trigger.allowedChanged({ allowed })
  }

  #stop() {
    const playing = this.#playing
    this.#playing = null
    if (!playing || !this.#context) return
    const { currentTime } = this.#context
    playing.gain.gain.setTargetAtTime(0, currentTime, FADE_S)
    playing.source.stop(currentTime + 10 * FADE_S)
  }
}

function start(context: AudioContext, kind: RingKind, loop: boolean): Playing {
  const samples = samplesOf(ringtones[kind], context.sampleRate)
  const buffer = context.createBuffer(1, samples.length, context.sampleRate)
  buffer.copyToChannel(samples, 0)
  const gain = context.createGain()
  gain.gain.value = VOLUME
  gain.connect(context.destination)
  const source = context.createBufferSource()
  source.buffer = buffer
  source.loop = loop
  source.connect(gain)
  source.onended = () => gain.disconnect()
  source.start()
  return { source, gain }
}
