import { createStore } from '@xstate/store'
import { samplesOf } from './ringtone-samples.ts'
import { type Ringtone, ringtones, type Tone, WAITING_NOTE } from './ringtones.ts'
import { roundsOf } from './rounds.ts'

const VOLUME = 0.16
const SOFT = 0.04
const FADE_S = 0.004

/** A ring that is wanted. */
export interface Ring {
  tone: Tone
  /** For which offer of which call it rings. Another one begins anew. */
  offer: string
  /** How long its caller has waited now, in milliseconds. */
  waitedMs: () => number
  /** How long is too long. */
  tooLongMs: number
}

/** What sounds now. */
interface Playing {
  sources: readonly AudioBufferSourceNode[]
  gain: GainNode
}

/**
 * Makes the rings in the browser itself. A click or a key must have allowed sound before. The audio hardware repeats a
 * ring, not a timer of the page: a browser fires the timers of hidden pages once a minute.
 */
export class RingtonePlayer {
  #context: AudioContext | null = null
  #ring: Ring | null = null
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

  /** Rings until it gets another tone or offer; null silences it at once. */
  ring(ring: Ring | null) {
    if (ring?.tone === this.#ring?.tone && ring?.offer === this.#ring?.offer) return
    this.#ring = ring
    this.#stop()
    this.#look()
  }

  /** A ring sounds here now: one is wanted, and the browser plays it. */
  get plays(): boolean {
    return this.#playing !== null && this.#context?.state === 'running'
  }

  /** One round of a ring, for an agent who wants to hear that it works. */
  test(tone: Tone = 'new') {
    this.unlock()
    this.#once(ringtones[tone], VOLUME)
  }

  /** One soft note, which does not drown what an agent hears on a call. */
  tellThatOneWaits() {
    this.#once(WAITING_NOTE, SOFT)
  }

  #once(ringtone: Ringtone, volume: number) {
    if (this.#context?.state !== 'running') return
    const gain = gainOf(this.#context, volume)
    const source = sourceOf(this.#context, bufferOf(this.#context, ringtone), gain)
    source.onended = () => gain.disconnect()
    source.start()
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
    if (allowed && this.#ring !== null) this.#playing ??= start(context, this.#ring)
    this.sound.trigger.allowedChanged({ allowed })
  }

  #stop() {
    const playing = this.#playing
    this.#playing = null
    if (!playing || !this.#context) return
    const { currentTime } = this.#context
    playing.gain.gain.setTargetAtTime(0, currentTime, FADE_S)
    for (const source of playing.sources) source.stop(currentTime + 10 * FADE_S)
  }
}

function start(context: AudioContext, { tone, waitedMs, tooLongMs }: Ring): Playing {
  const gain = gainOf(context, VOLUME)
  const buffer = bufferOf(context, ringtones[tone])
  const { single, repeatedFrom } = roundsOf(ringtones[tone], waitedMs(), tooLongMs)
  const now = context.currentTime
  const rounds = single.map((at) => {
    const source = sourceOf(context, buffer, gain)
    source.start(now + at)
    return source
  })
  const repeated = sourceOf(context, buffer, gain)
  repeated.loop = true
  repeated.onended = () => gain.disconnect()
  repeated.start(now + repeatedFrom)
  return { sources: [...rounds, repeated], gain }
}

function gainOf(context: AudioContext, volume: number): GainNode {
  const gain = context.createGain()
  gain.gain.value = volume
  gain.connect(context.destination)
  return gain
}

function bufferOf(context: AudioContext, ringtone: Ringtone): AudioBuffer {
  const samples = samplesOf(ringtone, context.sampleRate)
  const buffer = context.createBuffer(1, samples.length, context.sampleRate)
  buffer.copyToChannel(samples, 0)
  return buffer
}

function sourceOf(context: AudioContext, buffer: AudioBuffer, to: AudioNode): AudioBufferSourceNode {
  const source = context.createBufferSource()
  source.buffer = buffer
  source.connect(to)
  return source
}
