import { describe, expect, test } from 'vitest'
import {
  type Announcement,
  NEW_OFFICE,
  type OfficeSettings,
  type RecordingSettings,
} from '../../../coordinator/protocol/office/settings.ts'
import { heardWhenClosed, heardWhenOpen } from '../../../web/office/heard.ts'

const greeting: Announcement = { kind: 'say', text: 'Welcome.' }
const notice: Announcement = { kind: 'say', text: 'We record.' }

const office = (recording: Partial<RecordingSettings>, more: Partial<OfficeSettings> = {}) => ({
  ...NEW_OFFICE,
  ...more,
  recording: { ...NEW_OFFICE.recording, notice, ...recording },
})
const inShort = (settings: OfficeSettings, heard = heardWhenOpen) =>
  heard(settings).map((step) =>
    typeof step === 'string' ? step : step.kind === 'say' ? step.text : step.name,
  )

describe('what a caller would hear', () => {
  test('is told of the recording before it rings where each call is recorded, behind the greeting', () => {
    expect(inShort(office({ inbound: 'always' }, { greeting })).slice(0, 3)).toEqual([
      'Welcome.',
      'We record.',
      'office.ringsHere',
    ])
  })

  test('is told of it later where agents ask for it', () => {
    expect(inShort(office({ inbound: 'on_demand' })).slice(0, 4)).toEqual([
      'office.ringsHere',
      'office.ifRecorded',
      'We record.',
      'office.ifNobody',
    ])
  })

  test.each([
    office({ inbound: 'never', outbound: 'always' }),
    office({ inbound: 'always', announces: false }),
    office({ inbound: 'on_demand', announces: false }),
  ])('has no such notice otherwise', (settings) => {
    expect(inShort(settings)).not.toContain('We record.')
    expect(inShort(settings)).not.toContain('office.ifRecorded')
  })

  test('has the built-in words where the office has none', () => {
    expect(inShort(office({ inbound: 'always', notice: null }))[0]).toBe('This call is recorded.')
  })

  test('has no notice while the office is closed', () => {
    expect(inShort(office({ inbound: 'always' }, { whenClosed: 'hangup' }), heardWhenClosed)).toEqual([
      expect.stringContaining('We are closed'),
      'office.theCallEnds',
    ])
  })
})
