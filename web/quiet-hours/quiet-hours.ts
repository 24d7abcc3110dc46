import { z } from 'zod'
import { Interval, WEEKDAYS, Weekday } from '../../coordinator/protocol/office/hours.ts'

/**
 * When an agent wants neither sound nor notification in one browser, by the clock of that browser. `from` and `to` hold for
 * every day: hours that end before they begin go on past midnight.
 */
export const QuietHours = Interval.extend({
  on: z.boolean(),
  /** Days that are quiet from midnight to midnight. */
  wholeDays: z.array(Weekday),
  /** The agent lets calls ring until then all the same, ms since the epoch. Null: no exception is made. */
  ringsUntil: z.number().nullable(),
})
export type QuietHours = z.infer<typeof QuietHours>

/** Of an agent who has set none. */
export const NO_QUIET_HOURS: QuietHours = {
  ...{ on: false, from: '18:00', to: '08:00' },
  ...{ wholeDays: ['sat', 'sun'], ringsUntil: null },
}

/** Nobody needs to know exactly when hours end that last longer. */
const MOST_PARTS = 16

/**
 * Until when nothing rings, ms since the epoch. Null: at this time calls ring. Hours that touch are one: an evening
 * before a quiet day ends in the morning after it.
 * @param at ms since the epoch
 */
export function quietUntil(hours: QuietHours, at: number): number | null {
  if (!hours.on || (hours.ringsUntil !== null && at < hours.ringsUntil)) return null
  let until = endAt(hours, at)
  for (let parts = 1; until !== null && parts < MOST_PARTS; parts += 1) {
    const next = endAt(hours, until)
    if (next === null) break
    until = next
  }
  return until
}

/** When the quiet hours end in which this time lies; null where it lies in none. */
function endAt({ from, to, wholeDays }: QuietHours, at: number): number | null {
  const ends = [-1, 0].flatMap((day) => {
    const tonight = span(at, day, from, day + (to > from ? 0 : 1), to)
    const whole = span(at, day, '00:00', day + 1, '00:00')
    return wholeDays.includes(weekdayOf(whole.begin)) ? [tonight, whole] : [tonight]
  })
  const around = ends.filter(({ begin, end }) => begin <= at && at < end)
  return around.length === 0 ? null : Math.max(...around.map(({ end }) => end))
}

const span = (at: number, day: number, from: string, lastDay: number, to: string) => ({
  begin: timeOn(at, day, from),
  end: timeOn(at, lastDay, to),
})

/** A time of day, so many days after the day of `at`. The browser's clock knows summer and winter. */
function timeOn(at: number, days: number, time: string): number {
  const day = new Date(at)
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, minutes).getTime()
}

/** JavaScript's week begins on Sunday. */
const weekdayOf = (at: number): Weekday => WEEKDAYS[(new Date(at).getDay() + 6) % 7] ?? 'mon'
