import type { Availability } from '../../machines/call/availability.ts'
import type { CallLimits, RecordingRule } from '../../machines/call/context.ts'
import type { CallEventBody } from '../../machines/call/events.ts'
import type { callMachine } from '../../machines/call/machine.ts'
import { refusalOf } from '../../machines/call/refusal.ts'
import { canRing, RosterEntry } from '../agents/roster.ts'
import type { ActorKind } from '../durable/actor-kind.ts'
import type { Upgrade } from '../durable/stored-record.ts'
import { type DelayEvent, isDelay } from '../durable/timer.ts'
import { ProblemCode } from '../protocol/problem.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import { callFormat } from './call-record.ts'
import type { CallFacts, CallTypes, Target } from './call-types.ts'
import { commandsFor } from './carrier-commands.ts'
import { planFor } from './plan.ts'
import { StoredEntry, storedEntry } from './stored-entry.ts'
import { timelineEntry } from './timeline.ts'

export interface CallKindDeps {
  redis: RedisClient
  keys: Keys
  /** Another chart, for a test. */
  machine?: typeof callMachine
  /** Of calls that begin now. */
  limits(): CallLimits
  /** How the office has calls recorded that begin now. Null: not at all. */
  recordingRule(direction: 'inbound' | 'outbound'): RecordingRule | null
  /** How long an ended call is kept, ms. */
  keepMs(): number
  upgrade: Upgrade
  /** Who could take a call now. @param takenSlots the taken slots of the lot, when Redis has just told them */
  availability(takenSlots?: readonly number[]): Availability
}

/** Live calls that one process holds as copies. */
const MOST_COPIES = 5_000

export function callKind(deps: CallKindDeps): ActorKind<CallTypes> {
  const { redis, keys, machine, upgrade } = deps
  const availability = (facts: CallFacts) => withTarget(deps.availability(facts.takenSlots), facts.target)
  return {
    ...callFormat(upgrade, machine),
    name: 'call',
    idName: 'callSid',
    code: ProblemCode,
    entry: StoredEntry,
    copies: MOST_COPIES,
    noFacts: {},
    commit: {
      script: new URL('./commit.lua', import.meta.url),
      keys: {
        talking: keys.talking,
        agentRevs: keys.agentRevs,
        lot: keys.lot,
        slotStays: keys.slotStays,
        live: keys.live,
        legs: keys.legs,
        roster: keys.roster,
        ended: keys.ended,
        voicemails: keys.voicemails,
        unheard: keys.unheard,
        recordings: keys.recordings,
        unsettled: keys.unsettled,
        earlyEnds: keys.earlyEnds,
        outsideLegs: keys.outsideLegs,
        outsideSpent: keys.outsideSpent,
      },
    },
    keysOf: (callSid) => ({
      record: keys.call(callSid),
      requests: keys.requests(callSid),
      history: keys.history(callSid),
    }),
    idOf: ({ context }) => context.callSid,
    isOver: ({ context }) => context.endedAt !== null,
    stamp: (event, at, facts) => ({ ...event, at, availability: availability(facts) }),
    refusalOf: (snapshot, event, facts) =>
      isDelay(event) ? 'not_in_state' : refusalOf(snapshot, event, availability(facts)),

    async recheck(code, event, facts) {
      // A slot may have been left a moment ago: nobody is refused for it.
      if (facts.takenSlots === undefined && (code === 'slot_taken' || code === 'lot_full'))
        return { ...facts, takenSlots: await takenSlots(redis, keys) }
      const agentId = targetOf(event)
      if (facts.target === undefined && code === 'target_unavailable' && agentId !== null)
        return { ...facts, target: await targetIn(redis, keys, agentId) }
      return null
    },
    resolve([reason, ...rest], event, facts) {
      switch (reason) {
        case 'ended':
          return { facts: { ...facts, endedEarly: true } }
        case 'slot':
          return { facts: { ...facts, takenSlots: rest.map(Number) } }
        case 'busy':
          return event === null ? { facts: { ...facts, unwanted: true } } : { code: 'agent_busy' }
        case 'away':
          return event === null
            ? { facts: { ...facts, unwanted: true } }
            : { facts: { ...facts, target: { agentId: targetOf(event) ?? '', free: false, rings: false } } }
        default:
          throw new Error(`The commit of a call answered ${reason}, which it should not`)
      }
    },

    entryOf: ({ before, after, event, rev, at, origin }) =>
      storedEntry(
        timelineEntry(before?.snapshot ?? null, after, event, { rev, at, evidence: origin.evidence }),
      ),
    commandsOf: ({ before, after, event, rev, at, origin }) =>
      commandsFor(before?.snapshot ?? null, after, event, {
        rev,
        at,
        answering: origin.answering === true,
        trace: origin.trace,
      }),
    planOf: ({ before, after, event, at }) =>
      planFor(before?.snapshot ?? null, after, event, { at, keepMs: deps.keepMs() }),
  }
}

/** The colleague the event would have the call offered to alone. */
const targetOf = (event: CallEventBody | DelayEvent): string | null =>
  event.type === 'TRANSFER' && 'to' in event && event.to.startsWith('agent:')
    ? event.to.slice('agent:'.length)
    : null

function withTarget(known: Availability, target: CallFacts['target']): Availability {
  if (target === undefined) return known
  const { agentId, free, rings } = target
  const withIt = (agents: readonly string[], isOne: boolean) => [
    ...agents.filter((one) => one !== agentId),
    ...(isOne ? [agentId] : []),
  ]
  const { anyoneSignedIn, freeSlots, dueToAcknowledge } = known
  const freeAgents = withIt(known.freeAgents, free)
  const reachableAgents = withIt(known.reachableAgents, free && rings)
  return { anyoneSignedIn, freeSlots, freeAgents, reachableAgents, dueToAcknowledge }
}

const takenSlots = async (redis: RedisClient, keys: Keys): Promise<number[]> =>
  (await asking(() => redis.hkeys(keys.lot))).map(Number)

/** Whether the agent is available, on no call and can be rung, in Redis now. */
export async function targetIn(redis: RedisClient, keys: Keys, agentId: string): Promise<Target> {
  const [json, callSid] = await Promise.all([
    asking(() => redis.hget(keys.roster, agentId)),
    talksOn(redis, keys, agentId),
  ])
  const entry = json === null ? undefined : RosterEntry.safeParse(JSON.parse(json)).data
  const free = entry?.presence === 'available' && callSid === null
  return { agentId, free, rings: entry !== undefined && canRing(entry) }
}

/** The call on which the agent talks, in Redis now. */
export const talksOn = (redis: RedisClient, keys: Keys, agentId: string): Promise<string | null> =>
  asking(() => redis.hget(keys.talking, agentId))
