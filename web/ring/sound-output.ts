import { MACHINE_DEFAULT } from '../devices/audio-device.ts'

/** Where a sound goes, and how loud: a device as browsers name it, and per cent of the loudest. */
export interface SoundOutput {
  deviceId: string
  volume: number
}

/** A sine at its loudest. Two of them together do not distort. */
const LOUDEST = 0.44

/** Ears hear in ratios: half as loud is a quarter of the power. */
export const gainOf = (percent: number): number => LOUDEST * (percent / 100) ** 2

interface SinkContext extends AudioContext {
  readonly sinkId: unknown
  setSinkId(id: string): Promise<void>
}
/** Chrome and Edge. The types of the DOM do not know it yet. */
const hasSink = (context: AudioContext): context is SinkContext => 'setSinkId' in context

/** The element that plays for a context, in browsers whose contexts have no output of their own. */
const elements = new WeakMap<
  AudioContext,
  { element: HTMLAudioElement; into: MediaStreamAudioDestinationNode }
>()

/**
 * Sends what `from` plays to a device. In a browser that cannot choose an output it goes where the machine plays sound.
 * @throws when the device cannot be used; the sound goes on where it went
 */
export async function routeTo(context: AudioContext, from: AudioNode, deviceId: string): Promise<void> {
  const id = deviceId === MACHINE_DEFAULT ? '' : deviceId
  if (hasSink(context)) {
    from.connect(context.destination)
    if (context.sinkId !== id) await context.setSinkId(id)
    return
  }
  const known = elements.get(context)
  if (!choosesOutputs || (id === '' && !known)) {
    from.connect(context.destination)
    return
  }
  const { element, into } = known ?? elementFor(context)
  await element.setSinkId(id)
  from.disconnect()
  from.connect(into)
  await element.play()
}

/** Whether this browser can play on another output than the machine's own. */
export const choosesOutputs =
  typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype

function elementFor(context: AudioContext) {
  const into = context.createMediaStreamDestination()
  const element = new Audio()
  element.srcObject = into.stream
  const both = { element, into }
  elements.set(context, both)
  return both
}
