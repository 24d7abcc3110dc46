import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { WantedLeg } from '../../machines/softphone/events.ts'
import { isConsultTarget, isMyCallToColleague, isSupervisedBy } from '../calls/desk-sections.ts'

/**
 * Which call this agent's browser connects to, by what the server said. Predictions do not count: the server
 * rejects a leg without a claim.
 *
 * A call that the agent talks on already, or has on hold, is kept and not dialled: its leg may be in another tab.
 */
export function wantedLeg(calls: Iterable<CallView>, me: string, current: string | null): WantedLeg | null {
  let kept: WantedLeg | null = null
  for (const call of calls) {
    if (isSupervisedBy(call, me))
      return { callSid: call.callSid, join: call.supervision?.joined === false, supervises: true }
    const role = roleOf(call, me)
    if (role === 'join') return { callSid: call.callSid, join: true }
    if (role === 'talk') kept = { callSid: call.callSid, join: false }
    if (role === 'keep' && !kept && call.callSid === current) kept = { callSid: call.callSid, join: false }
  }
  return kept
}

function roleOf(call: CallView, me: string): 'join' | 'talk' | 'keep' | null {
  if (isMyCallToColleague(call, me)) return call.status === 'ended' ? null : 'talk'
  if (isConsultTarget(call, me)) return call.state === 'transferring.consulting' ? 'join' : 'talk'
  if (call.agentId !== me) return null
  if (call.state === 'active.connecting' || call.state === 'active.dialling') return 'join'
  if (call.state === 'active.held') return 'keep'
  return call.status === 'active' || call.status === 'transferring' ? 'talk' : null
}
