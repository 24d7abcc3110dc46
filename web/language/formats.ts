import { WEEKDAYS, type Weekday } from '../../coordinator/protocol/office/hours.ts'
import { dateTimeFormat, displayNames, listFormat, locale, numberFormat } from './locale.ts'

type Time = string | number | Date
const at = (time: Time) => (typeof time === 'string' ? Date.parse(time) : time)
const formatted = (time: Time, options: Intl.DateTimeFormatOptions) =>
  dateTimeFormat(locale(), options).format(at(time))

const TIME_OF_DAY = { hour: '2-digit', minute: '2-digit' } as const
const SHORT_DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const
const DAY_AND_TIME = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const
const DATE = { dateStyle: 'medium' } as const
const DATE_AND_TIME = { dateStyle: 'medium', timeStyle: 'short' } as const
const DATE_AND_SECONDS = { dateStyle: 'medium', timeStyle: 'medium' } as const

/** `09:41 AM`, `09:41`. */
export const timeOfDay = (time: Time): string => formatted(time, TIME_OF_DAY)
/** The same of a clock on the wall. @param time `09:41` */
export function wallTimeOfDay(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return formatted(Date.UTC(2024, 0, 1, hours, minutes), { ...TIME_OF_DAY, timeZone: 'UTC' })
}
/** `Mon, Nov 30`, `Mo., 30. Nov.` */
export const shortDay = (time: Time): string => formatted(time, SHORT_DAY)
export const dayAndTime = (time: Time): string => formatted(time, DAY_AND_TIME)
export const date = (time: Time): string => formatted(time, DATE)
export const dateAndTime = (time: Time): string => formatted(time, DATE_AND_TIME)
export const dateAndSeconds = (time: Time): string => formatted(time, DATE_AND_SECONDS)

/** `A, B, and C`, `A, B und C`. */
export const list = (all: readonly string[]): string => listFormat(locale()).format(all)

export const number = (value: number, options?: Intl.NumberFormatOptions): string =>
  numberFormat(locale(), options).format(value)

/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const DAY_MS = 86_400_000

export const weekday = (day: Weekday): string =>
  formatted(MONDAY + WEEKDAYS.indexOf(day) * DAY_MS, { weekday: 'long', timeZone: 'UTC' })

/** `Germany`, `Deutschland`. @param code ISO 3166 alpha-2 */
export const country = (code: string): string => displayNames(locale()).of(code) ?? code
