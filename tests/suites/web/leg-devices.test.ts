import '../../setup/language/english.ts'
import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDeviceStore } from '../../../web/devices/device-store.ts'
import { followLegDevices } from '../../../web/softphone/leg-devices.ts'
import { createMicrophoneGain } from '../../../web/softphone/microphone-gain.ts'

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
function leg(microphone = 'headset') {
  let track = new Track(microphone)
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
  const devices = createDeviceStore({ read: () => null, write: () => true })
  type Follow = Parameters<typeof followLegDevices>
  const sound = { audio: audio as unknown as Follow[1]['audio'], devices, gain: createMicrophoneGain() }
  const stop = followLegDevices(call as unknown as Follow[0], sound, (event) =>
    told.push(event.type === 'MICROPHONE_TAKEN' ? `takes ${event.name}` : event.type),
  )
  const unplug = (deviceId: string) => {
    broken.add(deviceId)
    audio.availableInputDevices.delete(deviceId)
    if (track.deviceId === deviceId) track.end()
    audio.emit('deviceChange')
    return vi.advanceTimersByTimeAsync(0)
  }
  return { audio, devices, broken, told, stop, unplug, track: () => track }
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

test('a leg keeps a track that comes from no device of the list, until it ends', async () => {
  const { told, track, stop } = leg('a filter for noise')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(told).toEqual([])
  track().end()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['takes Headset'])
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

const webcam = { id: 'webcam', label: 'Webcam' }

test('a leg goes over to the microphone that the agent chooses in mid-call, and says nothing', async () => {
  const { devices, told, track, stop } = leg()
  devices.trigger.chosen({ use: 'microphone', device: webcam })
  devices.trigger.seen({ microphones: [{ id: 'headset', label: 'Headset' }, webcam], outputs: [] })
  await vi.advanceTimersByTimeAsync(0)
  expect([track().deviceId, told]).toEqual(['webcam', []])
  stop()
})

test('a leg takes the microphone that was chosen before, when the present one goes, and takes it back when it returns', async () => {
  const { audio, broken, devices, told, track, unplug, stop } = leg()
  const desk = { id: 'desk', label: 'Desk' }
  const headset = { id: 'headset', label: 'Headset' }
  audio.availableInputDevices.set('desk', { label: 'Desk' })
  devices.trigger.seen({ microphones: [webcam, headset, desk], outputs: [] })
  devices.trigger.chosen({ use: 'microphone', device: desk })
  await vi.advanceTimersByTimeAsync(0)
  devices.trigger.chosen({ use: 'microphone', device: headset })
  await vi.advanceTimersByTimeAsync(0)
  expect(track().deviceId).toBe('headset')
  // The page lists the devices first, the SDK second.
  devices.trigger.seen({ microphones: [webcam, desk], outputs: [] })
  await unplug('headset')
  expect([track().deviceId, told]).toEqual(['desk', ['takes Desk']])
  broken.delete('headset')
  audio.availableInputDevices.set('headset', { label: 'Headset' })
  devices.trigger.seen({ microphones: [webcam, headset, desk], outputs: [] })
  audio.emit('deviceChange')
  await vi.advanceTimersByTimeAsync(0)
  expect([track().deviceId, told]).toEqual(['headset', ['takes Desk']])
  stop()
})
