import { initialTransition } from 'xstate'
import type { AgentEventBody } from '../../machines/agent/events.ts'
import { agentMachine } from '../../machines/agent/machine.ts'
import { ActorHost, type ActorHostDeps } from '../durable/actor-host.ts'
import type { EventOrigin } from '../durable/actor-kind.ts'
import { OneAtATime } from '../durable/one-at-a-time.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import { idsOnly, type Tracing } from '../ops/tracing.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking, changeScript } from '../redis/script.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import { type AgentTypes, agentKind } from './agent-kind.ts'
import type { AgentActors } from './agents-port.ts'
import { AgentEntry, agentViewOf, coordinatorsOf, RosterEntry, rosterEntry } from './roster.ts'

export interface AgentActorsDeps
  extends Pick<ActorHostDeps<AgentTypes>, 'redis' | 'clock' | 'committed' | 'scheduleTimer'> {
  keys: Keys
  upgrade: Upgrade
  runtime?: Runtime
  /** Without one: ids for the log. */
  tracing?: Tracing
}

const removeAgent = changeScript(new URL('./remove.lua', import.meta.url), {
  keys: ['record', 'requests', 'history', 'roster', 'agentRevs', 'feed'],
  args: ['agentId'],
})

/** The events that create an agent. No other event brings a removed agent back. */
const BEGINS: ReadonlySet<AgentEventBody['type']> = new Set(['RENAME', 'SIGN_IN'])

/** Agents as durable actors: their presence outlives browsers and processes. */
export function createAgentActors(deps: AgentActorsDeps): AgentActors {
  const { redis, keys, runtime = systemRuntime } = deps
  const { tracing = idsOnly(runtime.uuid) } = deps
  const kind = agentKind(keys, deps.upgrade)
  const host = new ActorHost(kind, { ...deps, runtime, tracing })
  /** The consoles of an agent open and echo at once: each commit but the first would be decided again and again. */
  const oneAtATime = new OneAtATime()

  const firstSnapshot = (agentId: string, name: string) => () =>
    initialTransition(agentMachine, { agentId, name })[0]

  async function entryOf(agentId: string): Promise<RosterEntry | null> {
    const json = await asking(() => redis.hget(keys.roster, agentId))
    return json === null ? null : RosterEntry.parse(JSON.parse(json))
  }

  /** @param known the entry of an earlier answer, which is repeated instead of the one in the roster */
  async function viewOf(agentId: string, known?: RosterEntry) {
    const [entry, callSid, viewRev] = await Promise.all([
      known ?? entryOf(agentId),
      asking(() => redis.hget(keys.talking, agentId)),
      asking(() => redis.hget(keys.agentRevs, agentId)),
    ])
    if (entry === null) throw new RedisAway('Redis has just lost everything')
    // An earlier answer may be older than what consoles have: it must not count as new.
    return agentViewOf(AgentEntry.parse({ ...entry, callSid, viewRev: known ? 0 : Number(viewRev) }))
  }

  return {
    async send(agentId: string, name: string, event: AgentEventBody, origin: EventOrigin = {}) {
      const begin = firstSnapshot(agentId, name)
      const orNew = BEGINS.has(event.type) ? begin : undefined
      const reply = await oneAtATime.run(agentId, () => host.send(agentId, event, origin, orNew))
      if (reply === null) {
        const nobody = rosterEntry(begin(), { rev: 0, at: deps.clock.now(), before: null })
        return agentViewOf({ ...nobody, callSid: null, viewRev: 0 })
      }
      if (reply.feedJson !== undefined) return agentViewOf(AgentEntry.parse(JSON.parse(reply.feedJson)))
      return viewOf(agentId, reply.replayed ? reply.view : undefined)
    },

    async heardEcho(agentId, consoleId, why) {
      const event = { type: 'ECHOED', streamId: consoleId, why } as const
      const reply = await oneAtATime.run(agentId, () => host.send(agentId, event))
      return reply !== null && Object.hasOwn(reply.view.consoles, consoleId)
    },

    async remove(agentId) {
      const { record, requests, history } = kind.keysOf(agentId)
      const { roster, agentRevs, feed } = keys
      const names = { record, requests, history, roster, agentRevs, feed }
      await removeAgent.run(redis, names, { agentId }, { runtime })
    },

    fire: (agentId, token, trace) => host.fire(agentId, token, trace),
    history: (agentId) => host.history(agentId),

    async roster() {
      const entries = await asking(() => redis.hvals(keys.roster))
      // Only a newer version can read the entry that it wrote.
      return entries.flatMap((json) => {
        const entry = RosterEntry.safeParse(JSON.parse(json)).data
        if (!entry) return []
        const { agentId, name, signedIn, disabled = false } = entry
        return [{ agentId, name, signedIn, disabled, servedBy: coordinatorsOf(entry) }]
      })
    },

    consoleSince: async (agentId) => (await entryOf(agentId))?.consoleSince ?? null,
  }
}
