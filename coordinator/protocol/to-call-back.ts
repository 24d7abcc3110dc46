import { z } from 'zod'
import { AgentId } from '../../machines/ids.ts'
import { CallView } from './call-view.ts'

/** A caller nobody answered and nobody has talked with since, on any call in either direction. */
export const WaitingCaller = z.object({
  /** The newest of the caller's calls. */
  call: CallView,
  /** How often the caller called since somebody talked with them. */
  times: z.number().int().positive(),
  /** An agent has called back since that call, and did not reach the caller: how often, and who was the last and when. */
  tried: z
    .object({ times: z.number().int().positive(), by: AgentId.nullable(), at: z.iso.datetime() })
    .nullable(),
})
export type WaitingCaller = z.infer<typeof WaitingCaller>

/** `GET /api/history/to-call-back`: the newest first. */
export const ToCallBack = z.object({
  callers: z.array(WaitingCaller),
  /** How many there are, shown or not. */
  total: z.number().int().nonnegative(),
})
export type ToCallBack = z.infer<typeof ToCallBack>
