import type { AgentActors } from '../../../coordinator/agents/agents-port.ts'
import type { CallActors, CallState } from '../../../coordinator/calls/calls-port.ts'
import type { SpendingLimit } from '../../../coordinator/dialling/spending.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'
import type { JobScheduler } from '../../../coordinator/job-scheduler.ts'
import type { Clock } from '../../../coordinator/runtime.ts'
import type { Carrier } from '../../../coordinator/twilio/carrier.ts'
import type { CommandRunner } from '../../../coordinator/twilio/command-runner.ts'
import type { JobDeps } from '../../../jobs/handlers/deps.ts'
import { GRACE_MS } from '../../../jobs/handlers/two-reads.ts'
import { runJob } from '../../../jobs/run-job.ts'
import type { Availability } from '../../../machines/call/availability.ts'
import { canReturnTo, change, ownedBy, returnedToOne, talkedBy } from '../../../machines/call/changes.ts'
import { type Recording, transferTarget } from '../../../machines/call/context.ts'
import { byTargetOfConsult, lostAgentIsBack } from '../../../machines/call/guards.ts'
import { callMachine } from '../../../machines/call/machine.ts'
import { ordered } from '../../../machines/call/recording.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import type { Rewrite } from './store.ts'

/** A deliberate mistake in one of the parts that a coordinator is given. */
export interface Mutant {
  name: string
  /** A world that has shown it. It is looked at first: a hint, as any change of the product makes other worlds of the same seeds. */
  seen?: number
  /** Rewrites a Lua script. */
  script?: Rewrite
  /** Replaces the call machine. */
  machine?: typeof callMachine
  /** Replaces ports of one process. */
  scheduler?(scheduler: JobScheduler): JobScheduler
  calls?(calls: CallActors): CallActors
  /** What one process sees of its agents. */
  agents?(agents: AgentActors): AgentActors
  runJob?: typeof runJob
  /** What one process knows of who could take a call. */
  availability?(known: Availability): Availability
  /** Whether a plain command to Redis is dropped. */
  drops?(command: string, key: string): boolean
  /** The clock of one process. */
  clock?(known: Clock, random: SeededRandom): Clock
  /** What one process asks of Twilio. */
  carrier?(carrier: Carrier): Carrier
  /** What one process owes to Twilio without a commit. */
  owe?: CommandRunner['owe']
  /** What one process asks before a number is dialled for a transfer. */
  spending?(spending: SpendingLimit): SpendingLimit
  /** What a read of the feed answers. */
  feed?(reply: unknown): unknown
}

const ALWAYS_RECORDED: Recording = {
  ...{ rule: 'always', consent: null, asked: null, by: null, recordingSid: null, requested: false },
}

export const MUTANTS: Mutant[] = [
  {
    name: 'a commit does not look whether it was decided on an old call',
    seen: 1,
    script: call(/if rev ~= tonumber\(arg.rev\).*then/, 'if false then'),
  },
  {
    name: 'a command that is sent again is not recognised',
    script: call("if answer then return { 'seen', answer } end", ''),
  },
  {
    name: 'an agent may talk on two calls',
    script: call('if other and other ~= plan.id then', 'if false then'),
  },
  {
    name: 'two callers may stand in one slot',
    seen: 9,
    script: call('if plan.takeSlot and not slotIsFree(plan) then', 'if false then'),
  },
  {
    name: 'an outside leg that has ended counts for ever',
    script: call(/for _, leg in ipairs\(plan.endOutside.*end/, ''),
  },
  {
    name: 'transfers to numbers know no caps',
    spending: () => ({ take: async () => ({ done: async () => undefined }) }),
  },
  {
    name: 'an agent may have any number of legs outside',
    script: inScript('dialling/reserve', /if legsOfAgent >= .*end/, ''),
  },
  {
    name: 'what is about to be dialled does not count',
    script: inScript(
      'dialling/reserve',
      "redis.call('HSET', key.outsideLegs, own",
      "redis.call('HLEN', key.outsideLegs) --",
    ),
  },
  { name: 'a slot is never left', script: call(/if plan.leaveSlot then redis.call\('HDEL'.*end/, '') },
  {
    name: 'a commit forgets its timers',
    seen: 1,
    script: call(/for _, timer in ipairs\(plan.addTimers.*end/, ''),
  },
  {
    name: 'a timer is kept under another token',
    script: call('timer[2], timer[1])', "timer[2], timer[1] .. '0')"),
  },
  {
    name: 'a commit forgets what it owes Twilio',
    script: call("redis.call('HSET', key.outbox, command[1], command[2])", ''),
  },
  {
    name: 'a commit that nobody waits for is done',
    seen: 2,
    script: call('if now > deadline then', 'if false then'),
  },
  { name: 'history is not written', script: call(/if redis.call\('RPUSH'[\s\S]*?\nend/, '') },
  {
    name: 'presence is told to nobody',
    script: agent("return not plan.silent and 'agent' or nil, json", 'return nil, json'),
  },
  {
    name: 'timers are left to one that never comes',
    seen: 10,
    scheduler: (scheduler) => ({ ...scheduler, timer: () => undefined }),
    runJob: jobs((deps) => ({ dueTimers: { ...deps.dueTimers, list: async () => [] } })),
  },
  {
    name: 'what a dead process owed Twilio is run by nobody',
    script: inScript('durable/outbox-keep', /return redis.call\('ZRANGEBYSCORE'.*/, 'return {}'),
  },
  {
    name: 'a process does not say which commands it still tries',
    script: inScript('durable/outbox-keep', "redis.call('ZADD', key.owed, arg.now, ARGV[n])", ''),
  },
  {
    name: 'a process takes up what another one tries',
    script: inScript('durable/outbox-claim', /if tonumber\(at\) > tonumber\(arg.lostBefore\).*end/, ''),
  },
  {
    name: 'each process goes by the clock of its own machine',
    seen: 1,
    clock: (known, random) => {
      const ahead = Math.round(random.between(-60_000, 60_000))
      return { now: () => known.now() + ahead }
    },
  },
  {
    name: 'the sweep believes a single read',
    runJob: (deps, name, data) =>
      runJob(
        deps,
        name,
        name === 'reconcile' ? { ...(data as object), goneAt: deps.clock.now() - GRACE_MS } : data,
      ),
  },
  {
    name: 'callers that are not known are hung up',
    runJob: jobs((deps) => ({ calls: { ...deps.calls, arrive: hangsUp(deps) } })),
  },
  {
    name: 'nobody asks Twilio who is on the line',
    seen: 1,
    runJob: async (deps, name, data) => {
      if (name !== 'reconcile') await runJob(deps, name, data)
    },
  },
  { name: 'a process does not see one entry of the feed', feed: withoutSome },
  { name: 'a console is let in only once', agents: onlyOnce },
  {
    name: 'a console that has stopped echoing counts as before',
    seen: 2,
    agents: (agents) => ({
      ...agents,
      send: (agentId, name, event, origin) =>
        agents.send(agentId, name, event.type === 'FELL_SILENT' ? { type: 'RENAME', name } : event, origin),
    }),
  },
  {
    name: 'a console in quiet hours is taken for one that rings',
    agents: (agents) => ({
      ...agents,
      heardEcho: (agentId, consoleId, why) =>
        agents.heardEcho(agentId, consoleId, why === 'quiet_hours' ? null : why),
    }),
  },
  {
    name: 'what one process hears of a console is not known to the one that serves it',
    drops: (command, key) => command === 'set' && key.includes(':echo:'),
  },
  {
    name: 'the deaf are offered calls as everybody else',
    seen: 35,
    availability: (known) => ({ ...of(known), reachableAgents: known.freeAgents }),
  },
  {
    name: 'a call for which nobody rings is offered to nobody',
    availability: (known) => ({ ...of(known), freeAgents: known.reachableAgents }),
  },
  {
    name: 'nobody notices that no console acknowledges an offer',
    machine: callMachine.provide({ guards: { offerToAllIsUnheard: () => false } }),
  },
  {
    name: 'what consoles acknowledge is not noted',
    seen: 5,
    machine: callMachine.provide({ guards: { isNewRinging: () => false } }),
  },
  {
    name: 'the revs of agents stand still',
    script: agent(
      "redis.call('HINCRBY', key.agentRevs, agentId, by)",
      "redis.call('HINCRBY', key.agentRevs, agentId, 0)",
    ),
  },
  {
    name: 'callers are sent where they belonged a moment ago',
    calls: (calls) => ({ ...calls, state: behind(calls) }),
  },
  {
    name: 'an agent who is lost takes the caller along',
    seen: 11,
    calls: (calls) => ({
      ...calls,
      send: (callSid, event, delivery) =>
        calls.send(
          callSid,
          event.type === 'LEG_ENDED' ? { type: 'CALLER_ENDED', status: 'completed' } : event,
          delivery,
        ),
    }),
  },
  {
    name: 'a call that has ended may be parked',
    machine: callMachine.provide({ guards: { mayPark: ({ event }) => event.type === 'PARK' } }),
  },
  {
    name: 'a note replaces one that its writer has not seen',
    machine: callMachine.provide({ guards: { hasSeenWrapUp: () => true } }),
  },
  {
    name: 'a consultation that nobody answers loses its sender',
    seen: 41,
    machine: callMachine.provide({ guards: { isConsult: () => false } }),
  },
  {
    name: 'a consultation that is declined loses its sender',
    seen: 123,
    machine: callMachine.provide({
      guards: {
        byTargetOfConsult: (args) => args.event.type !== 'DECLINE' && byTargetOfConsult(args),
      },
    }),
  },
  {
    name: 'a caller returns to an agent who is away',
    machine: callMachine.provide({
      guards: { returnsToOne: ({ context: { parked } }) => (parked?.for ?? parked?.by ?? null) !== null },
    }),
  },
  {
    name: 'a caller parked for somebody returns to the parker',
    machine: callMachine.provide({
      guards: { returnsToOne: (args) => canReturnTo(args, args.context.parked?.by ?? null) },
      actions: {
        returnToOne: change((args) => {
          const { parked } = args.context
          return parked?.by ? returnedToOne(args, parked.by, parked) : {}
        }),
      },
    }),
  },
  {
    name: 'what the parker has said for later is not heeded',
    seen: 384,
    machine: callMachine.provide({
      guards: { elseIsVoicemail: () => false, elseIsNumber: () => false, elseIsColleague: () => false },
    }),
  },
  {
    name: 'of three who talk, the one who stays loses the line',
    machine: callMachine.provide({
      actions: {
        completeToTarget: change((args) => ({
          ...ownedBy(transferTarget(args.context), null, args),
          takenFrom: 'transfer',
        })),
      },
    }),
  },
  {
    name: 'a colleague who waits beside a call is never told to come back',
    carrier: (carrier) => ({
      ...carrier,
      redirect: async (legSid, url) => {
        if (!url.includes('/legs/')) await carrier.redirect(legSid, url)
      },
    }),
  },
  {
    name: 'a supervisor is heard by everybody',
    seen: 16,
    carrier: (carrier) => ({
      ...carrier,
      updateParticipant: (callSid, legSid) =>
        carrier.updateParticipant(callSid, legSid, { muted: false, coaches: null }),
    }),
  },
  {
    name: 'who hears a supervisor does not change with the mode',
    carrier: (carrier) => ({ ...carrier, updateParticipant: async () => undefined }),
  },
  {
    name: 'who hears a supervisor is not said when the leg enters',
    seen: 16,
    owe: async () => undefined,
  },
  {
    name: 'a supervisor whose leg has ended goes on',
    machine: callMachine.provide({
      guards: {
        isSupervisorsLeg: ({ context: { supervision }, event }) =>
          event.type === 'LEG_CONNECTED' && event.agentId === supervision?.by,
      },
    }),
  },
  {
    name: 'a recording is never paused',
    seen: 8,
    carrier: (carrier) => ({
      ...carrier,
      setRecording: async (callSid, recordingSid, to) => {
        if (to !== 'paused') await carrier.setRecording(callSid, recordingSid, to)
      },
    }),
  },
  {
    name: 'a recording pauses on the screens as soon as it is ordered to',
    seen: 35,
    machine: callMachine.provide({
      actions: {
        orderRecording: change((args) => {
          const { recordings } = args.context
          const isPause = args.event.type === 'RECORD' && args.event.state === 'paused'
          return {
            ...ordered(args),
            ...(isPause && { recordings: recordings.map((one) => ({ ...one, state: 'paused' as const })) }),
          }
        }),
      },
    }),
  },
  {
    name: 'a pause proves that the recording pauses, although it may be asked to go on yet',
    seen: 39,
    machine: callMachine.provide({
      actions: {
        noteRecordingState: change(({ context: { recordings }, event }) =>
          event.type !== 'RECORDING_SET'
            ? {}
            : {
                recordings: recordings.map((one) =>
                  one.recordingSid === event.recordingSid ? { ...one, state: event.state } : one,
                ),
              },
        ),
      },
    }),
  },
  {
    name: 'who answers has heard that the call is recorded',
    calls: (calls) => ({
      ...calls,
      async send(callSid, event, origin) {
        const reply = await calls.send(callSid, event, origin)
        if (event.type === 'LEG_CONNECTED') await calls.send(callSid, { type: 'NOTICE_HEARD' })
        return reply
      },
    }),
  },
  {
    name: 'calls are recorded when the office forbids it',
    machine: callMachine.provide({
      actions: {
        connectOwnersLeg: change(({ context, event }) =>
          event.type !== 'LEG_CONNECTED'
            ? {}
            : {
                ...{ legSid: event.legSid, legAt: event.at, answeredAt: context.answeredAt ?? event.at },
                ...talkedBy(context, context.agentId),
                recording: context.recording ?? ALWAYS_RECORDED,
              },
        ),
      },
    }),
  },
  {
    name: 'what Twilio has recorded is not looked for',
    seen: 3,
    carrier: (carrier) => ({ ...carrier, recordingsOfCall: async () => [] }),
  },
  {
    name: 'a call waits alone for somebody who cannot come',
    machine: callMachine.provide({ guards: { offeredAgentCannotTakeIt: () => false } }),
  },
  {
    name: 'who has declined a parked call is never asked again',
    seen: 280,
    machine: callMachine.provide({ actions: { forgetWhoDeclined: () => undefined } }),
  },
  {
    name: 'an echo gives no caller back',
    machine: callMachine.provide({
      guards: {
        lostAgentIsBack: (args) =>
          !(args.event.type === 'AGENT_BACK' && args.event.echoed) && lostAgentIsBack(args),
      },
    }),
  },
  {
    name: "the end of an agent's leg changes nothing",
    machine: callMachine.provide({
      guards: {
        isOwnersLeg: ({ context, event }) =>
          event.type === 'LEG_CONNECTED' && event.agentId === context.agentId,
      },
    }),
  },
  {
    name: 'anybody says who the caller is',
    seen: 3,
    machine: callMachine.provide({
      guards: {
        mayConfirmCaller: ({ context }) => context.endedAt === null && context.confirmedBy === undefined,
      },
    }),
  },
  {
    name: 'anybody tells how a call sounded',
    machine: callMachine.provide({ guards: { byParticipant: () => true } }),
  },
]

/** By its name, in every process. */
export function mutantOf(name: string | null): { mutant?: Mutant } {
  const mutant = MUTANTS.find((one) => one.name === name)
  return mutant ? { mutant } : {}
}

function inScript(script: string, from: string | RegExp, to: string): Rewrite {
  return (name, source) => {
    if (name !== script) return source
    const mutated = source.replace(from, () => to)
    if (mutated === source) throw new Error(`coordinator/${script}.lua has no ${from}`)
    return mutated
  }
}

function call(from: string | RegExp, to: string): Rewrite {
  return inScript('calls/commit', from, to)
}

function agent(from: string | RegExp, to: string): Rewrite {
  return inScript('agents/commit', from, to)
}

function jobs(change: (deps: JobDeps) => Partial<JobDeps>): typeof runJob {
  return (deps, name, data) => runJob({ ...deps, ...change(deps) }, name, data)
}

/** Read now, since each is computed when it is read. */
const of = ({ freeAgents, reachableAgents, dueToAcknowledge, anyoneSignedIn, freeSlots }: Availability) => ({
  ...{ freeAgents, reachableAgents, dueToAcknowledge, anyoneSignedIn, freeSlots },
})

const hangsUp =
  ({ carrier, calls }: JobDeps): CallActors['arrive'] =>
  async (input, delivery) => {
    await carrier.complete(input.callSid)
    return calls.arrive(input, delivery)
  }

function onlyOnce(agents: AgentActors): AgentActors {
  return {
    ...agents,
    async send(agentId, name, event, trace) {
      const comesBack = event.type === 'STREAM_OPENED' && (await agents.consoleSince(agentId)) !== null
      if (comesBack) throw new Refusal('unavailable')
      return agents.send(agentId, name, event, trace)
    },
  }
}

/** Every answer is the one of the time before. */
function behind(calls: CallActors): CallActors['state'] {
  const last = new Map<string, CallState | null>()
  return async (callSid) => {
    const now = await calls.state(callSid)
    const before = last.get(callSid)
    last.set(callSid, now)
    return before ?? now
  }
}

function withoutSome(reply: unknown): unknown {
  if (reply === null) return null
  const [[stream, entries] = ['', []]] = reply as [string, [id: string, fields: string[]][]][]
  return [[stream, entries.filter(([id]) => Number.parseInt(id, 10) % 11 !== 0)]]
}
