import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isConsultTarget, isMyCallToColleague } from '../calls/desk-sections.ts'

/** What an agent does with the callers when signing out during calls. */
export type Parting = 'park' | 'hangUp'

/**
 * The commands, in order, that part the agent from this call. A person who is not on the line yet cannot be parked. A
 * consulted agent needs no command: the end of the leg gives the call back to the sender.
 */
export function partingCommands(call: CallView, me: string, parting: Parting): CallCommand[] {
  if (isConsultTarget(call, me)) return []
  // The other two go on.
  if (call.state === 'active.threeWay') return [{ type: 'leave' }]
  if (parting === 'hangUp' || !canBeParked(call, me)) return [{ type: 'hangup' }]
  return call.status === 'transferring' ? [{ type: 'cancel' }, { type: 'park' }] : [{ type: 'park' }]
}

export const canBeParked = (call: CallView, me: string): boolean =>
  !isConsultTarget(call, me) && !isMyCallToColleague(call, me) && call.state !== 'active.dialling'
