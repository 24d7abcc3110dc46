import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { receptionAt } from '../../../coordinator/office/reception.ts'
import {
  isOpen,
  type OpeningHours,
  WEEKDAYS,
  type Week,
  weekdayOf,
} from '../../../coordinator/protocol/office/hours.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'

const CLOSED: Week = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const at = (iso: string) => Date.parse(iso)
const hours = (from: string, to: string) => [{ from, to }]
const every = (intervals: Week['mon']): Week =>
  Object.fromEntries(WEEKDAYS.map((day) => [day, intervals])) as Week

const office = (part: Partial<OpeningHours>): OpeningHours => ({
  timeZone: 'America/New_York',
  week: CLOSED,
  exceptions: [],
  ...part,
})

test('an office without hours is always open, one with empty hours never', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }), (date) => {
      expect(isOpen(office({ week: null }), date.getTime())).toBe(true)
      expect(isOpen(office({}), date.getTime())).toBe(false)
    }),
  )
})

test('it opens with its first minute and is closed from its last', () => {
  // 23 November 2026 is a Monday; New York is five hours behind.
  const it = office({ week: { ...CLOSED, mon: [...hours('09:00', '12:30'), ...hours('13:00', '17:00')] } })
  const open = (time: string) => isOpen(it, at(`2026-11-23T${time}Z`))
  expect(
    ['13:59:59', '14:00:00', '17:29:59', '17:30:00', '18:00:00', '21:59:59', '22:00:00'].map(open),
  ).toEqual([false, true, true, false, true, true, false])
  expect(isOpen(it, at('2026-11-24T15:00:00Z'))).toBe(false)
})

test('hours that end before they begin go on past midnight, and only there', () => {
  const it = office({ week: { ...CLOSED, fri: hours('18:00', '02:00') } })
  const open = (iso: string) => isOpen(it, at(iso))
  expect(open('2026-11-28T06:59:59Z')).toBe(true) // Saturday 01:59:59
  expect(open('2026-11-28T07:00:00Z')).toBe(false)
  expect(open('2026-11-27T06:30:00Z')).toBe(false) // Friday 01:30
  expect(
    isOpen(office({ week: { ...CLOSED, fri: hours('00:00', '00:00') } }), at('2026-11-28T04:59:00Z')),
  ).toBe(true)
})

test('an exception has hours of its own or none, and does not end the evening before', () => {
  const it = office({
    week: every(hours('18:00', '02:00')),
    exceptions: [
      { day: '2026-12-25', name: 'Christmas', hours: [] },
      { day: '2026-12-26', name: '', hours: hours('10:00', '11:00') },
    ],
  })
  const open = (iso: string) => isOpen(it, at(iso))
  expect(open('2026-12-25T06:00:00Z')).toBe(true) // 25th, 01:00: the 24th goes on
  expect(open('2026-12-25T23:30:00Z')).toBe(false)
  expect(open('2026-12-26T06:00:00Z')).toBe(false) // nothing began on the 25th
  expect(open('2026-12-26T15:30:00Z')).toBe(true)
  expect(open('2026-12-26T23:30:00Z')).toBe(false)
})

describe('where the clock is changed, what counts is what it shows', () => {
  test.each<[string, string, string[], boolean[]]>([
    // New York, 8 March 2026: 02:00 becomes 03:00.
    ['America/New_York', '01:00-03:00', ['2026-03-08T06:30Z', '2026-03-08T07:00Z'], [true, false]],
    ['America/New_York', '02:15-02:45', ['2026-03-08T06:59Z', '2026-03-08T07:00Z'], [false, false]],
    // … 1 November 2026: 01:00 to 02:00 comes twice.
    [
      'America/New_York',
      '01:00-02:00',
      ['2026-11-01T04:59Z', '2026-11-01T05:30Z', '2026-11-01T06:30Z', '2026-11-01T07:00Z'],
      [false, true, true, false],
    ],
    // Berlin, 29 March 2026: 02:00 becomes 03:00; 09:00 is 07:00 UTC from then on.
    [
      'Europe/Berlin',
      '09:00-17:00',
      ['2026-03-28T08:00Z', '2026-03-29T07:00Z', '2026-03-29T06:59Z'],
      [true, true, false],
    ],
    // Sydney, 5 April 2026 (autumn): 03:00 becomes 02:00; 4 October 2026 (spring): 02:00 becomes 03:00.
    [
      'Australia/Sydney',
      '02:00-03:00',
      ['2026-04-04T15:30Z', '2026-04-04T16:30Z', '2026-04-04T17:00Z'],
      [true, true, false],
    ],
    [
      'Australia/Sydney',
      '09:00-17:00',
      ['2026-10-02T23:00Z', '2026-10-03T22:00Z', '2026-10-03T21:59Z'],
      [true, true, false],
    ],
    // Santiago, 6 September 2026: midnight becomes 01:00; hours that begin at midnight begin when the day does.
    [
      'America/Santiago',
      '00:00-02:00',
      ['2026-09-06T03:59Z', '2026-09-06T04:00Z', '2026-09-06T05:00Z'],
      [false, true, false],
    ],
    // Lord Howe changes by half an hour: 4 October 2026, 02:00 becomes 02:30.
    [
      'Australia/Lord_Howe',
      '02:00-03:00',
      ['2026-10-03T15:29Z', '2026-10-03T15:30Z', '2026-10-03T16:00Z'],
      [false, true, false],
    ],
    // Kathmandu is a quarter of an hour off, always.
    ['Asia/Kathmandu', '09:00-17:00', ['2026-06-01T03:14Z', '2026-06-01T03:15Z'], [false, true]],
  ])('%s, %s', (timeZone, interval, times, expected) => {
    const [from = '', to = ''] = interval.split('-')
    const it = office({ timeZone, week: every(hours(from, to)) })
    expect(times.map((time) => isOpen(it, at(time)))).toEqual(expected)
  })
})

const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Australia/Sydney',
  'America/Santiago',
  'Australia/Lord_Howe',
  'UTC',
]
const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([h, m]) => `${two(h)}:${two(m)}`)
const two = (value: number) => String(value).padStart(2, '0')
const intervals = fc.array(fc.record({ from: time, to: time }), { maxLength: 3 })
const week = fc.record({
  mon: intervals,
  tue: intervals,
  wed: intervals,
  thu: intervals,
  fri: intervals,
  sat: intervals,
  sun: intervals,
})
/** Most of them within a day of a change of some clock. */
const CHANGES = [
  '2026-03-08',
  '2026-03-29',
  '2026-04-05',
  '2026-09-06',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
]
const moment = fc.oneof(
  fc
    .tuple(fc.constantFrom(...CHANGES), fc.integer({ min: -1500, max: 2900 }))
    .map(([day, minutes]) => Date.parse(day) + minutes * 60_000),
  fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) }),
)

/** Writes down every open minute of two days as a clock would show it, and looks it up. */
function openByList({ timeZone, week, exceptions }: OpeningHours, moment: number): boolean {
  const shown = new Date(moment).toLocaleString('en-GB', { timeZone, hourCycle: 'h23' })
  const [, d, m, y, h, min] = /^(\d+)\/(\d+)\/(\d+), (\d+):(\d+)/.exec(shown) ?? []
  const today = `${y}-${m}-${d}`
  const listed = new Set<string>()
  for (const back of [1, 0]) {
    const day = new Date(Date.parse(today) - back * 86_400_000).toISOString().slice(0, 10)
    const exception = exceptions.find((one) => one.day === day)
    for (const { from, to } of exception ? exception.hours : (week?.[weekdayOf(day)] ?? [])) {
      const [fromH = 0, fromM = 0] = from.split(':').map(Number)
      const until = to > from ? to : `next ${to}`
      for (let n = fromH * 60 + fromM; ; n++) {
        const label = `${n >= 1440 ? 'next ' : ''}${two(Math.floor(n / 60) % 24)}:${two(n % 60)}`
        if (label === until) break
        listed.add(
          `${new Date(Date.parse(day) + Math.floor(n / 1440) * 86_400_000).toISOString().slice(0, 10)} ${label.replace('next ', '')}`,
        )
      }
    }
  }
  return listed.has(`${today} ${h}:${min}`)
}

test('it is open exactly in the minutes that a list of them has, around every change of the clock', () => {
  const seen = { open: 0, closed: 0 }
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      week,
      moment,
      fc.array(fc.record({ back: fc.integer({ min: -2, max: 2 }), hours: intervals }), { maxLength: 2 }),
      (timeZone, week, moment, days) => {
        const exceptions = days.map(({ back, hours }) => ({
          day: new Date(moment + back * 86_400_000).toISOString().slice(0, 10),
          name: '',
          hours,
        }))
        const it = { timeZone, week, exceptions }
        const open = isOpen(it, moment)
        expect(open).toBe(openByList(it, moment))
        seen[open ? 'open' : 'closed']++
      },
    ),
    { numRuns: 1500 },
  )
  // It proves something only if both were met often.
  expect(Math.min(seen.open, seen.closed)).toBeGreaterThan(200)
})

test('the hours decide how a caller is received, and what happens then is the office’s choice', () => {
  const settings = { ...NEW_OFFICE, timeZone: 'UTC', week: { ...CLOSED, mon: hours('09:00', '17:00') } }
  const greeting = { kind: 'say', text: 'Hello' } as const
  expect(receptionAt({ ...settings, greeting }, at('2026-11-23T10:00Z'))).toEqual({
    closed: null,
    greets: true,
  })
  expect(receptionAt(settings, at('2026-11-23T17:00Z'))).toEqual({ closed: 'voicemail', greets: false })
  expect(receptionAt({ ...settings, whenClosed: 'hangup' }, at('2026-11-22T10:00Z')).closed).toBe('hangup')
  expect(receptionAt(NEW_OFFICE, at('2026-11-22T10:00Z'))).toEqual({ closed: null, greets: false })
})
