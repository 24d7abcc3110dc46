import type { Device } from '@twilio/voice-sdk'

type Audio = NonNullable<Device['audio']>
type Processor = Parameters<Audio['addProcessor']>[0]

/** What the microphone of a leg is made louder or softer by. At 100 % its sound goes through untouched. */
export interface MicrophoneGain {
  /** Before a microphone is opened. */
  prepare: (audio: Audio, percent: number) => Promise<void>
  /** While the leg lasts. @returns whether the microphone must be opened anew for it */
  set: (percent: number) => boolean
  /** The stream of the device behind a stream of the leg. */
  deviceStreamOf: (stream: MediaStream) => MediaStream
}

const STARTS_WITHIN_MS = 500
const FADE_S = 0.02

interface Processed {
  source: MediaStream
  context: AudioContext
  gain: GainNode
}

export function createMicrophoneGain(): MicrophoneGain {
  const processed = new Map<MediaStream, Processed>()
  const added = new WeakSet<Audio>()
  let percent = 100

  const processor: Processor = {
    async createProcessedStream(source) {
      if (percent === 100) return source
      const context = new AudioContext()
      if (!(await runs(context))) {
        // The wrong volume is better than silence.
        void context.close()
        return source
      }
      const gain = context.createGain()
      gain.gain.value = percent / 100
      const out = context.createMediaStreamDestination()
      context.createMediaStreamSource(source).connect(gain).connect(out)
      processed.set(out.stream, { source, context, gain })
      return out.stream
    },
    async destroyProcessedStream(stream) {
      void processed.get(stream)?.context.close()
      processed.delete(stream)
    },
  }

  return {
    async prepare(audio, next) {
      percent = next
      if (next === 100 || added.has(audio)) return
      added.add(audio)
      await audio.addProcessor(processor)
    },
    set(next) {
      percent = next
      for (const { gain, context } of processed.values())
        gain.gain.setTargetAtTime(next / 100, context.currentTime, FADE_S)
      return next !== 100 && processed.size === 0
    },
    deviceStreamOf: (stream) => processed.get(stream)?.source ?? stream,
  }
}

/** A context that the browser holds back plays nothing. */
async function runs(context: AudioContext): Promise<boolean> {
  const waited = new Promise((resolve) => setTimeout(resolve, STARTS_WITHIN_MS))
  await Promise.race([context.resume().catch(() => undefined), waited])
  return context.state === 'running'
}

/** Of this page. It has one leg at a time. */
export const microphoneGain = createMicrophoneGain()
