import type { Role } from '../../machines/ids.ts'
import type { CallActors } from '../calls/calls-port.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import { isOnHold } from '../protocol/call-view.ts'

/** An agent has one leg. Calls on hold stay with the agent, and give up their waiting leg for the next call. */
export async function releaseHeldLegs(
  { calls, desk }: { calls: Pick<CallActors, 'send'>; desk: Pick<DeskReader, 'heldBy'> },
  agentId: string,
  next: string | null,
  trace: string,
): Promise<void> {
  for (const { callSid } of desk.heldBy(agentId))
    if (callSid !== next) await calls.send(callSid, { type: 'LEG_RELEASED', by: agentId }, { trace })
}

/**
 * Puts the call on which the agent talks on hold, if `next` is a call that the agent can resume. If a later step fails, both
 * callers are on hold with their agent. A call that cannot be held stays as it is.
 */
export async function holdActiveCall(
  calls: Pick<CallActors, 'send' | 'state' | 'talksOn'>,
  { agentId, role }: { agentId: string; role: Role },
  next: string,
  trace: string,
): Promise<void> {
  const nextView = (await calls.state(next))?.view
  if (!nextView || !isOnHold(nextView) || nextView.agentId !== agentId) return
  const active = await calls.talksOn(agentId)
  if (active === null || active === next) return
  // In a consultation, hold is about the caller: the agent would go on talking.
  if ((await calls.state(active))?.view.state !== 'active.talking') return
  const held = await calls.send(active, { type: 'HOLD', by: agentId, role }, { trace })
  if (held.ok) await calls.send(active, { type: 'LEG_RELEASED', by: agentId }, { trace })
}
