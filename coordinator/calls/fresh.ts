import type { Availability } from '../../machines/call/availability.ts'
import type { CallEventBody, DelayEvent } from '../../machines/call/events.ts'

/** What Redis says of this moment, where the picture of the availability was too old to decide on. */
export interface Fresh {
  taken?: number[]
  agent?: { agentId: string; free: boolean }
}

export const unavailable = (agentId: string | null) => ({ agentId: agentId ?? '', free: false })

/** Whom the event would have the call offered to alone. */
export const targetOf = (event: CallEventBody | DelayEvent): string | null =>
  event.type === 'TRANSFER' && 'to' in event && event.to.startsWith('agent:')
    ? event.to.slice('agent:'.length)
    : null

export function withRecheckedAgent(availability: Availability, agent: Fresh['agent']): Availability {
  if (agent === undefined) return availability
  const others = availability.freeAgents.filter((agentId) => agentId !== agent.agentId)
  const { anyoneSignedIn, freeSlots } = availability
  return { anyoneSignedIn, freeSlots, freeAgents: agent.free ? [...others, agent.agentId] : others }
}
