import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import { isMyConsultation } from '../keys/last-transfer.ts'
import { meantCall } from '../keys/meant-call.ts'
import { isConsultTarget, isMyCallToColleague } from './desk-sections.ts'

/**
 * What hanging up asks for, with a key of the keyboard or of a headset. In a consultation it is the agent who goes, and the
 * others stay together; the caller is never hung up on.
 */
export function hangUpOf(call: CallView, me: string): 'hangup' | 'leave' | 'complete' {
  if (isMyCallToColleague(call, me)) return 'hangup'
  if (isConsultTarget(call, me)) return 'leave'
  if (!isMyConsultation(call, me)) return 'hangup'
  return call.state === 'active.threeWay' ? 'leave' : 'complete'
}

/**
 * The own call for somebody who hangs up. None just after a consultation is over: the agent wanted to leave the others together,
 * and would hang up on the caller.
 */
export const callToHangUp = (desk: Pick<DeskStore, 'getSnapshot' | 'subscribe'>, me: string) =>
  meantCall(
    desk,
    ({ current }) => current,
    () => performance.now(),
    (call) => hangUpOf(call, me),
  )
