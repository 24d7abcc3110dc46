import '../../setup/language/english.ts'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WEEKDAYS } from '../../../coordinator/protocol/office/hours.ts'
import { whyDeaf } from '../../../coordinator/protocol/reachability.ts'
import { NO_QUIET_HOURS, type QuietHours, quietUntil } from '../../../web/quiet-hours/quiet-hours.ts'
import { createQuietHoursStore } from '../../../web/quiet-hours/quiet-hours-store.ts'
import { quietWords } from '../../../web/ready/own-reach.ts'

const zone = process.env.TZ
beforeEach(() => {
  // Clocks there go forward on 29 March and back on 25 October 2026.
  process.env.TZ = 'Europe/Berlin'
})
afterEach(() => {
  if (zone === undefined) Reflect.deleteProperty(process.env, 'TZ')
  else process.env.TZ = zone
})

const hours = (part: Partial<QuietHours> = {}): QuietHours => ({
  ...NO_QUIET_HOURS,
  on: true,
  wholeDays: [],
  ...part,
})
const time = (text: string) => new Date(text).getTime()
const until = (at: string, part: Partial<QuietHours> = {}) => {
  const end = quietUntil(hours(part), time(at))
  return end === null ? null : new Date(end).toString().slice(0, 21)
}

describe('quiet hours', () => {
  test('go on past midnight, and end on the minute', () => {
    expect(until('2026-03-02T17:59:59')).toBeNull()
    expect(until('2026-03-02T18:00')).toBe('Tue Mar 03 2026 08:00')
    expect(until('2026-03-03T00:00')).toBe('Tue Mar 03 2026 08:00')
    expect(until('2026-03-03T07:59:59')).toBe('Tue Mar 03 2026 08:00')
    expect(until('2026-03-03T08:00')).toBeNull()
    expect(until('2026-03-03T12:30', { from: '12:00', to: '13:00' })).toBe('Tue Mar 03 2026 13:00')
  })

  test('run into whole days, and out of them into the next morning', () => {
    const wholeDays = ['sat', 'sun'] as const
    expect(until('2026-03-06T19:00', { wholeDays: [...wholeDays] })).toBe('Mon Mar 09 2026 08:00')
    expect(until('2026-03-08T12:00', { wholeDays: [...wholeDays] })).toBe('Mon Mar 09 2026 08:00')
    expect(until('2026-03-09T08:00', { wholeDays: [...wholeDays] })).toBeNull()
  })

  test('are none while they are off, and while the agent lets calls ring all the same', () => {
    expect(until('2026-03-02T20:00', { on: false })).toBeNull()
    const ringsUntil = time('2026-03-03T08:00')
    expect(until('2026-03-02T20:00', { ringsUntil })).toBeNull()
    expect(until('2026-03-03T20:00', { ringsUntil })).toBe('Wed Mar 04 2026 08:00')
  })

  test('follow the clock of the wall when it is set for summer and winter', () => {
    expect(until('2026-03-28T20:00')).toBe('Sun Mar 29 2026 08:00')
    expect(time('2026-03-29T08:00') - time('2026-03-28T20:00')).toBe(11 * 3_600_000)
    expect(until('2026-10-24T20:00')).toBe('Sun Oct 25 2026 08:00')
    expect(until('2026-03-29T02:30', { from: '02:00', to: '03:00' })).toBeNull()
  })

  const moment = fc.date({
    min: new Date('2026-01-01'),
    max: new Date('2027-01-01'),
    noInvalidDate: true,
  })
  const minutes = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((it) => String(it).padStart(2, '0')).join(':'))
  const anyHours = fc.record({
    ...{ on: fc.constant(true), from: minutes, to: minutes, ringsUntil: fc.constant(null) },
    wholeDays: fc.subarray([...WEEKDAYS], { maxLength: 6 }),
  })

  /** What the clock on the wall says, told without arithmetic of days. */
  const isQuiet = ({ from, to, wholeDays }: QuietHours, at: number) => {
    const date = new Date(at)
    const wall = date.toTimeString().slice(0, 5)
    const day = (['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const)[date.getDay()]
    const nightly = from < to ? from <= wall && wall < to : wall >= from || wall < to
    return nightly || (day !== undefined && wholeDays.includes(day))
  }
  const nearChange = (at: number) =>
    ['2026-03-29', '2026-10-25'].some((day) => Math.abs(at - time(`${day}T02:30`)) < 36 * 3_600_000)

  test('are what the clock on the wall says, for all that can be set', () => {
    fc.assert(
      fc.property(moment, anyHours, (date, set) => {
        const at = date.getTime()
        if (nearChange(at)) return
        const end = quietUntil(set, at)
        expect(end !== null).toBe(isQuiet(set, at))
        if (end === null || nearChange(end) || set.from === set.to) return
        expect(end).toBeGreaterThan(at)
        // The last minute is quiet, and the one after it is not.
        expect([isQuiet(set, end - 60_000), isQuiet(set, end)]).toEqual([true, false])
      }),
      { numRuns: 2_000 },
    )
  })
})

test('a console in its quiet hours gives them as the reason, also when more is wrong', () => {
  const facts = fc.record({
    ...{ secure: fc.boolean(), output: fc.boolean(), sound: fc.boolean(), softphone: fc.boolean() },
    ...{ visible: fc.boolean(), microphone: fc.constantFrom<boolean | 'missing'>(true, false, 'missing') },
    quiet: fc.boolean(),
  })
  fc.assert(
    fc.property(facts, (it) => {
      expect(whyDeaf(it) === 'quiet_hours').toBe(it.quiet)
    }),
  )
})

describe('a browser', () => {
  const memory = (kept = new Map<string, string>()) => ({
    kept,
    read: (key: string) => kept.get(key) ?? null,
    write: (key: string, value: string) => kept.set(key, value) !== undefined,
  })

  test('remembers the quiet hours of each agent, for all tabs', () => {
    const remembers = memory()
    const [one, other] = [createQuietHoursStore('ann', remembers), createQuietHoursStore('ann', remembers)]
    one.trigger.changed({ part: { on: true, from: '20:00' } })
    other.trigger.readAgain()
    expect(other.getSnapshot().context.hours).toMatchObject({ on: true, from: '20:00', to: '08:00' })
    const ben = createQuietHoursStore('ben', remembers)
    expect(ben.getSnapshot().context.hours.on).toBe(false)
  })

  test('forgets the exception when the hours change', () => {
    const store = createQuietHoursStore('ann', memory())
    store.trigger.changed({ part: { ringsUntil: 5 } })
    expect(store.getSnapshot().context.hours.ringsUntil).toBe(5)
    store.trigger.changed({ part: { to: '09:00' } })
    expect(store.getSnapshot().context.hours.ringsUntil).toBeNull()
  })

  test('that remembers nothing, or nonsense, keeps what is set in this tab', () => {
    const forgets = { read: () => null, write: () => false }
    const store = createQuietHoursStore('ann', forgets)
    store.trigger.changed({ part: { on: true } })
    store.trigger.readAgain()
    expect(store.getSnapshot().context.hours.on).toBe(true)
    const nonsense = { read: () => '{"on":"perhaps"', write: () => false }
    expect(createQuietHoursStore('ann', nonsense).getSnapshot().context.hours).toEqual(NO_QUIET_HOURS)
  })
})

test('the line says until when it is quiet, with the day where that is not within one', () => {
  const now = time('2026-03-06T19:00')
  expect(quietWords(time('2026-03-07T08:00'), now)).toMatch(/^until \d/)
  expect(quietWords(time('2026-03-09T08:00'), now)).toMatch(/^until Mon/)
})
