import { assertEvent, assign, type SnapshotFrom, setup } from 'xstate'
import type { AgentEvent } from './events.ts'
import type { Presence } from './presence.ts'

export const AGENT_MACHINE_VERSION = 1

/** How long an agent without an open console keeps the presence: a reload takes less. */
const OFFLINE_AFTER_MS = 10_000

export interface AgentContext {
  agentId: string
  name: string
  /** Open consoles: from the stream's id to the coordinator that serves it. */
  streams: Record<string, string>
  /** When a console last opened (ms since the epoch). */
  consoleSince: number | null
}

export type AgentInput = Pick<AgentContext, 'agentId' | 'name'>

interface AssignArgs {
  context: AgentContext
  event: AgentEvent
}

const change = (changeOf: (args: AssignArgs) => Partial<AgentContext>) =>
  assign<AgentContext, AgentEvent, undefined, AgentEvent, never>(changeOf)

const without = (streams: AgentContext['streams'], gone: (id: string, coordinatorId: string) => boolean) =>
  Object.fromEntries(Object.entries(streams).filter(([id, coordinatorId]) => !gone(id, coordinatorId)))

function remaining({ context, event }: AssignArgs): AgentContext['streams'] {
  if (event.type === 'STREAM_CLOSED') return without(context.streams, (id) => id === event.streamId)
  if (event.type === 'COORDINATOR_LOST')
    return without(context.streams, (_, owner) => owner === event.coordinatorId)
  return context.streams
}

const countAfter = (args: AssignArgs) => Object.keys(remaining(args)).length
const countNow = ({ context }: AssignArgs) => Object.keys(context.streams).length

/**
 * The presence of one agent: what the agent chose, and whether a console is open. The two are parallel states, so that
 * the choice survives a reload, a crash and a closed laptop.
 */
export const agentMachine = setup({
  types: { context: {} as AgentContext, events: {} as AgentEvent, input: {} as AgentInput },
  guards: {
    closesLastStream: (args: AssignArgs) => countNow(args) > 0 && countAfter(args) === 0,
    closesStream: (args: AssignArgs) => countAfter(args) < countNow(args),
    nameChanges: ({ context, event }: AssignArgs) => event.type === 'RENAME' && event.name !== context.name,
    choosesAvailable: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'available',
    choosesAway: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'away',
  },
  actions: {
    addStream: change(({ context, event }) => {
      assertEvent(event, 'STREAM_OPENED')
      return {
        streams: { ...context.streams, [event.streamId]: event.coordinatorId },
        consoleSince: event.at,
      }
    }),
    removeStreams: change((args) => ({ streams: remaining(args) })),
    rename: change(({ context, event }) => ({ name: event.type === 'RENAME' ? event.name : context.name })),
  },
  delays: { offlineGrace: OFFLINE_AFTER_MS },
}).createMachine({
  id: 'agent',
  type: 'parallel',
  context: ({ input }) => ({ ...input, streams: {}, consoleSince: null }),
  on: { RENAME: { guard: 'nameChanges', actions: 'rename' } },
  states: {
    choice: {
      initial: 'signedOut',
      states: {
        signedOut: { on: { SIGN_IN: 'away' } },
        away: {
          on: { SIGN_OUT: 'signedOut', CHOOSE: { guard: 'choosesAvailable', target: 'available' } },
        },
        available: { on: { SIGN_OUT: 'signedOut', CHOOSE: { guard: 'choosesAway', target: 'away' } } },
      },
    },
    console: {
      initial: 'closed',
      states: {
        closed: {
          on: { STREAM_OPENED: { target: 'open', actions: 'addStream' }, SIGN_IN: 'grace' },
        },
        grace: {
          description:
            'No console is open, but one is expected: the agent has just signed in or is reloading the page.',
          after: { offlineGrace: 'closed' },
          on: { STREAM_OPENED: { target: 'open', actions: 'addStream' } },
        },
        open: {
          on: {
            STREAM_OPENED: { actions: 'addStream' },
            STREAM_CLOSED: [
              { guard: 'closesLastStream', target: 'grace', actions: 'removeStreams' },
              { guard: 'closesStream', actions: 'removeStreams' },
            ],
            COORDINATOR_LOST: [
              { guard: 'closesLastStream', target: 'grace', actions: 'removeStreams' },
              { guard: 'closesStream', actions: 'removeStreams' },
            ],
          },
        },
      },
    },
  },
})

export type AgentSnapshot = SnapshotFrom<typeof agentMachine>

export function presenceOf(snapshot: AgentSnapshot): Presence {
  if (snapshot.matches({ choice: 'signedOut' }) || snapshot.matches({ console: 'closed' })) return 'offline'
  return snapshot.matches({ choice: 'available' }) ? 'available' : 'away'
}

export const isSignedIn = (snapshot: AgentSnapshot) => !snapshot.matches({ choice: 'signedOut' })
