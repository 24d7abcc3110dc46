import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { CallView } from './call-view.ts'

/** One call's time in a slot. */
export const SlotStay = z.object({
  /** As it is now. */
  call: CallView,
  at: z.iso.datetime(),
  /** Who parked it there. Null: the call parked itself, because a leg was lost or it was adopted. */
  by: AgentId.nullable(),
  for: AgentId.nullable(),
  /** When it left the slot. Null: it is still there. */
  until: z.iso.datetime().nullable(),
  /** The event of the timeline by which it left, and the agent who sent it. */
  left: z.string().nullable(),
  leftBy: AgentId.nullable(),
})
export type SlotStay = z.infer<typeof SlotStay>

/** `GET /api/lot/:slot/history`: who was in the slot today, the newest first. */
export const SlotHistory = z.array(SlotStay)
