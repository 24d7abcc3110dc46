import { createStore } from '@xstate/store'
import { MACHINE_DEFAULT } from '../devices/audio-device.ts'
import { samplesOf } from './ringtone-samples.ts'
import { type Ringtone, ringtones, type Tone, WAITING_NOTE } from './ringtones.ts'
import { roundsOf } from './rounds.ts'
import { gainOf, routeTo, type SoundOutput } from './sound-output.ts'

/** Of the volume that is set. */
const LOUD = 1
const SOFT = 0.25
const FADE_S = 0.004
/** In per cent, until the desk tells what this browser remembers. */
const FIRST_VOLUME = 60

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

/** Where a context plays: through a gain that is the volume. */
interface Opened {
  context: AudioContext
  volume: GainNode
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
  #opened: Opened | null = null
  #output: SoundOutput = { deviceId: MACHINE_DEFAULT, volume: FIRST_VOLUME }
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
      this.#opened ??= this.#open()
      const { context } = this.#opened
      if (context.state !== 'running') this.#resume(context)
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
    return this.#playing !== null && this.#opened?.context.state === 'running'
  }

  /** One round of a ring, for an agent who wants to hear that it works. */
  test(tone: Tone = 'new') {
    this.unlock()
    this.#once(ringtones[tone], LOUD)
  }

  /** One soft note, which does not drown what an agent hears on a call. */
  tellThatOneWaits() {
    this.#once(WAITING_NOTE, SOFT)
  }

  /** Rings there from now on, also while it rings. */
  playOn(output: SoundOutput) {
    const moves = output.deviceId !== this.#output.deviceId
    this.#output = output
    if (!this.#opened) return
    this.#opened.volume.gain.value = gainOf(output.volume)
    if (moves) route(this.#opened, output)
  }

  #once(ringtone: Ringtone, level: number) {
    if (this.#opened?.context.state !== 'running') return
    const { context } = this.#opened
    const gain = levelOf(this.#opened, level)
    const source = sourceOf(context, bufferOf(context, ringtone), gain)
    source.onended = () => gain.disconnect()
    source.start()
  }

  #open(): Opened {
    const context = new AudioContext()
    const volume = context.createGain()
    volume.gain.value = gainOf(this.#output.volume)
    context.onstatechange = () => {
      // After an interruption some browsers let the page go on without a gesture.
      if (context.state === 'suspended') this.#resume(context)
      this.#look()
    }
    const opened = { context, volume }
    route(opened, this.#output)
    return opened
  }

  /** A browser that wants a gesture first rejects, or never answers. The next gesture tries again. */
  #resume(context: AudioContext) {
    context.resume().catch(() => undefined)
  }

  #look() {
    const opened = this.#opened
    const allowed = opened?.context.state === 'running'
    if (opened && allowed && this.#ring !== null) this.#playing ??= start(opened, this.#ring)
    this.sound.trigger.allowedChanged({ allowed })
  }

  #stop() {
    const playing = this.#playing
    this.#playing = null
    if (!playing || !this.#opened) return
    const { currentTime } = this.#opened.context
    playing.gain.gain.setTargetAtTime(0, currentTime, FADE_S)
    for (const source of playing.sources) source.stop(currentTime + 10 * FADE_S)
  }
}

function route({ context, volume }: Opened, { deviceId }: SoundOutput) {
  routeTo(context, volume, deviceId).catch((error: unknown) =>
    console.warn('The ring cannot be heard on the chosen device', error),
  )
}

function start(opened: Opened, { tone, waitedMs, tooLongMs }: Ring): Playing {
  const { context } = opened
  const gain = levelOf(opened, LOUD)
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

function levelOf({ context, volume }: Opened, level: number): GainNode {
  const gain = context.createGain()
  gain.gain.value = level
  gain.connect(volume)
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
