import '../../setup/language/english.ts'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type AudioDevice, MACHINE_DEFAULT } from '../../../web/devices/audio-device.ts'
import { createDeviceStore, type DeviceStore, inUse } from '../../../web/devices/device-store.ts'
import { DEVICE_USES, type DeviceUse, devicesInOrder, VOLUMES } from '../../../web/devices/devices-in-use.ts'
import { noticeDevices } from '../../../web/devices/notice-devices.ts'
import { createNoticeStore } from '../../../web/notices/notices.ts'

const machine: AudioDevice = { id: MACHINE_DEFAULT, label: 'Default - Speakers' }
const speakers: AudioDevice = { id: 's', label: 'Speakers' }
const headset: AudioDevice = { id: 'h', label: 'Headset' }
const dect: AudioDevice = { id: 'd', label: 'DECT' }
const webcam: AudioDevice = { id: 'w', label: 'Webcam' }

let stored: string | null
let now: number
let devices: DeviceStore

const open = () =>
  createDeviceStore(
    {
      read: () => stored,
      write: (_, value) => {
        stored = value
        return true
      },
    },
    () => ++now,
  )
const plug = (outputs: AudioDevice[], microphones: AudioDevice[] = []) =>
  devices.trigger.seen({ outputs: [machine, ...outputs], microphones })
const choose = (use: DeviceUse, device: AudioDevice) => devices.trigger.chosen({ use, device })
const uses = (use: DeviceUse) => {
  const { id, volume } = inUse(devices.getSnapshot().context, use)
  return `${id} ${volume}`
}

beforeEach(() => {
  stored = null
  now = 0
  devices = open()
})

describe('the device for a use', () => {
  test('is what the machine has set until the agent chooses; each use has its own', () => {
    plug([speakers, headset])
    expect(DEVICE_USES.map(uses)).toEqual(['default 100', 'default 100', 'default 60'])
    choose('talk', headset)
    expect(DEVICE_USES.map(uses)).toEqual(['default 100', 'h 100', 'default 60'])
  })

  test('goes with its volume when it is unplugged, and comes back with it', () => {
    plug([speakers, headset])
    choose('talk', headset)
    devices.trigger.volumeSet({ use: 'talk', percent: 40 })
    plug([speakers])
    expect(uses('talk')).toBe('default 100')
    devices.trigger.volumeSet({ use: 'talk', percent: 70 })
    plug([speakers, headset])
    expect(uses('talk')).toBe('h 40')
    plug([speakers])
    expect(uses('talk')).toBe('default 70')
  })

  test('is the one that was chosen before, when the last one is not there', () => {
    plug([speakers, headset, dect])
    for (const device of [dect, headset]) choose('talk', device)
    plug([speakers, dect])
    expect(uses('talk')).toBe('d 100')
    choose('talk', machine)
    plug([speakers, dect, headset])
    expect(uses('talk')).toBe('default 100')
  })

  test('is remembered by the browser, in all its tabs, and nonsense is nothing', () => {
    plug([headset])
    choose('ringer', headset)
    const kept = stored
    const other = devices
    devices = open()
    plug([headset])
    expect(uses('ringer')).toBe('h 60')
    for (const json of ['{', '[]', '{"talk":1}', null]) {
      other.trigger.memoryChanged({ json })
      expect(inUse(other.getSnapshot().context, 'ringer').id).toBe(MACHINE_DEFAULT)
    }
    other.trigger.memoryChanged({ json: kept })
    expect(inUse(other.getSnapshot().context, 'ringer').id).toBe('h')
  })

  test('is known by its name where the browser gave it another id, unless there are two of that name', () => {
    plug([headset])
    choose('talk', headset)
    plug([{ id: 'h2', label: 'Headset' }])
    expect(uses('talk')).toBe('h2 100')
    plug([
      { id: 'h2', label: 'Headset' },
      { id: 'h3', label: 'Headset' },
    ])
    expect(uses('talk')).toBe('default 100')
    plug([{ id: '', label: '' }])
    expect(uses('talk')).toBe('default 100')
  })

  test('has a volume within its bounds: a ringer is never silent', () => {
    plug([headset])
    devices.trigger.volumeSet({ use: 'ringer', percent: 0 })
    devices.trigger.volumeSet({ use: 'microphone', percent: 999 })
    expect([uses('ringer'), uses('microphone')]).toEqual(['default 10', 'default 200'])
  })

  test('is always one that is there, after all choices and plugs', () => {
    const some = fc.subarray([speakers, headset, dect, webcam])
    const step = fc.record({
      plugged: some,
      chosen: fc.constantFrom(machine, speakers, headset, dect),
      percent: fc.integer(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        stored = null
        devices = open()
        for (const { plugged, chosen, percent } of steps) {
          plug(plugged, plugged)
          if (plugged.includes(chosen)) choose('talk', chosen)
          devices.trigger.volumeSet({ use: 'talk', percent })
          const { remembered, outputs } = devices.getSnapshot().context
          const { id, volume } = inUse(devices.getSnapshot().context, 'talk')
          expect([machine, ...plugged].map((device) => device.id)).toContain(id)
          if (plugged.includes(chosen)) expect(id).toBe(chosen.id)
          expect(volume).toBeGreaterThanOrEqual(VOLUMES.talk.least)
          expect(volume).toBeLessThanOrEqual(VOLUMES.talk.most)
          expect(remembered.talk.length).toBeLessThanOrEqual(12)
          const order = devicesInOrder(remembered.talk, outputs).map((device) => device.id)
          expect([order[0], new Set(order).size]).toEqual([id, order.length])
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('a device that goes', () => {
  const follow = (value: string | object = 'idle') => {
    const notices = createNoticeStore()
    const snapshot = { matches: (wanted: unknown) => JSON.stringify(wanted) === JSON.stringify(value) }
    const softphone = { getSnapshot: () => snapshot } as unknown as Parameters<typeof noticeDevices>[1]
    noticeDevices(devices, softphone, notices)
    return () =>
      notices.getSnapshot().context.list.map(({ title, details }) => [title, ...details].join(' | '))
  }
  const onCall = { device: { inCall: 'onCall' } }

  test('is said once, with what takes its place for each use; and so is its return', () => {
    const told = follow()
    plug([speakers, headset], [headset, webcam])
    for (const use of DEVICE_USES) choose(use, headset)
    plug([speakers], [webcam])
    plug([speakers, headset], [webcam, headset])
    expect(told()).toEqual([
      'Headset was unplugged | The microphone is the system default now. Calls sound on Speakers now. It rings on Speakers now.',
      'Headset is back | The microphone is Headset now. Calls sound on Headset now. It rings on Headset now.',
    ])
  })

  test('in mid-call is said without the microphone: the leg says which one works', () => {
    const told = follow(onCall)
    plug([speakers, headset], [headset])
    for (const use of ['microphone', 'talk'] as const) choose(use, headset)
    plug([speakers], [])
    expect(told()).toEqual(['Headset was unplugged | Calls sound on Speakers now.'])
  })

  test('is no news when it was not in use, when the agent chooses, or before the browser tells names', () => {
    const told = follow()
    plug([{ id: '', label: '' }])
    plug([speakers, headset, dect])
    choose('talk', headset)
    choose('talk', speakers)
    plug([speakers, dect])
    plug([speakers])
    expect(told()).toEqual([])
  })
})
