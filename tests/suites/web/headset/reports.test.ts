import { describe, expect, test } from 'vitest'
import {
  type HeadsetReports,
  headsetReports,
  keysOn,
  lightReports,
} from '../../../../web/devices/headset/reports.ts'
import {
  BLACKWIRE_3220,
  collectionsOf,
  KEY_PAD,
  LINK_380C,
  VOLUME_KEYS_ONLY,
} from '../../../setup/hid-descriptor.ts'

function reportsOf(descriptor: string): HeadsetReports {
  const reports = headsetReports({ collections: collectionsOf(descriptor) })
  if (reports === null) throw new Error('no headset')
  return reports
}

const bytes = (...of: number[]) => new DataView(Uint8Array.from(of).buffer)
const on = (reports: HeadsetReports, reportId: number, ...data: number[]) =>
  [...keysOn(reports, reportId, bytes(...data))].filter(([, { on }]) => on).map(([key]) => key)

const DARK = { ring: false, offHook: false, mute: false, hold: false }
const sent = (reports: HeadsetReports, lit: Partial<typeof DARK>) =>
  lightReports(reports, { ...DARK, ...lit }).map(({ reportId, data }) => [reportId, ...data])

describe('the keys of a headset', () => {
  test('are found in the reports of a Plantronics Blackwire 3220', () => {
    const reports = reportsOf(BLACKWIRE_3220)
    expect(on(reports, 0x08, 0b000)).toEqual([])
    expect(on(reports, 0x08, 0b001)).toEqual(['phoneMute'])
    expect(on(reports, 0x08, 0b010)).toEqual(['hookSwitch'])
    expect(on(reports, 0x08, 0b100)).toEqual(['flash'])
    const states = keysOn(reports, 0x08, bytes(0))
    expect([...states].map(([key, { kind }]) => `${key}: ${kind}`).sort()).toEqual([
      'flash: switch',
      'hookSwitch: switch',
      'phoneMute: button',
    ])
  })

  test('are found in the reports of a Jabra Link 380c, which says that they are constant', () => {
    const reports = reportsOf(LINK_380C)
    expect(on(reports, 0x02, 0b0000_0001, 0)).toEqual(['hookSwitch'])
    expect(on(reports, 0x02, 0b0000_1000, 0)).toEqual(['phoneMute'])
    expect(on(reports, 0x02, 0b0001_0001, 0)).toEqual(['hookSwitch', 'flash'])
    // Line, redial, speed dial and the key pad are none of them.
    expect(on(reports, 0x02, 0b0110_0110, 0xff)).toEqual([])
    expect(keysOn(reports, 0x02, bytes(0, 0)).get('hookSwitch')?.kind).toBe('switch')
    expect(keysOn(reports, 0x02, bytes(0, 0)).get('phoneMute')?.kind).toBe('button')
  })

  test('are found where one field holds the key that is pressed', () => {
    const reports = reportsOf(KEY_PAD)
    expect([0, 1, 2, 3, 4].map((value) => on(reports, 0, value))).toEqual([
      [],
      ['hookSwitch'],
      ['flash'],
      ['drop'],
      ['phoneMute'],
    ])
  })

  test('are none of another report, nor of one that is cut short', () => {
    const reports = reportsOf(BLACKWIRE_3220)
    expect(keysOn(reports, 0x09, bytes(0xff)).size).toBe(0)
    expect(keysOn(reports, 0x08, bytes()).size).toBe(0)
  })

  test('are none of a headset that has only volume keys', () => {
    expect(headsetReports({ collections: collectionsOf(VOLUME_KEYS_ONLY) })).toBeNull()
    expect(headsetReports({ collections: [] })).toBeNull()
    expect(headsetReports({ collections: [{ usagePage: 0x0b }] })).toBeNull()
  })
})

describe('the lights of a headset', () => {
  test('have a report each in a Plantronics Blackwire 3220, off-hook first', () => {
    const reports = reportsOf(BLACKWIRE_3220)
    expect(sent(reports, {})).toEqual([
      [0x17, 0],
      [0x09, 0],
      [0x18, 0],
      [0x20, 0],
    ])
    expect(sent(reports, { offHook: true, mute: true })).toEqual([
      [0x17, 1],
      [0x09, 1],
      [0x18, 0],
      [0x20, 0],
    ])
  })

  test('share one report of two bytes in a Jabra Link 380c, where ringing sets light and ringer', () => {
    const reports = reportsOf(LINK_380C)
    expect(sent(reports, { offHook: true })).toEqual([[0x02, 0b0000_0001, 0]])
    expect(sent(reports, { mute: true, offHook: true })).toEqual([[0x02, 0b0000_0101, 0]])
    expect(sent(reports, { ring: true })).toEqual([[0x02, 0b1000_1000, 0]])
    expect(sent(reports, { hold: true })).toEqual([[0x02, 0b0001_0000, 0]])
  })

  test('are none of a device that has no lights', () => {
    expect(sent(reportsOf(KEY_PAD), { ring: true })).toEqual([])
  })
})
