import { wordsOf } from '../protocol/call-search.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { HistorySearch } from '../protocol/queries.ts'
import { type Card, Cards, type Query, queryOf } from './cards.ts'

/** What a process keeps of each ended call, so that a search reads nothing. */
export interface EndedCall {
  readonly callSid: string
  readonly rev: number
  /** Milliseconds since the epoch, as all times here. */
  readonly endedAt: number
  readonly direction: CallView['direction']
  readonly outcome: CallView['outcome']
  /** Somebody talked with the caller, or with the called person. */
  readonly answered: boolean
  /** There are recordings of it. */
  readonly recorded: boolean
  /** The agents who had the call. Calls of the same agents share the list. */
  readonly agents: readonly string[]
  readonly parties: Card
  readonly notes: Card | null
}

/** Where a page ends: at a moment, and where several calls ended then, at one of them. */
export interface Position {
  endedAt: number
  callSid: string | null
}

export type Conditions = Pick<HistorySearch, 'q'> &
  Partial<
    Pick<HistorySearch, 'from' | 'to' | 'outcome' | 'direction' | 'unanswered' | 'recorded' | 'agentId'>
  > & {
    /** The number or address outside. */
    party?: string
  }

export interface EndedCallsDeps {
  /** Beyond it the oldest call is forgotten. */
  most: number
  /** The name of an agent on the screen. */
  nameOf(agentId: string): string
  /** The numbers of contacts that have a word which begins like one of these, and a bit for each of them. */
  numbersNamed(words: readonly string[]): ReadonlyMap<string, number>
}

/** Ended calls, newest first, in the memory of this process. Nothing here waits. */
export class EndedCalls {
  readonly #cards = new Cards()
  /** The newest first. */
  readonly #sorted: EndedCall[] = []
  readonly #bySid = new Map<string, EndedCall>()
  readonly #agents = new Map<string, readonly string[]>()
  /** Counts the changes. */
  version = 0

  constructor(private readonly deps: EndedCallsDeps) {}

  get size() {
    return this.#sorted.length
  }

  has = (callSid: string) => this.#bySid.has(callSid)
  callSids = () => [...this.#bySid.keys()]
  /** The newest first. */
  all = (): readonly EndedCall[] => this.#sorted

  /** Takes in an ended call, unless a newer view of it is here already. */
  put(view: CallView): void {
    if (view.endedAt === null) return
    const { callSid, rev, direction, outcome } = view
    const known = this.#bySid.get(callSid)
    if (known && known.rev >= rev) return
    // First the new cards: what both views share stays.
    const parties = this.#cards.ofParties(view)
    const notes = this.#cards.ofNotes(view)
    this.remove(callSid)
    const endedAt = Date.parse(view.endedAt)
    const answered = view.answeredAt !== null
    const agents = this.#agentsOf(view)
    const recorded = view.recordings.length > 0
    const ended: EndedCall = {
      callSid,
      rev,
      endedAt,
      direction,
      outcome,
      answered,
      recorded,
      agents,
      parties,
      notes,
    }
    this.#sorted.splice(this.#placeOf(endedAt, callSid), 0, ended)
    this.#bySid.set(callSid, ended)
    this.version += 1
    while (this.#sorted.length > this.deps.most) this.#removeOldest()
  }

  remove(callSid: string): void {
    const call = this.#bySid.get(callSid)
    if (!call) return
    this.#sorted.splice(this.#placeOf(call.endedAt, callSid), 1)
    this.#forget(call)
  }

  removeEndedBefore(time: number): void {
    for (let oldest = this.#sorted.at(-1); oldest && oldest.endedAt < time; oldest = this.#sorted.at(-1))
      this.#removeOldest()
  }

  /**
   * Calls that fulfil all conditions, the newest first.
   * @param after where to begin; null: with the newest
   */
  *find(conditions: Conditions, after: Position | null): Generator<EndedCall, void, undefined> {
    const { from = null, to = null } = conditions
    const fits = this.#matcher(conditions)
    if (fits === null) return
    const begin = Math.max(
      this.#placeAfter(after),
      to === null ? 0 : this.#placeAfter({ endedAt: to, callSid: null }),
    )
    for (let place = begin; place < this.#sorted.length; place++) {
      const call = this.#sorted[place]
      if (!call || (from !== null && call.endedAt < from)) return
      if (fits(call)) yield call
    }
  }

  /** Null: nothing can fit. */
  #matcher({
    q,
    outcome,
    direction,
    unanswered,
    recorded,
    agentId,
    party,
  }: Conditions): ((call: EndedCall) => boolean) | null {
    const hasText = q === null ? () => true : this.#textMatcher(q)
    if (hasText === null) return null
    return (call) =>
      (outcome === undefined || call.outcome === outcome) &&
      (direction === undefined || call.direction === direction) &&
      (!unanswered || (!call.answered && call.direction === 'inbound')) &&
      (!recorded || call.recorded) &&
      (agentId === undefined || call.agents.includes(agentId)) &&
      (party === undefined || call.parties.party?.address === party) &&
      hasText(call)
  }

  #textMatcher(q: string): ((call: EndedCall) => boolean) | null {
    if (this.#bySid.has(q)) return ({ callSid }) => callSid === q
    const query = queryOf(q)
    if (query === null) return null
    const named = this.deps.numbersNamed(query.words.map(({ word }) => word))
    const { of: marks, found } = this.#cards.mark(query, named)
    const ofAgents = this.#marksOfAgents(query)
    const anywhere = [...ofAgents.values()].reduce((bits, more) => bits | more, found)
    // A word that nothing has: no call needs to be looked at.
    if (anywhere !== query.all) return null
    return ({ parties, notes, agents }) =>
      ((marks[parties.id] ?? 0) |
        (notes === null ? 0 : (marks[notes.id] ?? 0)) |
        (ofAgents.get(agents) ?? 0)) ===
      query.all
  }

  /** Which words of the search each list of agents has in its names. */
  #marksOfAgents({ words }: Query): ReadonlyMap<readonly string[], number> {
    const bitsOf = (agentId: string) => {
      const names = wordsOf(`${agentId} ${this.deps.nameOf(agentId)}`)
      return words.reduce(
        (bits, { word }, place) => (names.some((name) => name.startsWith(word)) ? bits | (1 << place) : bits),
        0,
      )
    }
    const known = new Map<string, number>()
    for (const agents of this.#agents.values())
      for (const agentId of agents) if (!known.has(agentId)) known.set(agentId, bitsOf(agentId))
    return new Map(
      [...this.#agents.values()].map((agents) => [
        agents,
        agents.reduce((bits, agentId) => bits | (known.get(agentId) ?? 0), 0),
      ]),
    )
  }

  #agentsOf({ agentId, talkedBy, parked, callerNumber, calledNumber }: CallView): readonly string[] {
    const agents = [...talkedBy, agentId, parked?.by, agentIn(callerNumber), agentIn(calledNumber)]
    const key = [...new Set(agents.filter((agent) => agent))].join(' ')
    const known = this.#agents.get(key)
    if (known) return known
    const list = key === '' ? [] : key.split(' ')
    this.#agents.set(key, list)
    return list
  }

  #removeOldest(): void {
    const oldest = this.#sorted.pop()
    if (oldest) this.#forget(oldest)
  }

  #forget({ callSid, parties, notes }: EndedCall): void {
    this.#bySid.delete(callSid)
    this.#cards.release(parties)
    this.#cards.release(notes)
    this.version += 1
  }

  #placeAfter(after: Position | null): number {
    if (after === null) return 0
    const { endedAt, callSid } = after
    const place = this.#placeOf(endedAt, callSid ?? '')
    return callSid !== null && this.#sorted[place]?.callSid === callSid ? place + 1 : place
  }

  /**
   * The place of the call, or the one that it would get. Later ends come first, and at the same time the higher sid, as in
   * Redis.
   */
  #placeOf(endedAt: number, callSid: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = this.#sorted[middle]
      if (other && (other.endedAt > endedAt || (other.endedAt === endedAt && other.callSid > callSid)))
        low = middle + 1
      else high = middle
    }
    return low
  }
}

const agentIn = (party: string | null) => (party?.startsWith('agent:') ? party.slice('agent:'.length) : null)
