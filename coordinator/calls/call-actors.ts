import { initialTransition } from 'xstate'
import type { CallEventBody } from '../../machines/call/events.ts'
import { callMachine } from '../../machines/call/machine.ts'
import type { CallInput } from '../../machines/call/new-call.ts'
import { ActorHost, type ActorHostDeps } from '../durable/actor-host.ts'
import type { Beginning, EventOrigin } from '../durable/actor-kind.ts'
import type { ActorReply } from '../durable/actor-store.ts'
import { timersAfter } from '../durable/decide.ts'
import { idsOnly, type Tracing } from '../ops/tracing.ts'
import { asking } from '../redis/script.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import { type CallKindDeps, callKind, talksOn, targetIn } from './call-kind.ts'
import type { CallFacts, CallTypes } from './call-types.ts'
import type { CallActors, EventReply } from './calls-port.ts'
import { createEarlyEnds } from './early-ends.ts'
import { endedAtArrival } from './ended-at-arrival.ts'
import { createFollowedRedirects } from './followed-redirects.ts'

export interface CallActorsDeps
  extends CallKindDeps,
    Pick<ActorHostDeps<CallTypes>, 'clock' | 'committed' | 'scheduleTimer' | 'attempted'> {
  runtime?: Runtime
  /** Without one: ids for the log. */
  tracing?: Tracing
}

/** The call actors of one process, and what it holds of them. */
export interface HostedCalls extends CallActors {
  /** Another process committed that rev: an older copy is of no use. */
  forget(callSid: string, rev: number): void
  /** Other processes may have committed unseen: no copy is of use. */
  forgetAll(): void
  /** Whether this process holds the call as that rev left it. */
  holds(callSid: string, rev: number): boolean
}

/** Calls as durable actors: what the host does for every kind, and what is only true of calls. */
export function createCallActors(deps: CallActorsDeps): HostedCalls {
  const { redis, keys, clock, machine = callMachine, runtime = systemRuntime } = deps
  const { tracing = idsOnly(runtime.uuid) } = deps
  const kind = callKind(deps)
  const host = new ActorHost(kind, { ...deps, runtime, tracing })
  const earlyEnds = createEarlyEnds(redis, keys, clock)

  const send = async (callSid: string, event: CallEventBody, origin?: EventOrigin): Promise<EventReply> =>
    replyOf(await host.send(callSid, event, origin))

  function begin(
    input: Omit<CallInput, 'limits' | 'recording' | 'at' | 'availability'>,
    at: number,
    facts: CallFacts,
  ): Beginning<CallTypes> {
    const unwanted = input.unwanted === true || facts.unwanted === true
    const availability = deps.availability(facts.takenSlots)
    const limits = deps.limits()
    const direction = input.type === 'DIALLED' ? 'outbound' : (input.direction ?? 'inbound')
    // A call of a colleague that Redis has lost is adopted as one from a browser of ours.
    const isOurs = input.callerAddress?.startsWith('client:') === true
    const recording = isOurs ? null : deps.recordingRule(direction)
    const [snapshot, actions] = initialTransition(machine, {
      ...input,
      ...{ unwanted, limits, recording, at, availability },
    })
    const event = { type: input.type, by: input.by }
    return facts.endedEarly
      ? endedAtArrival(machine, snapshot, event, { at, availability })
      : { snapshot, timers: timersAfter([], actions, 1, at), event }
  }

  /** The end of a caller can be told before the call arrives. It is kept until then. */
  async function endUnknown(
    callSid: string,
    event: CallEventBody,
    origin?: EventOrigin,
  ): Promise<EventReply> {
    await earlyEnds.note(callSid)
    // The call may have arrived just before the note.
    return send(callSid, event, origin)
  }

  /** A leg's end can be told before the leg connects. Then it is lost like any other leg that ends. */
  async function endedBefore(callSid: string, legSid: string, trace?: string): Promise<EventReply | null> {
    if (!(await earlyEnds.has(legSid))) return null
    const evidence = `Leg ${legSid} was over before it was let in`
    return send(
      callSid,
      { type: 'LEG_ENDED', legSid, outside: false, consoleSince: null },
      { evidence, trace },
    )
  }

  return {
    ...createFollowedRedirects(redis, keys),

    async arrive(input, origin = { answering: true }) {
      const { record, created } = await host.create(
        input.callSid,
        (at, facts) => begin(input, at, facts),
        origin,
      )
      return { ...record, arrived: created }
    },

    async send(callSid, event, origin = {}) {
      if (OFTEN_WITHOUT_EFFECT.has(event.type)) {
        const record = await host.find(callSid)
        if (record && !host.can(record, event, {}))
          return { ok: false, code: 'not_in_state', view: record.view, replayed: false }
      }
      const reply = await send(callSid, event, origin)
      if (event.type === 'CALLER_ENDED' && reply.code === 'no_such_call')
        return endUnknown(callSid, event, origin)
      if (event.type !== 'LEG_CONNECTED' || !reply.ok || event.agentId === null) return reply
      return (await endedBefore(callSid, event.legSid, origin.trace)) ?? reply
    },

    async answered(callSid, key) {
      const reply = await host.answered(callSid, key)
      return reply && replyOf(reply)
    },

    fire: (callSid, token, trace) => host.fire(callSid, token, trace),
    state: (callSid) => host.current(callSid),
    history: (callSid) => host.history(callSid),

    async noteEarlyEnd(legSid) {
      // Noted before it is looked up, and `send` commits before it looks here: one of the two sees the other.
      await earlyEnds.note(legSid)
      const [callSid, isCall] = await Promise.all([
        asking(() => redis.hget(keys.legs, legSid)),
        asking(() => redis.exists(keys.call(legSid))),
      ])
      return callSid ?? (isCall === 1 ? legSid : null)
    },

    isFree: async (agentId) => (await targetIn(redis, keys, agentId)).free,
    talksOn: (agentId) => talksOn(redis, keys, agentId),
    holds: (callSid, rev) => host.holds(callSid, rev),
    forget: (callSid, rev) => host.forget(callSid, rev),
    forgetAll: () => host.forgetAll(),
  }
}

/** Sent to many calls whenever the desk changes. Most of them have nothing to decide then. */
const OFTEN_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'OFFER',
  'AGENT_BACK',
  'AGENT_GONE',
  'AGENT_SIGNED_OUT',
])

function replyOf(reply: ActorReply<CallTypes> | null): EventReply {
  if (reply === null) return { ok: false, code: 'no_such_call', view: null, replayed: false }
  const { ok, code, view, replayed } = reply
  return { ok, code, view, replayed }
}
