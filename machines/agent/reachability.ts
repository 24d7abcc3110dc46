import { z } from 'zod'

/**
 * Why a console cannot ring. `unproven`: it has just opened and has not echoed a beat yet. `silent`: it has stopped echoing
 * beats, so nobody knows what it can do. The others are facts that the console has told. `quiet_hours`: its agent wants no
 * sound there at this time of day.
 */
export const WhyDeaf = z.enum([
  'unproven',
  'silent',
  'insecure',
  'microphone_blocked',
  'microphone_missing',
  'output_missing',
  'sound_blocked',
  'softphone_offline',
  'quiet_hours',
])
export type WhyDeaf = z.infer<typeof WhyDeaf>
