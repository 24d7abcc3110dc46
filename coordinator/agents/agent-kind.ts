import { z } from 'zod'
import type { AgentEventBody } from '../../machines/agent/events.ts'
import { AGENT_MACHINE_VERSION, agentMachine } from '../../machines/agent/machine.ts'
import { Presence } from '../../machines/agent/presence.ts'
import type { ActorKind, OutboxCommand } from '../durable/actor-kind.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import { isDelay } from '../durable/timer.ts'
import type { Keys } from '../redis/keys.ts'
import { canRing, RosterEntry, rosterEntry } from './roster.ts'

/** One line of an agent's history. */
export const AgentHistoryEntry = z.object({
  rev: z.number(),
  at: z.iso.datetime(),
  event: z.string(),
  presence: Presence,
  signedIn: z.boolean(),
})
export type AgentHistoryEntry = z.infer<typeof AgentHistoryEntry>

export interface AgentTypes {
  machine: typeof agentMachine
  event: AgentEventBody
  view: RosterEntry
  facts: object
  code: 'not_in_state'
  command: OutboxCommand
  entry: AgentHistoryEntry
}

/** Agents change rarely beside calls: no copies are held. */
export const agentKind = (keys: Keys, upgrade: Upgrade): ActorKind<AgentTypes> => ({
  name: 'agent',
  idName: 'agentId',
  machine: agentMachine,
  version: AGENT_MACHINE_VERSION,
  upgrade,
  view: RosterEntry,
  code: z.literal('not_in_state'),
  entry: AgentHistoryEntry,
  copies: 0,
  noFacts: {},
  commit: {
    script: new URL('./commit.lua', import.meta.url),
    keys: { roster: keys.roster, talking: keys.talking, agentRevs: keys.agentRevs },
  },
  keysOf: (agentId) => ({
    record: keys.agent(agentId),
    requests: keys.agentRequests(agentId),
    history: keys.agentHistory(agentId),
  }),
  idOf: ({ context }) => context.agentId,
  isOver: () => false,
  stamp: (event, at) => ({ ...event, at }),
  refusalOf: () => 'not_in_state',
  recheck: async () => null,
  resolve: ([reason]) => {
    throw new Error(`The commit of an agent answered ${reason}, which it should not`)
  },
  viewOf: rosterEntry,
  entryOf({ after, event, rev, at, before }) {
    const { presence, signedIn } = rosterEntry(after, { rev, at, before: before?.view ?? null })
    const name = isDelay(event) ? (event.type.split('.')[2] ?? event.type) : event.type
    return { rev, at: new Date(at).toISOString(), event: name, presence, signedIn }
  },
  commandsOf: () => [],
  planOf({ before, after, rev, at }): { silent?: true | undefined } {
    if (before === null) return {}
    const now = rosterEntry(after, { rev, at, before: before.view })
    return { silent: looksTheSame(before.view, now) ? true : undefined }
  },
})

/** Whether the change tells consoles and coordinators nothing new. */
const looksTheSame = (before: RosterEntry, now: RosterEntry) =>
  before.presence === now.presence &&
  before.name === now.name &&
  before.signedIn === now.signedIn &&
  before.disabled === now.disabled &&
  before.rings?.ok === now.rings?.ok &&
  before.rings?.why === now.rings?.why &&
  // A new console that had no time to prove itself counts as one that rings, also beside others that do not. It may close
  // before it has proven anything.
  canRing(before) === canRing(now) &&
  Object.entries(now.consoles).every(
    ([id, why]) => !Object.hasOwn(before.consoles, id) || before.consoles[id] === why,
  )
