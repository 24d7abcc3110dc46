import { initialTransition } from 'xstate'
import { z } from 'zod'
import type { AgentEvent, AgentEventBody } from '../../machines/agent/events.ts'
import {
  AGENT_MACHINE_VERSION,
  type AgentSnapshot,
  agentMachine,
  isSignedIn,
  presenceOf,
} from '../../machines/agent/machine.ts'
import { timerMember } from '../calls/plan.ts'
import { decide, persist, restore, type Timer, Timers } from '../durable/decide.ts'
import { type FeedEntry, ScriptReply } from '../durable/feed-entry.ts'
import type { JobScheduler } from '../job-scheduler.ts'
import { AgentView } from '../protocol/agent-view.ts'
import { changeFrom } from '../redis/change.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { RedisAway } from '../redis/redis-away.ts'
import { asking } from '../redis/script.ts'
import type { Clock } from '../runtime.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { AgentActors } from './agents-port.ts'

const commit = changeFrom(new URL('./commit.lua', import.meta.url))
const MOST_TRIES = 100

/** What Redis keeps of each agent for the desk: the view, and what a decision about a call needs beside it. */
export const RosterEntry = AgentView.omit({ callSid: true }).extend({
  signedIn: z.boolean(),
  /** When a console last opened, ms since the epoch. */
  consoleSince: z.number().nullable(),
  /** The coordinators that serve an open console of this agent, joined by commas (Lua knows no empty list). */
  servedBy: z.string(),
})
export type RosterEntry = z.infer<typeof RosterEntry>

export interface AgentDeps {
  redis: RedisClient
  keys: Keys
  clock: Clock
  runtime?: Runtime
  later: Pick<JobScheduler, 'timer'>
  publish(before: string, entries: FeedEntry[]): void
}

interface AgentRecord {
  rev: number
  snapshot: AgentSnapshot
  timers: Timer[]
}

const FIELDS = ['rev', 'at', 'snapshot', 'timers', 'version'] as const
const Stored = z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()])

function recordFrom(fields: readonly unknown[]): AgentRecord | null {
  if (fields[2] === null || fields[2] === undefined) return null
  const [rev, , snapshot, timers] = Stored.parse(fields)
  return {
    rev: Number(rev),
    snapshot: restore(agentMachine, snapshot),
    timers: Timers.parse(JSON.parse(timers)),
  }
}

/** Agents' presence, as durable as the calls. Rare beside them, so nothing is held in memory. */
export function createAgentActors(host: AgentDeps): AgentActors {
  const { redis, keys, clock, later, runtime = systemRuntime } = host

  async function load(agentId: string): Promise<AgentRecord | null> {
    return recordFrom(await asking(() => redis.hmget(keys.agent(agentId), ...FIELDS)))
  }

  async function entryOf(agentId: string): Promise<RosterEntry | null> {
    const json = await asking(() => redis.hget(keys.roster, agentId))
    return json === null ? null : RosterEntry.parse(JSON.parse(json))
  }

  function newAgent(agentId: string, name: string): AgentRecord {
    const [snapshot] = initialTransition(agentMachine, { agentId, name })
    return { rev: 0, snapshot, timers: [] }
  }

  async function viewOf(agentId: string): Promise<AgentView> {
    const callSid = await asking(() => redis.hget(keys.talking, agentId))
    const entry = await entryOf(agentId)
    if (entry === null) throw new RedisAway('Redis has just lost everything')
    return AgentView.parse({ ...entry, callSid })
  }

  async function settle(
    agentId: string,
    name: string,
    event: AgentEventBody | DelayEvent,
    trace?: string,
    /** Only while this timer is still the agent's. */
    token?: string,
  ): Promise<AgentView> {
    let record = (await load(agentId)) ?? newAgent(agentId, name)
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (token !== undefined && !record.timers.some((timer) => timer.token === token)) return viewOf(agentId)
      const at = clock.now()
      const stamped: AgentEvent = { ...event, at }
      const decision = decide(agentMachine, record, stamped, record.rev + 1, at)
      if (!decision.changed && record.rev > 0) return viewOf(agentId)

      const before = record.rev > 0 ? await entryOf(agentId) : null
      const entry = entryFor(decision.snapshot, before, at)
      const member = (timer: Timer) => timerMember('agent', agentId, timer.token)
      const plan = {
        addTimers: decision.added.map((timer) => [member(timer), timer.dueAt]),
        dropTimers: decision.dropped.map(member),
        tell:
          !before ||
          before.presence !== entry.presence ||
          before.name !== entry.name ||
          before.signedIn !== entry.signedIn,
      }
      const names = [keys.agent(agentId), keys.feed, keys.roster, keys.talking, keys.timers]
      const args = [
        record.rev,
        at,
        persist(agentMachine, decision.snapshot),
        JSON.stringify(decision.timers),
        AGENT_MACHINE_VERSION,
        agentId,
        JSON.stringify(entry),
        JSON.stringify(plan),
      ]
      const [outcome, ...rest] = ScriptReply.parse(await commit.run(redis, names, args, runtime))
      if (outcome === 'ok') {
        for (const { token, dueAt } of decision.added)
          later.timer({ kind: 'agent', id: agentId, token, dueAt, trace })
        const [previous, id, view] = rest
        if (id) host.publish(previous ?? '', [{ id, t: 'agent', d: view ?? '' }])
        return AgentView.parse(JSON.parse(view ?? ''))
      }
      record = recordFrom(rest) ?? newAgent(agentId, name)
    }
    throw new Error(`${agentId} changes faster than it can be decided on`)
  }

  return {
    send: settle,

    async fire(agentId, token, trace) {
      const record = await load(agentId)
      const timer = record?.timers.find((one) => one.token === token)
      if (!record || !timer)
        return void (await asking(() => redis.zrem(keys.timers, timerMember('agent', agentId, token))))
      if (timer.dueAt > clock.now())
        return later.timer({ kind: 'agent', id: agentId, token, dueAt: timer.dueAt, trace })
      const event = { type: `xstate.after.${timer.event.slice('xstate.after.'.length)}` } as const
      await settle(agentId, record.snapshot.context.name, event, trace, token)
    },

    async roster() {
      const entries = await asking(() => redis.hvals(keys.roster))
      return entries
        .map((json) => RosterEntry.parse(JSON.parse(json)))
        .map(({ agentId, name, signedIn, servedBy }) => ({
          agentId,
          name,
          signedIn,
          by: servedBy === '' ? [] : servedBy.split(','),
        }))
    },

    consoleSince: async (agentId) => (await entryOf(agentId))?.consoleSince ?? null,
  }
}

interface DelayEvent {
  type: `xstate.after.${string}`
}

function entryFor(snapshot: AgentSnapshot, before: RosterEntry | null, at: number): RosterEntry {
  const presence = presenceOf(snapshot)
  const { agentId, name, streams, consoleSince } = snapshot.context
  return {
    agentId,
    name,
    presence,
    since: before?.presence === presence ? before.since : new Date(at).toISOString(),
    signedIn: isSignedIn(snapshot),
    consoleSince,
    servedBy: [...new Set(Object.values(streams))].join(),
  }
}
