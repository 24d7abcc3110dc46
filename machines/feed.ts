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

/** Whether the server reaches its store: while it does not, no command can be taken. */
export const StoreNews = z.object({ reachable: z.boolean() })
export type StoreNews = z.infer<typeof StoreNews>

/** Names of the server-sent events, and what each carries. */
export const FeedEvent = {
  snapshot: DeskSnapshot,
  call: CallView,
  agent: AgentView,
  store: StoreNews,
} as const
