import { z } from 'zod'

/** `RecordingDuration`, whole seconds; null if it is missing or invalid, since the message counts all the same. */
export const RecordedSeconds = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)
  .nullable()
  .catch(null)
