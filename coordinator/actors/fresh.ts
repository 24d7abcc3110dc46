import type { CallEventBody, DelayEvent } from '../../machines/call/events.ts'
import type { Desk } from '../../machines/desk.ts'

/** What Redis says of this moment, where the picture of the desk was too old to decide on. */
export interface Fresh {
  taken?: number[]
  agent?: { agentId: string; free: boolean }
}

export const awayAs = (agentId: string | null) => ({ agentId: agentId ?? '', free: false })

/** Whom the event would have the call offered to alone. */
export const targetOf = (event: CallEventBody | DelayEvent): string | null =>
  event.type === 'TRANSFER' && 'to' in event && event.to.startsWith('agent:')
    ? event.to.slice('agent:'.length)
    : null

export function withAgent(desk: Desk, agent: Fresh['agent']): Desk {
  if (agent === undefined) return desk
  const others = desk.offerable.filter((agentId) => agentId !== agent.agentId)
  const { staffed, freeSlots } = desk
  return { staffed, freeSlots, offerable: agent.free ? [...others, agent.agentId] : others }
}
