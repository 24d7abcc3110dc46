import { z } from 'zod'

/** `RecordingDuration`, whole seconds; null where it is missing or no such thing: the message counts all the same. */
export const RecordedSeconds = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)
  .nullable()
  .catch(null)
