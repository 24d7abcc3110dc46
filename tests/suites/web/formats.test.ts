import { afterEach, expect, test } from 'vitest'
import { wallTimeOfDay } from '../../../web/language/formats.ts'
import { setLocale } from '../../../web/language/locale.ts'

afterEach(() => setLocale('en'))

test.each(['en-US', 'en-GB', 'de'])(
  'a time of a clock on the wall is written as all times are: %s',
  (tag) => {
    setLocale(tag)
    for (const [hours, minutes] of [
      [0, 5],
      [9, 41],
      [12, 0],
      [23, 59],
    ] as const) {
      const wall = `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
      // Not by `timeOfDay`, which keeps the time zone in which it was first used: another suite may have set that.
      const local = new Date(2026, 5, 1, hours, minutes)
      expect(wallTimeOfDay(wall)).toBe(local.toLocaleTimeString(tag, { hour: '2-digit', minute: '2-digit' }))
    }
  },
)
