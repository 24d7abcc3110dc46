import { z } from 'zod'

/** From Monday on. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export const Weekday = z.enum(WEEKDAYS)
export type Weekday = z.infer<typeof Weekday>

const MOST_INTERVALS = 6
const DAY_MS = 86_400_000

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:30')

/**
 * Open from one time of the office's time zone to another. An interval that ends before it begins goes on past
 * midnight. An interval that ends when it begins lasts a whole day.
 */
export const Interval = z.object({ from: Time, to: Time })
export type Interval = z.infer<typeof Interval>

/** The intervals of a day must not overlap. */
export const DayIntervals = z
  .array(Interval)
  .max(MOST_INTERVALS, `must be no more than ${MOST_INTERVALS}`)
  .superRefine((intervals, ctx) => {
    for (const [place, one] of intervals.entries())
      if (intervals.slice(0, place).some((other) => overlap(one, other)))
        ctx.addIssue({ code: 'custom', path: [place, 'from'], message: 'overlaps with another of this day' })
  })

/** A day of the office's time zone, such as `2026-12-25`. */
export const CalendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date such as 2026-12-25')
  .refine((day) => isDay(day), 'must be a date that there is')

/** An IANA name. An offset from UTC would be wrong in summer or in winter. */
export const TimeZone = z
  .string()
  .regex(/^[A-Z][\w+/-]{1,63}$/, 'must be a time zone such as Europe/Berlin')
  .refine(isTimeZone, 'must be a time zone such as Europe/Berlin')

/** Hours of each weekday; null: always open. */
export const Week = z.object({
  mon: DayIntervals,
  tue: DayIntervals,
  wed: DayIntervals,
  thu: DayIntervals,
  fri: DayIntervals,
  sat: DayIntervals,
  sun: DayIntervals,
})
export type Week = z.infer<typeof Week>

/** A day with hours of its own, such as a holiday. Without hours the office is closed. */
export const Exception = z.object({
  day: CalendarDay,
  name: z.string().trim().max(60, 'must have no more than 60 characters'),
  hours: DayIntervals,
})
export type Exception = z.infer<typeof Exception>

export interface OpeningHours {
  timeZone: string
  week: Week | null
  exceptions: readonly Exception[]
}

/** Day and time in a time zone. */
export interface WallTime {
  day: string
  /** Since midnight by the clock: when clocks are set back, the minutes of one hour come twice. */
  minutes: number
}

/** @param at milliseconds since the epoch */
export const isOpen = (hours: OpeningHours, at: number): boolean =>
  isOpenBy(hours, wallTime(hours.timeZone, at))

/**
 * Whether the office is open at a time of its time zone. Hours belong to the day on which they begin: evening hours
 * go on past midnight, also into a day that is an exception.
 */
export function isOpenBy(hours: OpeningHours, { day, minutes }: WallTime): boolean {
  const today = hoursOf(hours, day)
  if (today === null) return true
  const yesterday = hoursOf(hours, dayBefore(day)) ?? []
  return (
    today.some((it) => minutes >= minutesOf(it.from) && (isOvernight(it) || minutes < minutesOf(it.to))) ||
    yesterday.some((it) => isOvernight(it) && minutes < minutesOf(it.to))
  )
}

/** The hours that begin on a day; null when no hours were set. */
export function hoursOf({ week, exceptions }: OpeningHours, day: string): readonly Interval[] | null {
  const exception = exceptionOn(exceptions, day)
  if (exception) return exception.hours
  return week === null ? null : week[weekdayOf(day)]
}

export const exceptionOn = (exceptions: readonly Exception[], day: string): Exception | undefined =>
  exceptions.find((exception) => exception.day === day)

export const weekdayOf = (day: string): Weekday =>
  WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'mon'

const clocks = new Map<string, Intl.DateTimeFormat>()

export function wallTime(timeZone: string, at: number): WallTime {
  let clock = clocks.get(timeZone)
  if (!clock) {
    // The Swedish format of a date is ISO 8601.
    clock = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    })
    clocks.set(timeZone, clock)
  }
  const [day = '', time = ''] = clock.format(at).split(' ')
  return { day, minutes: minutesOf(time) }
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

const isOvernight = ({ from, to }: Interval) => minutesOf(to) <= minutesOf(from)

/** Compares intervals up to midnight only: hours of the next day may overlap with what goes on past it. */
function overlap(one: Interval, other: Interval): boolean {
  const end = (it: Interval) => (isOvernight(it) ? 24 * 60 : minutesOf(it.to))
  return minutesOf(one.from) < end(other) && minutesOf(other.from) < end(one)
}

const dayBefore = (day: string) =>
  new Date(Date.parse(`${day}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10)

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
