import { z } from 'zod'
import { FinalStatus, RecordingOrder, SupervisionMode } from '../../machines/call/events.ts'
import { LegQuality } from '../../machines/call/leg-quality.ts'

/** One entry of `GET /api/calls/:callSid/history`; `from` and `to` are the owner before and after. */
export const TimelineEntry = z.object({
  rev: z.number(),
  at: z.iso.datetime(),
  event: z.string(),
  by: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  state: z.string(),
  /** What the decision rested on, where it is not the event alone. */
  evidence: z.string().exactOptional(),
  /** Where the call is transferred to: `agent:<id>`, or a number. */
  target: z.string().exactOptional(),
  /** The slot that the call has taken. */
  slot: z.number().exactOptional(),
  /** The colleague it was parked for. */
  for: z.string().exactOptional(),
  /** Who hears the supervisor, where the entry tells of the supervisor alone. */
  mode: SupervisionMode.exactOptional(),
  /** What the agent asked for, or Twilio has done, of recording the call. */
  recording: RecordingOrder.exactOptional(),
  /** How the leg ended at Twilio, where it did. */
  status: FinalStatus.exactOptional(),
  /** Why the carrier did not dial the number, and what to do, in words. */
  refused: z.string().exactOptional(),
  /** How good the sound of the leg of `by` was. */
  quality: LegQuality.exactOptional(),
})
export type TimelineEntry = z.infer<typeof TimelineEntry>
