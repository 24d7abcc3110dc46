import type { DeskReader } from '../calls/desk-reader.ts'

/** Why an agent takes no call, where that lasts. Undefined: the agent takes none just now. */
export function whyUnavailable(desk: Pick<DeskReader, 'agent'>, agentId: string | null): string | undefined {
  const agent = agentId === null ? undefined : desk.agent(agentId)
  return agent?.disabled ? `The account of ${agent.name} is disabled` : undefined
}
