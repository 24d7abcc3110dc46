import type { CallView } from '../protocol/call-view.ts'

/** Whether a call is in another state now than a change put it in that Redis does not have any more. */
export const isLostChange = (shown: CallView, now: CallView | undefined): boolean =>
  now !== undefined &&
  now.state !== shown.state &&
  (now.rev < shown.rev || (now.rev === shown.rev && now.updatedAt !== shown.updatedAt))
