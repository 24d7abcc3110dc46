import type { Call, Device } from '@twilio/voice-sdk'
import type { LegEvent } from '../../machines/softphone/events.ts'
import { MACHINE_DEFAULT } from '../devices/audio-device.ts'
import { type DeviceStore, inUse } from '../devices/device-store.ts'
import { devicesInOrder } from '../devices/devices-in-use.ts'
import type { MicrophoneGain } from './microphone-gain.ts'

type Audio = NonNullable<Device['audio']>
type DevicesEvent = Extract<
  LegEvent,
  { type: 'MICROPHONE_GONE' | 'MICROPHONE_TAKEN' | 'OUTPUT_GONE' | 'OUTPUT_BACK' }
>

/** A microphone that is allowed again says nothing by itself, and the SDK may have replaced the track. */
const LOOK_EVERY_MS = 2_000

interface LegDevices {
  audio: Audio
  devices: DeviceStore
  gain: MicrophoneGain
}

/** Opens the microphone that the agent chose, before the leg is dialled. Without a choice, or if it fails, the SDK takes its own. */
export async function openMicrophone({ audio, devices, gain }: LegDevices): Promise<void> {
  const { id, volume } = inUse(devices.getSnapshot().context, 'microphone')
  await gain.prepare(audio, volume)
  if (id === MACHINE_DEFAULT || !audio.availableInputDevices.has(id)) return
  await audio.setInputDevice(id).catch((error: unknown) => {
    console.warn('The chosen microphone does not work', error)
  })
}

/**
 * Keeps a microphone on a leg: the one that the agent chooses; when it is unplugged or no longer allowed, the next one that
 * works. Tells what became of microphone and output. Returns how to stop.
 */
export function followLegDevices(
  call: Call,
  { audio, devices, gain }: LegDevices,
  tell: (event: DevicesEvent) => void,
): () => void {
  let stopped = false
  let taking = false
  let gone = false
  let hasOutput = audio.availableOutputDevices.size > 0
  let track: MediaStreamTrack | null = null
  /** Some tracks come from no device of the list: those of a filter for noise, for instance. */
  let isOfList = false
  let wanted = wantedId()

  const onEnded = () => void takeNext()
  function followTrack() {
    const stream = call.getLocalStream()
    const newest = (stream && gain.deviceStreamOf(stream).getAudioTracks()[0]) ?? null
    if (newest === track) return
    track?.removeEventListener('ended', onEnded)
    track = newest
    isOfList = isListed()
    track?.addEventListener('ended', onEnded)
  }

  const isListed = () => {
    const { deviceId } = track?.getSettings() ?? {}
    return deviceId !== undefined && isThere(deviceId)
  }
  const isLost = () => gone || track?.readyState === 'ended' || (isOfList && !isListed())
  /** The SDK and the page list the devices apart, and one of them is first. */
  const isThere = (deviceId: string) => {
    const { microphones } = devices.getSnapshot().context
    const known = microphones.length === 0 || microphones.some(({ id }) => id === deviceId)
    return known && audio.availableInputDevices.has(deviceId)
  }
  const look = () => {
    followTrack()
    isOfList ||= isListed()
    if (isLost()) void takeNext()
    else void takeWanted()
  }
  const onDevices = () => {
    look()
    const outputs = audio.availableOutputDevices.size
    if (hasOutput && outputs === 0) tell({ type: 'OUTPUT_GONE' })
    if (!hasOutput && outputs > 0) tell({ type: 'OUTPUT_BACK' })
    hasOutput = outputs > 0
  }

  function wantedId() {
    return inUse(devices.getSnapshot().context, 'microphone').id
  }

  /** The agent chose another microphone, or the chosen one is back: nothing is lost, so nothing is told. */
  async function takeWanted() {
    const id = wantedId()
    if (id === wanted || taking || stopped || !audio.availableInputDevices.has(id)) return
    wanted = id
    await alone(async () => {
      try {
        await audio.setInputDevice(id)
      } catch (error) {
        console.warn('The chosen microphone does not work', error)
      }
      followTrack()
    })
  }

  async function takeNext() {
    if (taking || stopped) return
    const name = await alone(firstThatWorks)
    if (stopped) return
    if (name === null) {
      if (!gone) tell({ type: 'MICROPHONE_GONE' })
      gone = true
      return
    }
    gone = false
    wanted = wantedId()
    followTrack()
    tell({ type: 'MICROPHONE_TAKEN', name })
  }

  async function setVolume() {
    const { volume } = inUse(devices.getSnapshot().context, 'microphone')
    if (!gain.set(volume) || taking || stopped) return
    await alone(async () => {
      // Adding what changes the volume opens the microphone anew; where it was added before, it must be asked for.
      await gain.prepare(audio, volume)
      if (gain.set(volume)) await openAnew()
      followTrack()
    })
  }

  async function alone<T>(work: () => Promise<T>): Promise<T> {
    taking = true
    try {
      return await work()
    } finally {
      taking = false
    }
  }

  /** @returns the name of the microphone; null when none works */
  async function firstThatWorks(): Promise<string | null> {
    const present = [...audio.availableInputDevices]
      .map(([id, { label }]) => ({ id, label }))
      .filter(({ id }) => isThere(id))
    const { microphone } = devices.getSnapshot().context.remembered
    const chosen = devicesInOrder(microphone, present).filter(({ id }) => isThere(id))
    const others = present.filter(({ id }) => !chosen.some((one) => one.id === id))
    for (const { id, label } of [...chosen, ...others]) {
      try {
        // The SDK takes the device that it has anew only for other constraints.
        if (audio.inputDevice?.deviceId === id) await openAnew()
        else await audio.setInputDevice(id)
        return label
      } catch {
        // The next one may work. That none does is told.
      }
    }
    return null
  }

  const openAnew = async () => {
    const { deviceId } = track?.getSettings() ?? {}
    if (audio.inputDevice) await audio.unsetAudioConstraints()
    else if (deviceId !== undefined) await audio.setInputDevice(deviceId)
  }

  followTrack()
  audio.on('deviceChange', onDevices)
  const { unsubscribe } = devices.subscribe(() => {
    look()
    void setVolume()
  })
  const looking = setInterval(look, LOOK_EVERY_MS)
  return () => {
    stopped = true
    clearInterval(looking)
    unsubscribe()
    track?.removeEventListener('ended', onEnded)
    audio.off('deviceChange', onDevices)
  }
}
