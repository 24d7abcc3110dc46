import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followLegDevices } from '../../../web/softphone/leg-devices.ts'

/** The track of a microphone that can be unplugged. */
class Track extends EventTarget {
  readyState: 'live' | 'ended' = 'live'
  constructor(readonly deviceId: string) {
    super()
  }
  getSettings = () => ({ deviceId: this.deviceId })
  end() {
    this.readyState = 'ended'
    this.dispatchEvent(new Event('ended'))
  }
}

/** A leg with the SDK's list of devices, of which those in `broken` cannot be used. */
function leg() {
  let track = new Track('headset')
  const broken = new Set<string>()
  const told: string[] = []
  const take = async (deviceId: string) => {
    if (broken.has(deviceId)) throw new Error('not allowed')
    track = new Track(deviceId)
    audio.inputDevice = { deviceId }
  }
  const audio = Object.assign(new EventEmitter(), {
    availableInputDevices: new Map([
      ['headset', { label: 'Headset' }],
      ['webcam', { label: 'Webcam' }],
    ]),
    availableOutputDevices: new Map([['headset', { label: 'Headset' }]]),
    inputDevice: null as { deviceId: string } | null,
    setInputDevice: take,
    unsetAudioConstraints: () => take(audio.inputDevice?.deviceId ?? ''),
  })
  const call = { getLocalStream: () => ({ getAudioTracks: () => [track] }) }
  type Follow = Parameters<typeof followLegDevices>
  const stop = followLegDevices(call as unknown as Follow[0], audio as unknown as Follow[1], (event) =>
    told.push(event.type === 'MICROPHONE_TAKEN' ? `takes ${event.name}` : event.type),
  )
  const unplug = (deviceId: string) => {
    broken.add(deviceId)
    audio.availableInputDevices.delete(deviceId)
    if (track.deviceId === deviceId) track.end()
    audio.emit('deviceChange')
    return vi.advanceTimersByTimeAsync(0)
  }
  return { audio, broken, told, stop, unplug, track: () => track }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a leg takes the next microphone that works, and says when none is left', async () => {
  const { told, unplug, stop } = leg()
  await unplug('headset')
  expect(told).toEqual(['takes Webcam'])
  await unplug('webcam')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(told).toEqual(['takes Webcam', 'MICROPHONE_GONE'])
  stop()
})

test('a leg whose microphone is no longer allowed takes it again as soon as it is', async () => {
  const { told, broken, track, stop } = leg()
  for (const deviceId of ['headset', 'webcam']) broken.add(deviceId)
  track().end()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(told).toEqual(['MICROPHONE_GONE'])
  broken.clear()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(told).toEqual(['MICROPHONE_GONE', 'takes Headset'])
  stop()
})

test('a leg says when there is nothing to hear with, and when there is again', async () => {
  const { audio, told, stop } = leg()
  audio.availableOutputDevices.clear()
  for (const _ of [1, 2]) audio.emit('deviceChange')
  audio.availableOutputDevices.set('speaker', { label: 'Speaker' })
  audio.emit('deviceChange')
  expect(told).toEqual(['OUTPUT_GONE', 'OUTPUT_BACK'])
  stop()
})

test('a leg that has ended says nothing of its devices any more', async () => {
  const { told, unplug, stop } = leg()
  stop()
  await unplug('headset')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(told).toEqual([])
})
