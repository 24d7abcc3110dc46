import { z } from 'zod'
import { AgentView } from './agent/view.ts'
import { CallView } from './call/view.ts'

/** The first thing a console's stream says. */
export const DeskSnapshot = z.object({
  calls: z.array(CallView),
  agents: z.array(AgentView),
  serverTime: z.iso.datetime(),
})
export type DeskSnapshot = z.infer<typeof DeskSnapshot>

/** Names of the server-sent events, and what each carries. */
export const FeedEvent = { snapshot: DeskSnapshot, call: CallView, agent: AgentView } as const
