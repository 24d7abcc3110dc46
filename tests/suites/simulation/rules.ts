import type { RosterEntry } from '../../../coordinator/agents/roster.ts'
import { ActorIsNewer } from '../../../coordinator/durable/newer.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { CarrierRejected, CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { outsideLegs } from '../../../machines/call/selectors.ts'
import { OUR_REASONS } from '../../setup/checker/callers.ts'
import { checkCommit } from './commit-rules.ts'
import { type CommittedCall, twiml } from './committed-call.ts'
import { ConnectionLost } from './connection-lost.ts'
import { isOver, RINGBACK_AND_REDIRECT, type SimulatedLeg, shortSid } from './leg.ts'
import { OwedRules } from './owed-rules.ts'
import { ReachabilityRules } from './reachability-rules.ts'
import { RecordingRules } from './recording-rules.ts'
import type { ExecutedCommand } from './store.ts'
import { SupervisionRules } from './supervision-rules.ts'
import type { World } from './world.ts'

/** As long as a request to Twilio may take. */
const TELLING_TAKES_MS = 10_000
/** By how much the desk that a process decides on may be behind Redis. */
const DESK_IS_BEHIND_MS = 2_000

/** The rules that hold after every step. They follow each commit and know what each call's caller was to hear. */
export class Rules {
  readonly calls = new Map<string, CommittedCall>()
  readonly reached = new Set<string>()
  readonly timeouts = new Set<string>()
  commits = 0
  acknowledgements = 0
  refusals = 0
  readonly #agents = new Map<string, string>()
  /** Since when each agent who is not available is so, in virtual time. */
  readonly #unavailableSince = new Map<string, number>()
  /** When each call ended, even if Redis has forgotten it since. */
  readonly #ended = new Map<string, number>()
  /** The calls with a leg to a number to which they were transferred, and who did it. */
  readonly #transferred = new Map<string, string>()
  /** How often Redis has lost all data. */
  timesForgotten = 0
  /** How many commits each request has made, by call and request key. */
  #done = new Map<string, number>()

  readonly reachability: ReachabilityRules
  readonly owed: OwedRules
  readonly supervision: SupervisionRules
  readonly recording: RecordingRules

  constructor(private readonly world: World) {
    this.owed = new OwedRules(world)
    this.supervision = new SupervisionRules(world)
    this.recording = new RecordingRules(world)
    this.reachability = new ReachabilityRules(world)
  }

  forget() {
    this.timesForgotten += 1
    this.calls.clear()
    this.#transferred.clear()
    this.#done.clear()
    this.reachability.forget()
  }

  isAnybodyOutside = () => [...this.calls.values()].some(({ view }) => view.state === 'active.outside')

  /** Breaks a rule, unless the error is one that a fault of this world explains. */
  failUnlessExpected(error: unknown, where: string) {
    const known = [RedisAway, CarrierUnavailable, CarrierRejected, ConnectionLost, Refusal, ActorIsNewer]
    if (typeof error === 'string' || known.some((kind) => error instanceof kind)) return
    if (error instanceof Error && /timed out|closed|not writeable/.test(error.message)) return
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.world.fail('nothing unexpected is thrown', `${where}: ${why}`)
  }

  async afterCommand({ name, args, change }: ExecutedCommand, givenUp: boolean): Promise<void> {
    if (givenUp && change !== undefined)
      this.world.fail(
        'what nobody waits for is not done',
        `${name} ran after its sender was told that Redis is away`,
      )
    if (!Array.isArray(change) || change[0] !== 'ok') return
    // In the order of the arguments of a commit (durable/actor-store.ts).
    const [, , request = '', ring, , , , , view = 'null', , , plan = '{}'] = args
    if (name === 'agents/commit') this.#agentCommitted(JSON.parse(view))
    if (name !== 'calls/commit') return
    const { world } = this
    const { id: callSid, commands = [], addTimers = [] } = JSON.parse(plan)
    this.commits += 1
    const before = this.calls.get(callSid) ?? null
    const { now, event } = await checkCommit(world, callSid, { commands, addTimers })
    if (now === null) return
    this.reached.add(now.view.state)
    this.reachability.callCommitted(callSid, before, now)
    this.supervision.callCommitted(callSid, now)
    this.recording.callCommitted(callSid, before, now)
    if (/Timeout$|Check$/.test(event)) this.timeouts.add(event)
    world.note(`${shortSid(callSid)} ${now.rev} ${event} → ${now.view.state} ${now.view.agentId ?? ''}`)
    if (event === 'returnTimeout' && now.snapshot.context.declinedBy.length > 0)
      world.fail('who declined is asked again in the next round', shortSid(callSid))
    this.#spends(callSid, now, event)
    this.#endings(callSid, before, now, event)
    this.#waits(callSid, before, now, event)
    this.#promises(callSid, before, now, event)
    if (ring === 'n') return
    const done = `${callSid} ${request}`
    const times = (this.#done.get(done) ?? 0) + 1
    this.#done.set(done, times)
    if (times > 1) world.fail('what is repeated is done once', `${request} on ${callSid}`)
  }

  #agentCommitted(entry: RosterEntry) {
    const { agentId, presence, signedIn, rings } = entry
    this.reachability.agentCommitted(entry)
    if (presence === 'available') this.#unavailableSince.delete(agentId)
    else if (!this.#unavailableSince.has(agentId))
      this.#unavailableSince.set(agentId, this.world.scheduler.now)
    const console = rings === null ? 'no console' : rings.ok ? 'rings' : rings.why
    const told = `${agentId} is ${presence}${signedIn ? '' : ', signed out'}, ${console}`
    if (this.#agents.get(agentId) === told) return
    this.#agents.set(agentId, told)
    this.world.note(told)
  }

  /** A caller may return to one agent alone only while that agent can take the call, or has just come back. */
  #waits(callSid: string, before: CommittedCall | null, { snapshot }: CommittedCall, event: string) {
    const { offeredToAll, offeredTo, lostBy } = snapshot.context
    if (
      !snapshot.matches({ parked: 'returning' }) ||
      offeredToAll ||
      before?.view.state === 'parked.returning'
    )
      return
    for (const agentId of offeredTo.filter((one) => one !== lostBy)) {
      const since = this.#unavailableSince.get(agentId) ?? Infinity
      if (this.world.scheduler.now - since > DESK_IS_BEHIND_MS)
        this.world.fail(
          'nobody waits alone for somebody who is away',
          `${shortSid(callSid)} returned to ${agentId} by ${event}`,
        )
    }
  }

  /** A parked call returns to the agent that its parker named, and goes on to where its parker has said. */
  #promises(callSid: string, before: CommittedCall | null, { snapshot, view }: CommittedCall, event: string) {
    const parked = before?.snapshot.context.parked
    if (!before || !parked) return
    const { offeredToAll, offeredTo } = snapshot.context
    const where = `${shortSid(callSid)}, parked for ${parked.for}, else ${parked.elseTo}, is in ${view.state} by ${event}`
    if (event === 'parkTimeout' && parked.for !== null) {
      const isOfferedToOne = view.state === 'parked.returning' && !offeredToAll
      const isRight = isOfferedToOne && offeredTo[0] === parked.for
      const couldTake = this.reachability.couldTakeFor(DESK_IS_BEHIND_MS, parked.for)
      const isTheElse = parked.elseTo === `agent:${offeredTo[0]}`
      if (!isRight && (couldTake || (isOfferedToOne && !isTheElse)))
        this.world.fail('a caller parked for somebody returns to them', `${where}, offered to ${offeredTo}`)
    }
    const wasOfferedToOne = before.view.state === 'parked.returning' && !before.snapshot.context.offeredToAll
    if (parked.elseTo === null || !wasOfferedToOne || !/^(returnTimeout|DECLINE)$/.test(event)) return
    const goes = parked.elseTo.startsWith('+') ? 'parked.dialling' : 'voicemail.recording'
    const colleague = parked.elseTo.startsWith('agent:') ? parked.elseTo.slice('agent:'.length) : null
    const isRight =
      colleague === null
        ? view.state === goes
        : view.state === 'parked.returning' &&
          (offeredTo[0] === colleague ||
            snapshot.context.declinedBy.includes(colleague) ||
            !this.reachability.couldTakeFor(DESK_IS_BEHIND_MS, colleague))
    if (!isRight)
      this.world.fail('a caller goes where the parker has said', `${where}, offered to ${offeredTo}`)
  }

  /**
   * An agent who transfers a call to a number, or parks it with one, was allowed to. Adopted legs and those that agents call
   * count too.
   */
  #spends(callSid: string, { snapshot }: CommittedCall, event: string) {
    if (outsideLegs(snapshot).every((leg) => leg === 'dialled')) return void this.#transferred.delete(callSid)
    if (event !== 'TRANSFER' && event !== 'PARK') return
    const by = snapshot.context.transfer?.from ?? snapshot.context.parked?.by ?? ''
    this.#transferred.set(callSid, by)
    const all = [...this.#transferred.values()]
    const { legs, legsOfAgent } = this.world.caps
    if (all.length > legs || all.filter((one) => one === by).length > legsOfAgent)
      this.world.fail(
        'caps bound the legs to numbers outside',
        `${shortSid(callSid)}, transferred by ${by}, is one too many`,
      )
  }

  #endings(callSid: string, before: CommittedCall | null, now: CommittedCall, event: string) {
    if (before?.ended && !now.ended)
      this.world.fail('ended never comes back to life', `${callSid} by ${event}`)
    if (!now.ended || before?.ended) return
    this.#ended.set(callSid, this.world.elapsed)
    const leg = this.world.twilio.legs.get(callSid)
    // A called person picks up in the moment in which the call is given up: the request that says so is under way.
    const picksUp =
      before?.view.state === 'active.dialling' &&
      this.world.scheduler.now - (leg?.statuses.at(-1)?.at ?? 0) < TELLING_TAKES_MS
    if (leg && isLiveOutsider(leg) && !OUR_REASONS.has(event) && !picksUp)
      this.world.fail(
        'nobody live is hung up by us',
        `${event} ended ${callSid}, whose caller is on the line`,
      )
  }

  /** A request for a caller's TwiML begins. @returns a function that judges the answer */
  watchAnswer(path: string, form: Record<string, string>): (document: string) => void {
    const callSid = /^\/calls\/([^/]+)\/twiml$/.exec(path)?.[1]
    const { timesForgotten } = this
    const asked = this.world.scheduler.now
    if (callSid === undefined || form.CallStatus !== 'in-progress') return () => undefined
    return (document) => {
      const known = this.calls.get(callSid)
      if (!known || timesForgotten !== this.timesForgotten || RINGBACK_AND_REDIRECT.test(document)) return
      const right = known.documents.filter((_, n, all) => (all[n + 1]?.since ?? Infinity) >= asked)
      if (!right.some((one) => one.document === document))
        this.world.fail(
          'a redirect leaves the caller where the state says',
          `${callSid} in ${known.view.state} was told ${document}`,
        )
    }
  }

  /** A process ends a call, and Redis may forget that while the process tells Twilio: the end was right all the same. */
  callerCompleted(leg: SimulatedLeg) {
    const endedAt = this.#ended.get(leg.sid)
    const isUnderWay = endedAt !== undefined && this.world.elapsed - endedAt < TELLING_TAKES_MS
    if (!isUnderWay) this.#mayEnd(leg, 'was completed')
  }

  callerHungUp(leg: SimulatedLeg) {
    this.#mayEnd(leg, 'was told to hang up')
  }

  #mayEnd(leg: SimulatedLeg, how: string) {
    const known = this.calls.get(leg.sid)
    const endedBefore = known ? known.ended : this.#ended.has(leg.sid)
    if (!endedBefore && isLiveOutsider(leg) && !closesDoor(this.world, leg))
      this.world.fail(
        'nobody live is hung up by us',
        `${leg.sid} in ${known?.view.state ?? 'no state we know'} ${how}`,
      )
  }

  /** A command was answered with 200. */
  acknowledged(key: string, view: CallView) {
    this.acknowledgements += 1
    const known = this.calls.get(view.callSid)
    const times = this.#done.get(`${view.callSid} ${key}`)
    // What is asked for by PUT again is so already.
    const isSettled = times === 1 || (times === undefined && / (monitor|recording):/.test(key))
    if (!known || known.rev < view.rev || !isSettled)
      this.world.fail(
        'commands acknowledged are visible',
        `${key} on ${view.callSid}: rev ${view.rev}, Redis has ${known?.rev}, done ${times} times`,
      )
  }

  /** A command was refused, and why. */
  refused(key: string, code: string, what: string) {
    this.refusals += 1
    const done = [...this.#done.keys()].find((request) => request.endsWith(` ${key}`))
    if (key !== '' && done !== undefined)
      this.world.fail('what is refused changes nothing', `${what} was refused with ${code}, and done`)
    if (code === 'internal') this.world.fail('a refusal says why', what)
  }
}

/**
 * A closed office may take no messages. A caller who hears so hangs up at its end, also when the call has changed until
 * then.
 */
const closesDoor = ({ office }: World, { sid, document }: SimulatedLeg) =>
  office.week !== null && document === twiml.caller('closed', sid, office)

/** A live leg of a person outside: not a number that still rings, nor an agent who calls a colleague. */
const isLiveOutsider = (leg: SimulatedLeg) =>
  !isOver(leg) &&
  !leg.from.startsWith('client:') &&
  (leg.direction === 'inbound' || leg.statuses.at(-1)?.status === 'in-progress')
