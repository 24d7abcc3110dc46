import type { Call, Device } from '@twilio/voice-sdk'
import { type DeviceStore, inUse } from '../devices/device-store.ts'

type Audio = NonNullable<Device['audio']>

/** When an output goes, the SDK takes another one by itself. Two changes at once would leave the sound on both. */
const AFTER_SDK_MS = 250

/** Keeps the sound of a leg on the output that the agent chose for talking, at its volume. Returns how to stop. */
export function followLegOutput(call: Call, audio: Audio, devices: DeviceStore): () => void {
  const elements = new Set<HTMLAudioElement>()
  let sinkId: string | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  const setVolume = () => {
    const { volume } = inUse(devices.getSnapshot().context, 'talk')
    for (const element of elements) element.volume = volume / 100
  }
  const setSink = () => {
    const ids = [...audio.availableOutputDevices.keys()]
    const { id } = inUse(devices.getSnapshot().context, 'talk')
    const wanted = ids.includes(id) ? id : ids[0]
    if (!audio.isOutputSelectionSupported || wanted === undefined || wanted === sinkId) return
    sinkId = wanted
    audio.speakerDevices.set(wanted).catch((error: unknown) => {
      sinkId = null
      console.warn('The call cannot be heard on the chosen device', error)
    })
  }
  const onElement = (element: HTMLAudioElement) => {
    elements.add(element)
    setVolume()
  }
  const onDevices = () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      sinkId = null
      setSink()
    }, AFTER_SDK_MS)
  }

  call.on('audio', onElement)
  audio.on('deviceChange', onDevices)
  const { unsubscribe } = devices.subscribe(() => {
    setVolume()
    if (timer === null) setSink()
  })
  setSink()
  return () => {
    if (timer !== null) clearTimeout(timer)
    unsubscribe()
    call.off('audio', onElement)
    audio.off('deviceChange', onDevices)
  }
}
