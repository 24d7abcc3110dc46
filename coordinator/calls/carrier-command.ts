import { z } from 'zod'

const common = {
  id: z.string(),
  callSid: z.string(),
  /** When it was committed, ms since the epoch. */
  at: z.number(),
  /** `traceparent` of what it follows from. */
  trace: z.string().optional(),
}

/** What a commit owes to the carrier. Idempotent: to run it twice does no more than once. */
export const CarrierCommand = z.discriminatedUnion('type', [
  /** The caller's leg is to request TwiML: the answer says where the caller belongs then. */
  z.object({ ...common, type: z.literal('redirectCaller'), rev: z.number() }),
  z.object({ ...common, type: z.literal('completeCaller') }),
  z.object({ ...common, type: z.literal('completeLeg'), legSid: z.string() }),
  /** The leg of an agent or of a number outside is to request TwiML: the answer says where it belongs then. */
  z.object({ ...common, type: z.literal('redirectLeg'), rev: z.number(), legSid: z.string() }),
  /** Who hears the leg in the caller's room is as the call says then. */
  z.object({ ...common, type: z.literal('updateParticipant'), rev: z.number(), legSid: z.string() }),
  z.object({
    ...common,
    type: z.literal('dialOutside'),
    number: z.string(),
    extension: z.string().optional(),
    transferAt: z.number().optional(),
    /** How long the number rings. Absent in commands of older versions. */
    ringMs: z.number().optional(),
  }),
  /** The caller's leg is recorded as the call says then. */
  z.object({ ...common, type: z.literal('updateRecording') }),
  /** A recording that the call does not go on with. */
  z.object({ ...common, type: z.literal('stopRecording'), recordingSid: z.string() }),
  z.object({ ...common, type: z.literal('deleteRecording'), recordingSid: z.string() }),
  /** What the carrier's own log says of a leg that has ended: `callSid` is the leg's. */
  z.object({ ...common, type: z.literal('deleteFromLog') }),
])
export type CarrierCommand = z.infer<typeof CarrierCommand>
