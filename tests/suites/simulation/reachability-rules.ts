import type { RosterEntry } from '../../../coordinator/agents/roster.ts'
import type { EventBus } from '../../../coordinator/events.ts'
import type { WhyDeaf } from '../../../machines/agent/reachability.ts'
import { callingAgent, ECHO_PROVES_AFTER_MS } from '../../../machines/call/context.ts'
import { talkingAgents } from '../../../machines/call/selectors.ts'
import type { CommittedCall } from './committed-call.ts'
import { shortSid } from './leg.ts'
import type { World } from './world.ts'

const LOOK_EVERY_MS = 1_000
/** By how much a process may be behind what Redis has. */
const DESK_IS_BEHIND_MS = 1_000
/** Three seconds for the consoles, and what a commit and the feed take. */
const NOTICED_WITHIN_MS = 4_500
/** A fault that is over for so long hinders nobody any more. */
const CALM_AFTER_MS = 10_000
/** What a fault prevented is made up for by the next sweep or the one after it. */
const SWEPT_WITHIN_MS = 22_000
/** A console is silent when its last echo is older than that. */
const SILENT_AFTER_MS = 35_000
/** How long a report that a console is silent may be under way. */
const REPORT_TAKES_MS = 5_000

interface KnownAgent {
  entry: RosterEntry
  /** Since when none of the consoles rings; null while one does, or has had no time to prove it. */
  deafSince: number | null
  ringsSince: number | null
}

interface ToldEcho {
  why: WhyDeaf | null
  at: number
}

/** The rules on who is offered a call: those whose consoles prove that they ring, and everybody when nobody proves it. */
export class ReachabilityRules {
  readonly #agents = new Map<string, KnownAgent>()
  readonly #freeSince = new Map<string, number>()
  /** Since when each agent is away, talks or has no console. */
  readonly #cannotSince = new Map<string, number>()
  /** When each offer to all was made, and the time that its commit has for that. */
  readonly #offers = new Map<string, { offeredAt: number | null; since: number }>()
  /** Echoes that were answered, by console, the newest last. */
  readonly #echoes = new Map<string, ToldEcho[]>()
  /** By call: when its offer became known as unheard, while ops have not been alerted. */
  readonly #unalerted = new Map<string, number>()

  constructor(private readonly world: World) {}

  begin() {
    this.world.scheduler.after(LOOK_EVERY_MS, () => {
      this.#look()
      this.begin()
    })
  }

  /** On every process the view of an agent only goes forward. */
  follow(name: string, events: EventBus) {
    const revs = new Map<string, number>()
    let forgotten = this.world.rules.timesForgotten
    events.on('storeForgotten', () => {
      revs.clear()
      forgotten = this.world.rules.timesForgotten
    })
    events.on('agentChanged', ({ view: { agentId, rev } }) => {
      const before = revs.get(agentId) ?? 0
      revs.set(agentId, rev)
      if (rev <= before && forgotten === this.world.rules.timesForgotten)
        this.#fail("an agent's revs rise", `${name} shows rev ${rev} of ${agentId} after ${before}`)
    })
  }

  /** Redis has lost everything. */
  forget() {
    this.#agents.clear()
    this.#freeSince.clear()
    this.#cannotSince.clear()
    this.#offers.clear()
    this.#echoes.clear()
    this.#unalerted.clear()
  }

  agentCommitted(entry: RosterEntry) {
    const { agentId, rings, consoles } = entry
    const { now } = this.world.scheduler
    const before = this.#agents.get(agentId)
    const isDeaf = rings?.ok === false && !Object.values(consoles).includes('unproven')
    const deafSince = isDeaf ? (before?.deafSince ?? now) : null
    const ringsSince = rings?.ok === true ? (before?.ringsSince ?? now) : null
    for (const [id, why] of Object.entries(consoles))
      if (why === 'silent' && before?.entry.consoles[id] !== 'silent') this.#fellSilent(agentId, id)
    this.#agents.set(agentId, { entry, deafSince, ringsSince })
  }

  callCommitted(callSid: string, before: CommittedCall | null, { snapshot }: CommittedCall) {
    const { now } = this.world.scheduler
    for (const agentId of [...talkingAgents(snapshot), ...(before ? talkingAgents(before.snapshot) : [])])
      this.#freeSince.delete(agentId)
    const { offeredToAll, offeredAt, unheardAt } = snapshot.context
    if (!offeredToAll) this.#offers.delete(callSid)
    else if (this.#offers.get(callSid)?.offeredAt !== offeredAt)
      this.#offers.set(callSid, { offeredAt, since: now })
    if (unheardAt === null) this.#unalerted.delete(callSid)
    else if (before?.snapshot.context.unheardAt !== unheardAt) this.#unalerted.set(callSid, now)
  }

  /** The agent has been available, on no call, with a console that rings, for so long. */
  couldTakeFor(ms: number, agentId: string): boolean {
    const long = (since: number | null | undefined) =>
      since !== null && since !== undefined && this.world.scheduler.now - since > ms
    const { entry, ringsSince } = this.#agents.get(agentId) ?? {}
    return entry?.presence === 'available' && long(this.#freeSince.get(agentId)) && long(ringsSince)
  }

  /** Ops were alerted that an offer is unheard. */
  alerted(callSid: string) {
    this.#unalerted.delete(callSid)
  }

  /** An echo was answered. */
  echoed(agentId: string, consoleId: string, echo: ToldEcho) {
    const echoes = this.#echoes.get(consoleId) ?? []
    this.#echoes.set(consoleId, [...echoes.slice(-5), echo])
    if (echo.why === null) this.#getsBackWhatWasLost(agentId, echo.at)
    const before = echoes.at(-1)
    const known = this.#agents.get(agentId)?.entry.consoles[consoleId]
    if (before?.why !== echo.why || known === undefined || known === echo.why) return
    // One echo may reach a process that does not know yet what another one has just written.
    if (this.#isOverdue(before.at))
      this.#fail(
        'what a console proves is known',
        `${agentId}'s console is ${echo.why}, and known as ${known}`,
      )
  }

  /** The console of this agent rang when it sent an echo that was answered. */
  #getsBackWhatWasLost(agentId: string, echoedAt: number) {
    const { rules, scheduler } = this.world
    for (const [callSid, { snapshot }] of rules.calls) {
      const { parked, lostBy } = snapshot.context
      if (
        lostBy !== agentId ||
        parked === null ||
        parked.at > echoedAt - ECHO_PROVES_AFTER_MS - DESK_IS_BEHIND_MS
      )
        continue
      scheduler.after(DESK_IS_BEHIND_MS, () => {
        const now = rules.calls.get(callSid)?.snapshot
        if (
          now?.matches({ parked: 'waiting' }) &&
          now.context.parked?.at === parked.at &&
          this.#isCalm(echoedAt)
        )
          this.#fail(
            'a caller returns to the agent who has lost the leg and is there',
            `${shortSid(callSid)} waits in the lot, and ${agentId}'s console echoes`,
          )
      })
    }
  }

  /** An acknowledgement that was sent then was answered. */
  acknowledged(agentId: string, callSid: string, sentAt: number) {
    const call = this.world.rules.calls.get(callSid)
    const offer = this.#offers.get(callSid)
    if (!call || !offer || offer.since > sentAt) return
    const { offeredTo, ringingAt } = call.snapshot.context
    if (offeredTo.includes(agentId) && !ringingAt.includes(agentId) && this.#isCalm(offer.since))
      this.#fail('a ring that is acknowledged is known', `${shortSid(callSid)} does not know of ${agentId}`)
  }

  #fellSilent(agentId: string, consoleId: string) {
    const { now } = this.world.scheduler
    const heard = this.#echoes.get(consoleId)?.findLast(({ at }) => at < now - REPORT_TAKES_MS)
    if (heard && now - heard.at < SILENT_AFTER_MS - LOOK_EVERY_MS)
      this.#fail(
        'a console that echoes is not silent',
        `${agentId}'s console had echoed ${Math.round(now - heard.at)} ms before`,
      )
  }

  /** @param frozenAt when a console froze that is frozen still, and whose stream is open still */
  checkFrozen(agentId: string, consoleId: string, frozenAt: number) {
    const heardAt = this.#echoes.get(consoleId)?.at(-1)?.at ?? 0
    const known = this.#agents.get(agentId)?.entry.consoles[consoleId]
    const since = Math.max(frozenAt, heardAt) + SILENT_AFTER_MS
    if (known !== undefined && known !== 'silent' && this.#isOverdue(since))
      this.#fail('a console that freezes is shown as silent', `${agentId}'s is known as ${known}`)
  }

  #look() {
    const { rules, scheduler } = this.world
    const live = [...rules.calls].filter(([, { ended }]) => !ended)
    const busy = new Set(live.flatMap(([, { snapshot }]) => talkingAgents(snapshot)))
    for (const [agentId, { entry }] of this.#agents)
      if (entry.presence !== 'available' || busy.has(agentId)) this.#freeSince.delete(agentId)
      else if (!this.#freeSince.has(agentId)) this.#freeSince.set(agentId, scheduler.now)
    for (const [agentId, { entry }] of this.#agents)
      if (entry.presence === 'available' && entry.rings !== null && !busy.has(agentId))
        this.#cannotSince.delete(agentId)
      else if (!this.#cannotSince.has(agentId)) this.#cannotSince.set(agentId, scheduler.now)
    for (const [callSid, call] of live)
      if (call.snapshot.context.offeredToAll) this.#checkOffer(callSid, call)
      else this.#checkOfferToOne(callSid, call)
    for (const since of this.#unalerted.values())
      if (this.#isOverdue(since))
        this.#fail('ops hear of an offer that nobody acknowledges', 'they were not alerted')
    for (const { id, frozen } of this.world.agents.all)
      if (frozen) this.checkFrozen(id, frozen.consoleId, frozen.since)
  }

  #checkOfferToOne(callSid: string, { snapshot, view }: CommittedCall) {
    const { offeredTo, offeredAt, lostBy } = snapshot.context
    for (const agentId of offeredTo.filter((one) => one !== lostBy)) {
      const since = this.#cannotSince.get(agentId)
      if (since !== undefined && this.#isOverdue(Math.max(since, offeredAt ?? 0)))
        this.#fail('nobody waits alone for somebody who cannot come', `${shortSid(callSid)} in ${view.state}`)
    }
  }

  #checkOffer(callSid: string, { snapshot, view }: CommittedCall) {
    const { context } = snapshot
    const { offeredTo, ringingAt, unheardAt, declinedBy } = context
    const offer = this.#offers.get(callSid)
    if (!offer) return
    const where = `${shortSid(callSid)} in ${view.state} is offered to ${offeredTo.join(' and ') || 'nobody'}`
    const free = [...this.#freeSince].filter(
      ([agentId]) => !declinedBy.includes(agentId) && agentId !== callingAgent(context),
    )
    const stale = free.filter(
      ([agentId, since]) => !offeredTo.includes(agentId) && this.#isOverdue(Math.max(since, offer.since)),
    )
    // A process whose clock is ahead has offered it.
    const offeredAt = Math.max(offer.since, offer.offeredAt ?? 0)
    if (
      offeredTo.length > 0 &&
      ringingAt.length === 0 &&
      unheardAt === null &&
      this.#isOverdue(offer.since, offeredAt)
    )
      this.#fail('an offer that nobody acknowledges goes to everybody', where)
    if (unheardAt !== null && stale.length > 0)
      this.#fail('an offer that nobody acknowledges goes to everybody', `${where}, and not to ${stale}`)
    if (offeredTo.length === 0 && stale.length > 0)
      this.#fail('proof never empties an offer', `${where}, and ${stale} is free`)
    if (unheardAt !== null) return
    for (const agentId of offeredTo) {
      const deafSince = this.#agents.get(agentId)?.deafSince ?? null
      if (deafSince === null) continue
      for (const [other, since] of free) {
        const ringsSince = this.#agents.get(other)?.ringsSince ?? null
        if (ringsSince !== null && this.#isOverdue(Math.max(deafSince, ringsSince, since)))
          this.#fail(
            'the deaf are not offered what others can hear',
            `${where}, ${agentId} is deaf, ${other} rings`,
          )
      }
    }
  }

  /** Whether there was time enough since then to notice something, even if a fault came between. */
  #isOverdue(since: number, atLeastSince = since): boolean {
    const { scheduler, faults } = this.world
    const hindered = faults.hinderedAt
    return this.#isCalm(since)
      ? scheduler.now - since > NOTICED_WITHIN_MS
      : scheduler.now - Math.max(since, atLeastSince, hindered) > SWEPT_WITHIN_MS
  }

  /** Whether nothing has hindered any process since then. */
  #isCalm = (since: number) => this.world.faults.hinderedAt < since - CALM_AFTER_MS

  #fail(rule: string, why: string) {
    this.world.fail(rule, why)
  }
}
