import type { Call, Device } from '@twilio/voice-sdk'
import type { LegEvent } from '../../machines/softphone/events.ts'

type Audio = NonNullable<Device['audio']>
type DevicesEvent = Extract<
  LegEvent,
  { type: 'MICROPHONE_GONE' | 'MICROPHONE_TAKEN' | 'OUTPUT_GONE' | 'OUTPUT_BACK' }
>

/** A microphone that is allowed again says nothing by itself, and the SDK may have replaced the track. */
const LOOK_EVERY_MS = 2_000

/**
 * Keeps a microphone on a leg: when the one in use is unplugged or no longer allowed, the next one that works is taken. Tells
 * what became of microphone and output. Returns how to stop.
 */
export function followLegDevices(call: Call, audio: Audio, tell: (event: DevicesEvent) => void): () => void {
  let stopped = false
  let taking = false
  let gone = false
  let hasOutput = audio.availableOutputDevices.size > 0
  let track: MediaStreamTrack | null = null

  const onEnded = () => void takeNext()
  function followTrack() {
    const newest = call.getLocalStream()?.getAudioTracks()[0] ?? null
    if (newest === track) return
    track?.removeEventListener('ended', onEnded)
    track = newest
    track?.addEventListener('ended', onEnded)
  }

  const isLost = () => {
    const { deviceId } = track?.getSettings() ?? {}
    const unplugged = deviceId !== undefined && !audio.availableInputDevices.has(deviceId)
    return gone || unplugged || track?.readyState === 'ended'
  }
  const look = () => {
    followTrack()
    if (isLost()) void takeNext()
  }
  const onDevices = () => {
    look()
    const outputs = audio.availableOutputDevices.size
    if (hasOutput && outputs === 0) tell({ type: 'OUTPUT_GONE' })
    if (!hasOutput && outputs > 0) tell({ type: 'OUTPUT_BACK' })
    hasOutput = outputs > 0
  }

  async function takeNext() {
    if (taking || stopped) return
    taking = true
    const name = await firstThatWorks()
    taking = false
    if (stopped) return
    if (name === null) {
      if (!gone) tell({ type: 'MICROPHONE_GONE' })
      gone = true
      return
    }
    gone = false
    followTrack()
    tell({ type: 'MICROPHONE_TAKEN', name })
  }

  /** @returns the name of the microphone; null when none works */
  async function firstThatWorks(): Promise<string | null> {
    for (const [deviceId, { label }] of audio.availableInputDevices) {
      try {
        // The SDK takes the device that it has anew only for other constraints.
        if (audio.inputDevice?.deviceId === deviceId) await audio.unsetAudioConstraints()
        else await audio.setInputDevice(deviceId)
        return label
      } catch {
        // The next one may work. That none does is told.
      }
    }
    return null
  }

  followTrack()
  audio.on('deviceChange', onDevices)
  const looking = setInterval(look, LOOK_EVERY_MS)
  return () => {
    stopped = true
    clearInterval(looking)
    track?.removeEventListener('ended', onEnded)
    audio.off('deviceChange', onDevices)
  }
}
