import { dateAndTime, timeOfDay } from '../language/formats.ts'

/** A moment of today as a time, any other with its day. */
export const momentInWords = (at: string): string =>
  new Date(at).toDateString() === new Date().toDateString() ? timeOfDay(at) : dateAndTime(at)
