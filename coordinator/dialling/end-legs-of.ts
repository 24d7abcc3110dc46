import type { Logger } from 'pino'
import type { CallActors } from '../calls/calls-port.ts'

interface EndLegsDeps {
  calls: Pick<CallActors, 'send' | 'state'>
  spending: { callsByAgent(): Promise<Map<string, string[]>> }
  log: Pick<Logger, 'warn'>
}

/**
 * Ends the outside legs that an agent has had dialled: the account was disabled. A transfer that is under way is taken back,
 * so that its caller is not lost. A number to which a parked call would go is taken back too. A call that a colleague has by
 * now goes on. Every coordinator may do it: what has ended already refuses the command.
 */
export async function endOutsideLegsOf(
  { calls, spending, log }: EndLegsDeps,
  agentId: string,
): Promise<void> {
  for (const callSid of (await spending.callsByAgent()).get(agentId) ?? []) {
    const context = (await calls.state(callSid))?.snapshot.context
    const promised = context?.parked?.elseTo ? context.parked.by : null
    const inCharge = context?.transfer?.from ?? promised ?? context?.agentId ?? agentId
    if (inCharge !== agentId) continue
    const isTakenBack = context?.transfer || (promised !== null && context?.direction !== 'outbound')
    const type = isTakenBack ? ('CANCEL' as const) : ('HANGUP' as const)
    const evidence = `The account of ${agentId} was disabled`
    const reply = await calls.send(callSid, { type, by: agentId, role: 'admin' }, { evidence })
    if (reply.ok) log.warn({ callSid, agentId, command: type }, 'Ended an outside leg of a disabled account')
  }
}
