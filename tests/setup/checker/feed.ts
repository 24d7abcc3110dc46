import { type CallView, isWithTarget } from '../../../coordinator/protocol/call-view.ts'
import type { Observed } from './observed.ts'

/** The agents who talk on this call, or are about to. */
export function talkersOf(call: CallView): string[] {
  if (call.status === 'ended' || call.state === 'active.held') return []
  return [call.agentId, isWithTarget(call) ? colleagueOf(call) : null].filter((one) => one !== null)
}

/**
 * The colleague who gets the transferred call, or is consulted by the owner. Null: there is none, or it is a number outside.
 */
export const colleagueOf = ({ transfer }: CallView): string | null =>
  transfer?.to.startsWith('agent:') ? transfer.to.slice('agent:'.length) : null

/**
 * The whole desk, commit by commit: at each instant an agent is on one call at most, a slot holds one
 * caller at most, an agent's card names the call that the agent is on, and revs count up by one.
 */
export function impossibleMoments({ feed }: Observed): string[] {
  const found: string[] = []
  const calls = new Map<string, CallView>()
  const talking = new Map<string, string>()
  const slots = new Map<number, string>()

  function leave(call: CallView) {
    for (const agentId of talkersOf(call)) if (talking.get(agentId) === call.callSid) talking.delete(agentId)
    const slot = call.parked?.slot ?? null
    if (slot !== null && slots.get(slot) === call.callSid) slots.delete(slot)
  }

  function enter(id: string, call: CallView) {
    const here = `${id} ${call.callSid} rev ${call.rev}`
    for (const agentId of talkersOf(call)) {
      const other = talking.get(agentId)
      if (other !== undefined && other !== call.callSid)
        found.push(`${here}: ${agentId} is on ${other} already`)
      talking.set(agentId, call.callSid)
    }
    const slot = call.parked?.slot ?? null
    if (slot === null) return
    const other = slots.get(slot)
    if (other !== undefined && other !== call.callSid) found.push(`${here}: ${other} stands in slot ${slot}`)
    slots.set(slot, call.callSid)
  }

  for (const entry of feed) {
    if ('agent' in entry) {
      const { agentId, callSid } = entry.agent
      const on = talking.get(agentId) ?? null
      if (callSid !== on) found.push(`${entry.id} ${agentId} is shown on ${callSid}, and is on ${on}`)
      continue
    }
    const { call, id } = entry
    const before = calls.get(call.callSid)
    if (before && call.rev !== before.rev + 1)
      found.push(`${id} ${call.callSid} rev ${call.rev} follows rev ${before.rev}`)
    if (before) leave(before)
    enter(id, call)
    calls.set(call.callSid, call)
  }
  return found
}
