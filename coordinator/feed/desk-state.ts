import { z } from 'zod'
import type { Availability } from '../../machines/call/availability.ts'
import { AgentEntry, agentViewOf, canRing } from '../agents/roster.ts'
import type { DeskReader } from '../calls/desk-reader.ts'
import type { FeedEntry } from '../durable/feed-entry.ts'
import { AgentView } from '../protocol/agent-view.ts'
import { CallView, isOnHold, isOnOffer } from '../protocol/call-view.ts'
import { VoicemailUpdate } from '../protocol/feed.ts'
import { Groups, NO_GROUPS } from '../protocol/groups.ts'
import { NEW_OFFICE, Office } from '../protocol/office/settings.ts'

/** What desk-load.lua answers. */
const LoadedDesk = z.tuple([
  z.string(),
  z.string(),
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.unknown()),
  z.number(),
  z.string(),
  z.string(),
  z.string(),
])

/** What every version of a view has. */
const AnyCallView = CallView.pick({ callSid: true })
const AnyAgentView = AgentView.pick({ agentId: true })
const AnyVoicemailUpdate = VoicemailUpdate.omit({ voicemail: true })
const AnyRosterEntry = z.record(z.string(), z.unknown())

/**
 * What an entry of the feed tells consoles. `unreadable`: the call, agent, office or groups that only a newer version can read.
 * `contacts`, `settings`: the entry, as contacts/contacts.ts and live-settings/live-settings.ts read it.
 */
export type DeskChange =
  | { call: CallView }
  | { agent: AgentView }
  | { voicemail: z.infer<typeof AnyVoicemailUpdate> }
  | { office: Office }
  | { groups: Groups }
  | { contacts: string }
  | { settings: string }
  | { unreadable: string }

/** The desk in the memory of this process: what consoles are shown, and what decisions are made on. */
export class DeskState implements DeskReader {
  readonly #calls = new Map<string, CallView>()
  /** Calls that are looked up with every change, apart from the others, of which there may be a thousand. */
  readonly #offered = new Map<string, CallView>()
  readonly #held = new Map<string, CallView>()
  readonly #parked = new Map<string, CallView>()
  #agents = new Map<string, AgentEntry>()
  #unheard = 0
  #office = NEW_OFFICE
  #groups = NO_GROUPS

  /** @param parkingSlots how many slots the lot has now */
  constructor(private readonly parkingSlots: () => number) {}

  calls = () => [...this.#calls.values()]
  offered = () => [...this.#offered.values()]
  heldBy = (agentId: string) => [...this.#held.values()].filter((call) => call.agentId === agentId)
  parkedBy = (agentId: string) => [...this.#parked.values()].filter(({ parked }) => parked?.by === agentId)
  call = (callSid: string) => this.#calls.get(callSid)
  agents = () => [...this.#agents.values()].map(agentViewOf)
  agent = (agentId: string) => {
    const entry = this.#agents.get(agentId)
    return entry && agentViewOf(entry)
  }

  hasSignedOut = (agentId: string) => this.#agents.get(agentId)?.signedIn === false

  /** What keeps this console of the agent from ringing; null when it rings, undefined when the console is not known. */
  whyDeaf = (agentId: string, consoleId: string) => this.#agents.get(agentId)?.consoles[consoleId]

  /** What keeps each open console of all agents from ringing; null for one that rings. */
  consoleProofs = () => [...this.#agents.values()].flatMap(({ consoles }) => Object.values(consoles))

  /** How many voicemail messages no agent has listened to. */
  unheard = () => this.#unheard
  office = () => this.#office
  groups = () => this.#groups

  /** @param taken the taken slots, when a commit has just read them: the desk in memory is a moment behind */
  availability(taken?: readonly number[]): Availability {
    const agents = this.#agents
    const parked = this.#parked
    const slots = this.parkingSlots
    return {
      get freeAgents() {
        return idsOf(agents, isFree)
      },
      get reachableAgents() {
        return idsOf(agents, (agent) => isFree(agent) && canRing(agent))
      },
      get dueToAcknowledge() {
        return idsOf(agents, ({ rings }) => rings === null || rings.ok)
      },
      get anyoneSignedIn() {
        return [...agents.values()].some((agent) => agent.signedIn)
      },
      get freeSlots() {
        const takenSlots = taken ?? [...parked.values()].map((call) => call.parked?.slot)
        return Array.from({ length: slots() }, (_, n) => n + 1).filter((slot) => !takenSlots.includes(slot))
      },
    }
  }

  /** @param loaded what desk-load.lua answered */
  load(loaded: unknown): { epoch: string; lastId: string; recent: unknown[]; settings: string } {
    const [epoch, lastId, views, roster, talking, agentRevs, recent, unheard, office, settings, groups] =
      LoadedDesk.parse(loaded)
    for (const callSid of this.#calls.keys()) this.#forget(callSid)
    for (const json of views) {
      const view = CallView.safeParse(jsonIn(json)).data
      if (view) this.#keep(view)
    }
    this.#agents = new Map()
    const callOf = pairsOf(talking)
    const revOf = pairsOf(agentRevs)
    for (const [agentId, json] of pairsOf(roster)) {
      const callSid = callOf.get(agentId) ?? null
      const viewRev = Number(revOf.get(agentId) ?? 0)
      const stored = AnyRosterEntry.safeParse(jsonIn(json)).data
      const entry = AgentEntry.safeParse({ ...stored, callSid, viewRev }).data
      if (entry) this.#agents.set(agentId, entry)
    }
    this.#unheard = unheard
    this.#office = office === '' ? NEW_OFFICE : (Office.safeParse(jsonIn(office)).data ?? this.#office)
    this.#groups = groups === '' ? NO_GROUPS : (Groups.safeParse(jsonIn(groups)).data ?? this.#groups)
    return { epoch, lastId, recent, settings }
  }

  #keep(call: CallView) {
    const { callSid } = call
    if (call.status === 'ended') return this.#forget(callSid)
    this.#calls.set(callSid, call)
    if (isOnOffer(call)) this.#offered.set(callSid, call)
    else this.#offered.delete(callSid)
    if (isOnHold(call)) this.#held.set(callSid, call)
    else this.#held.delete(callSid)
    if (call.parked !== null) this.#parked.set(callSid, call)
    else this.#parked.delete(callSid)
  }

  #forget(callSid: string) {
    this.#calls.delete(callSid)
    this.#offered.delete(callSid)
    this.#held.delete(callSid)
    this.#parked.delete(callSid)
  }

  /**
   * Takes an entry of the feed in. A newer version may write a view that this one cannot read: consoles get it as it is,
   * and no decision here is made on it.
   * @param own the view of a call's entry, when this process has just written it
   * @returns what consoles are told, or null
   */
  apply(entry: FeedEntry, own?: CallView): DeskChange | null {
    if (entry.t === 'call') {
      const stored: unknown = own ?? JSON.parse(entry.d)
      const call = own ?? CallView.safeParse(stored).data
      if (!call) {
        const { callSid } = AnyCallView.parse(stored)
        this.#forget(callSid)
        return { unreadable: callSid }
      }
      this.#keep(call)
      return { call }
    }
    if (entry.t === 'agent') {
      const stored: unknown = JSON.parse(entry.d)
      const agent = AgentEntry.safeParse(stored).data
      if (!agent) {
        const { agentId } = AnyAgentView.parse(stored)
        this.#agents.delete(agentId)
        return { unreadable: agentId }
      }
      const viewRev = agent.viewRev || (this.#agents.get(agent.agentId)?.viewRev ?? 0)
      if (agent.gone) this.#agents.delete(agent.agentId)
      else this.#agents.set(agent.agentId, { ...agent, viewRev })
      return { agent: agentViewOf({ ...agent, viewRev }) }
    }
    if (entry.t === 'voicemail') {
      const voicemail = AnyVoicemailUpdate.parse(JSON.parse(entry.d))
      this.#unheard = voicemail.unheard
      return { voicemail }
    }
    if (entry.t === 'office') {
      const office = Office.safeParse(JSON.parse(entry.d)).data
      if (office) this.#office = office
      return office ? { office } : { unreadable: 'office' }
    }
    if (entry.t === 'groups') {
      const groups = Groups.safeParse(JSON.parse(entry.d)).data
      if (groups) this.#groups = groups
      return groups ? { groups } : { unreadable: 'groups' }
    }
    if (entry.t === 'contacts') return { contacts: entry.d }
    if (entry.t === 'settings') return { settings: entry.d }
    return null
  }
}

/** What can be read of the desk is shown: one broken entry must not hide the others. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const idsOf = (agents: ReadonlyMap<string, AgentEntry>, holds: (agent: AgentEntry) => boolean) =>
  [...agents.values()].filter(holds).map((agent) => agent.agentId)

const isFree = (agent: AgentEntry) => agent.presence === 'available' && agent.callSid === null

/** The fields and values of a hash, as HGETALL answers them. */
const pairsOf = (fields: readonly string[]) =>
  new Map(fields.flatMap((field, n) => (n % 2 === 0 ? [[field, fields[n + 1] ?? ''] as const] : [])))

/** What only coordinators need of an agent's entry. */
const FOR_COORDINATORS = new Set(['rev', 'viewRev', 'signedIn', 'consoleSince', 'servedBy', 'consoles'])

/** An agent's entry of the feed as a console may see it, also when a newer version wrote it. */
export function agentJson({ d }: FeedEntry): string {
  const stored = z.record(z.string(), z.unknown()).parse(JSON.parse(d))
  const shown = Object.entries(stored).filter(([name]) => !FOR_COORDINATORS.has(name))
  return JSON.stringify({ ...Object.fromEntries(shown), rev: stored.viewRev ?? 0 })
}
