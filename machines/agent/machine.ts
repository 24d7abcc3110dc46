import { assertEvent, assign, type SnapshotFrom, setup } from 'xstate'
import type { AgentEvent } from './events.ts'
import type { Presence } from './presence.ts'
import type { WhyDeaf } from './reachability.ts'

export const AGENT_MACHINE_VERSION = 3

/** How long an agent without an open console keeps the presence: a reload takes less. */
const OFFLINE_AFTER_MS = 10_000

export interface AgentContext {
  agentId: string
  name: string
  /** The open consoles, by the id of the stream. The one that opened last is the last. */
  consoles: Record<string, OpenConsole>
  /** When a console last opened (ms since the epoch). */
  consoleSince: number | null
}

export interface OpenConsole {
  /** The coordinator that serves its stream. */
  coordinatorId: string
  /** What keeps it from ringing; null when it has proven that it rings. */
  why: WhyDeaf | null
}

export type AgentInput = Pick<AgentContext, 'agentId' | 'name'>

interface AssignArgs {
  context: AgentContext
  event: AgentEvent
}

const change = (changeOf: (args: AssignArgs) => Partial<AgentContext>) =>
  assign<AgentContext, AgentEvent, undefined, AgentEvent, never>(changeOf)

const without = (consoles: AgentContext['consoles'], gone: (id: string, one: OpenConsole) => boolean) =>
  Object.fromEntries(Object.entries(consoles).filter(([id, one]) => !gone(id, one)))

function remaining({ context, event }: AssignArgs): AgentContext['consoles'] {
  if (event.type === 'STREAM_CLOSED') return without(context.consoles, (id) => id === event.streamId)
  if (event.type === 'COORDINATOR_LOST')
    return without(context.consoles, (_, { coordinatorId }) => coordinatorId === event.coordinatorId)
  return context.consoles
}

const countAfter = (args: AssignArgs) => Object.keys(remaining(args)).length
const countNow = ({ context }: AssignArgs) => Object.keys(context.consoles).length

/** The consoles with what the event says of one of them; undefined when it says nothing new of an open one. */
function proven({ context, event }: AssignArgs): AgentContext['consoles'] | undefined {
  if (event.type !== 'ECHOED' && event.type !== 'FELL_SILENT') return undefined
  if (!Object.hasOwn(context.consoles, event.streamId)) return undefined
  const known = context.consoles[event.streamId]
  const why = event.type === 'ECHOED' ? event.why : 'silent'
  return known && known.why !== why ? { ...context.consoles, [event.streamId]: { ...known, why } } : undefined
}

/**
 * The presence of one agent: what the agent chose, and whether a console is open. The two are parallel states, so that
 * the choice survives a reload, a crash and a closed laptop. Whether a console can ring is kept for each console.
 */
export const agentMachine = setup({
  types: { context: {} as AgentContext, events: {} as AgentEvent, input: {} as AgentInput },
  guards: {
    closesLastStream: (args: AssignArgs) => countNow(args) > 0 && countAfter(args) === 0,
    closesStream: (args: AssignArgs) => countAfter(args) < countNow(args),
    provesSomethingNew: (args: AssignArgs) => proven(args) !== undefined,
    nameChanges: ({ context, event }: AssignArgs) => event.type === 'RENAME' && event.name !== context.name,
    choosesAvailable: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'available',
    choosesAway: ({ event }: AssignArgs) => event.type === 'CHOOSE' && event.presence === 'away',
  },
  actions: {
    addStream: change(({ context, event }) => {
      assertEvent(event, 'STREAM_OPENED')
      const { streamId, coordinatorId } = event
      const { [streamId]: known, ...others } = context.consoles
      const opened = { coordinatorId, why: known ? known.why : ('unproven' as const) }
      return { consoles: { ...others, [streamId]: opened }, consoleSince: event.at }
    }),
    removeStreams: change((args) => ({ consoles: remaining(args) })),
    noteProof: change((args) => ({ consoles: proven(args) ?? args.context.consoles })),
    rename: change(({ context, event }) => ({ name: event.type === 'RENAME' ? event.name : context.name })),
  },
  delays: { offlineGrace: OFFLINE_AFTER_MS },
}).createMachine({
  id: 'agent',
  type: 'parallel',
  context: ({ input }) => ({ ...input, consoles: {}, consoleSince: null }),
  on: { RENAME: { guard: 'nameChanges', actions: 'rename' } },
  states: {
    choice: {
      initial: 'signedOut',
      states: {
        signedOut: {
          description:
            'Who chooses has a session: SIGN_IN was lost, or SIGN_OUT has come late. Where the session has just ended, the sweep signs out again.',
          on: {
            SIGN_IN: 'away',
            CHOOSE: [{ guard: 'choosesAvailable', target: 'available' }, 'away'],
            DISABLE: 'disabled',
          },
        },
        away: {
          on: {
            SIGN_OUT: 'signedOut',
            CHOOSE: { guard: 'choosesAvailable', target: 'available' },
            DISABLE: 'disabled',
          },
        },
        available: {
          on: {
            SIGN_OUT: 'signedOut',
            CHOOSE: { guard: 'choosesAway', target: 'away' },
            DISABLE: 'disabled',
          },
        },
        disabled: {
          description:
            'The account is disabled: no call comes to the agent, and desks do not show the agent. Who signs in has an account that is enabled again: ENABLE was lost.',
          on: { ENABLE: 'signedOut', SIGN_IN: 'away' },
        },
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
            ECHOED: { guard: 'provesSomethingNew', actions: 'noteProof' },
            FELL_SILENT: { guard: 'provesSomethingNew', actions: 'noteProof' },
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
  if (!isSignedIn(snapshot) || snapshot.matches({ console: 'closed' })) return 'offline'
  return snapshot.matches({ choice: 'available' }) ? 'available' : 'away'
}

/**
 * Whether a console of the agent can ring, and if none can, why the one that opened last cannot. Null: no console is open.
 */
export function ringsOf({ context }: AgentSnapshot): { ok: boolean; why: WhyDeaf | null } | null {
  const reasons = Object.values(context.consoles).map(({ why }) => why)
  const last = reasons.at(-1)
  if (last === undefined) return null
  return reasons.includes(null) ? { ok: true, why: null } : { ok: false, why: last }
}

export const isDisabled = (snapshot: AgentSnapshot) => snapshot.matches({ choice: 'disabled' })

export const isSignedIn = (snapshot: AgentSnapshot) =>
  !snapshot.matches({ choice: 'signedOut' }) && !isDisabled(snapshot)
