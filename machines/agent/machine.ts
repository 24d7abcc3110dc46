import { assertEvent, assign, type SnapshotFrom, setup } from 'xstate'
import type { AgentEvent } from './events.ts'
import type { Presence } from './presence.ts'

export const AGENT_MACHINE_VERSION = 1

/** How long an agent without an open console is still shown as before: a reload is not an absence. */
const OFFLINE_AFTER_MS = 10_000

export interface AgentContext {
  agentId: string
  name: string
  /** Open consoles: stream id to the coordinator that serves it. */
  streams: Record<string, string>
  /** When a console last opened (ms since the epoch). */
  consoleSince: number | null
}

export type AgentInput = Pick<AgentContext, 'agentId' | 'name'>

interface AssignArgs {
  context: AgentContext
  event: AgentEvent
}

const change = (with_: (change: AssignArgs) => Partial<AgentContext>) =>
  assign<AgentContext, AgentEvent, undefined, AgentEvent, never>(with_)

const without = (streams: AgentContext['streams'], gone: (id: string, coordinatorId: string) => boolean) =>
  Object.fromEntries(Object.entries(streams).filter(([id, coordinatorId]) => !gone(id, coordinatorId)))

function remaining({ context, event }: AssignArgs): AgentContext['streams'] {
  if (event.type === 'STREAM_CLOSED') return without(context.streams, (id) => id === event.streamId)
  if (event.type === 'COORDINATOR_LOST')
    return without(context.streams, (_, owner) => owner === event.coordinatorId)
  return context.streams
}

const streamsLeft = (change: AssignArgs) => Object.keys(remaining(change)).length
const streamsNow = ({ context }: AssignArgs) => Object.keys(context.streams).length

/**
 * Whether an agent can be rung: what the agent chose, beside whether a console is open. Both are kept
 * apart, so that the choice outlives a reload, a crash and a lunch with the lid closed.
 */
export const agentMachine = setup({
  types: { context: {} as AgentContext, events: {} as AgentEvent, input: {} as AgentInput },
  guards: {
    closesLast: (it: AssignArgs) => streamsNow(it) > 0 && streamsLeft(it) === 0,
    closesOne: (it: AssignArgs) => streamsLeft(it) < streamsNow(it),
    isOtherName: ({ context, event }: AssignArgs) => event.type === 'RENAME' && event.name !== context.name,
    choosesAvailable: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'available',
    choosesAway: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'away',
  },
  actions: {
    openStream: change(({ context, event }) => {
      assertEvent(event, 'STREAM_OPENED')
      return {
        streams: { ...context.streams, [event.streamId]: event.coordinatorId },
        consoleSince: event.at,
      }
    }),
    closeStreams: change((it) => ({ streams: remaining(it) })),
    rename: change(({ context, event }) => ({ name: event.type === 'RENAME' ? event.name : context.name })),
  },
  delays: { offlineGrace: OFFLINE_AFTER_MS },
}).createMachine({
  id: 'agent',
  type: 'parallel',
  context: ({ input }) => ({ ...input, streams: {}, consoleSince: null }),
  on: { RENAME: { guard: 'isOtherName', actions: 'rename' } },
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
          on: { STREAM_OPENED: { target: 'open', actions: 'openStream' }, SIGN_IN: 'grace' },
        },
        grace: {
          description: 'No console is open, but one may be on its way: just signed in, or reloading.',
          after: { offlineGrace: 'closed' },
          on: { STREAM_OPENED: { target: 'open', actions: 'openStream' } },
        },
        open: {
          on: {
            STREAM_OPENED: { actions: 'openStream' },
            STREAM_CLOSED: [
              { guard: 'closesLast', target: 'grace', actions: 'closeStreams' },
              { guard: 'closesOne', actions: 'closeStreams' },
            ],
            COORDINATOR_LOST: [
              { guard: 'closesLast', target: 'grace', actions: 'closeStreams' },
              { guard: 'closesOne', actions: 'closeStreams' },
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
