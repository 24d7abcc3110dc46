import type { Logger } from 'pino'
import type { EndedViews } from '../calls/ended-views.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { HistoryCounting, HistoryCounts, HistorySearch } from '../protocol/queries.ts'
import type { WaitingCaller } from '../protocol/to-call-back.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { type Clock, type Runtime, systemRuntime } from '../runtime.ts'
import { type Party, partyOf } from './cards.ts'
import { type Counts, countsOf } from './counts.ts'
import { type Conditions, type EndedCall, EndedCalls, type Position } from './ended-calls.ts'
import { createEndedCallsReader, READ_AT_ONCE } from './ended-calls-reader.ts'
import { hasNewerEnded } from './newer-ended.ts'
import { type Waiting, waitingIn } from './to-call-back.ts'

/** The newest ended calls, which are searched. A process needs at most 80 MB for them. */
const MOST_CALLS = 100_000
/** Each time, all that is searched is looked at. */
const FOUND_AT_ONCE = 1_000
/** Searches whose counts are kept until a call changes. */
const MOST_COUNTED = 20

export interface ArchiveDeps {
  redis: RedisClient
  keys: Keys
  viewsOf: EndedViews
  clock: Clock
  runtime?: Runtime
  log: Pick<Logger, 'warn'>
  /** How long an ended call is kept, ms. */
  keepMs(): number
  /** Live calls: who talks now has been reached. */
  liveCalls(): readonly CallView[]
  /** The name of an agent on the screen. */
  nameOf(agentId: string): string
  /** Whose numbers they are: names are added when a call is shown, and searched in the contacts. */
  contacts: Pick<Contacts, 'named' | 'numbersNamed' | 'isBlocked'>
  most?: number
}

/** What a search may leave out. */
type Search = Pick<HistorySearch, 'before' | 'limit'> &
  Partial<HistorySearch> & {
    /** Only calls with this number or address outside. */
    party?: string
  }

/**
 * Ended calls, newest first. Which calls a search finds is decided in the memory of this process, which reads them all when
 * it is first asked, and follows the feed; what is shown of them comes from Redis. While the process still reads, a search waits for what it
 * needs. Methods that return calls reject with `RedisAway` when Redis cannot be reached.
 */
export function createArchive(deps: ArchiveDeps) {
  const { redis, keys, clock, contacts, runtime = systemRuntime, log, most = MOST_CALLS } = deps
  const calls = new EndedCalls({ most, nameOf: deps.nameOf, numbersNamed: contacts.numbersNamed })
  const viewsOf: EndedViews = async (callSids) => (await deps.viewsOf(callSids)).map(contacts.named)
  let waiting: { version: number; callers: Map<Party, Waiting> } | null = null
  let counted = { version: 0, by: new Map<string, Counts>() }
  const reader = createEndedCallsReader({ redis, keys, viewsOf, calls, most, runtime, log })

  function callersWaiting(): Map<Party, Waiting> {
    if (waiting?.version !== calls.version) waiting = { version: calls.version, callers: waitingIn(calls) }
    return waiting.callers
  }

  /** Those an agent talks with now are reached. */
  function stillWaiting(): (party: Party | null) => boolean {
    const callers = callersWaiting()
    const talking = new Set(
      deps.liveCalls().flatMap((call) => (call.answeredAt ? (partyOf(call) ?? []) : [])),
    )
    return (party) =>
      party !== null &&
      callers.has(party) &&
      !talking.has(party.address) &&
      !contacts.isBlocked({ callerNumber: party.address, calledNumber: null })
  }

  function* found({ toCallBack = false, ...search }: Search, after: Position | null): Generator<EndedCall> {
    calls.removeEndedBefore(clock.now() - deps.keepMs())
    const waits = toCallBack ? stillWaiting() : null
    const conditions: Conditions = {
      ...search,
      q: search.q ?? null,
      ...(toCallBack ? { unanswered: true } : {}),
    }
    for (const call of calls.find(conditions, after))
      if (waits === null || (call.outcome !== 'removed' && waits(call.parties.party) && isSince(call)))
        yield call
  }

  /** Not one of the calls before somebody talked with that caller. */
  function isSince(call: EndedCall): boolean {
    const waits = call.parties.party && callersWaiting().get(call.parties.party)
    return waits !== null && waits !== undefined && call.endedAt >= waits.since
  }

  /** The calls that are no longer kept are then gone. */
  async function untilAllRead(): Promise<void> {
    reader.begin()
    for (let { more } = reader; more !== null; more = reader.more) await more
    calls.removeEndedBefore(clock.now() - deps.keepMs())
  }

  /** The next calls, as soon as enough of them are read to know which they are. */
  async function next(search: Search, after: Position | null, limit: number): Promise<EndedCall[]> {
    reader.begin()
    for (;;) {
      const page: EndedCall[] = []
      for (const call of found(search, after)) if (page.push(call) === limit) return page
      const { more } = reader
      if (more === null) return page
      await more
    }
  }

  return {
    /** A call has changed. */
    callChanged(view: CallView): void {
      if (reader.begun) calls.put(view)
    },

    /** The feed may have lacked entries: all ended calls are read again. Never rejects. */
    feedHasGaps: reader.readAgain,

    stop: reader.stop,

    async page(search: Search): Promise<CallView[]> {
      const { limit } = search
      const views: CallView[] = []
      let after = positionOf(search)
      while (views.length < limit) {
        const page = await next(search, after, limit - views.length)
        // Some may have expired a moment ago.
        views.push(...(await viewsOf(page.map(({ callSid }) => callSid))))
        const last = page.at(-1)
        if (!last || page.length < limit) break
        after = last
      }
      return views
    },

    /** All calls that a search finds, in batches. */
    async *everyPage(search: Search): AsyncGenerator<CallView[], void, undefined> {
      for (let after = positionOf(search); ; ) {
        const callSids = []
        for (const call of await next(search, after, FOUND_AT_ONCE)) {
          callSids.push(call.callSid)
          after = call
        }
        if (callSids.length === 0) return
        for (let n = 0; n < callSids.length; n += READ_AT_ONCE)
          yield await viewsOf(callSids.slice(n, n + READ_AT_ONCE))
      }
    },

    /** Whether a search misses calls: during an upgrade only a newer version can read some. */
    missesCalls: (search: Search): Promise<boolean> => hasNewerEnded(redis, keys, search),

    /** How many calls a search finds, by kind. What many consoles ask for is counted once after each change. */
    async counts({ q, from, to }: HistoryCounting, agentId: string): Promise<HistoryCounts> {
      await untilAllRead()
      if (counted.version !== calls.version || counted.by.size >= MOST_COUNTED)
        counted = { version: calls.version, by: new Map() }
      const key = JSON.stringify([q, from, to])
      const counts = counted.by.get(key) ?? countsOf(calls.find({ q, from, to }, null))
      counted.by.set(key, counts)
      const { answeredBy, ...kinds } = counts
      return { ...kinds, mine: answeredBy.get(agentId) ?? 0 }
    },

    /** Who waits for a call back, the newest first; at most `limit` of them, and how many there are. */
    async toCallBack(limit: number): Promise<{ callers: WaitingCaller[]; total: number }> {
      await untilAllRead()
      const waits = stillWaiting()
      const all = [...callersWaiting().values()].filter(({ party }) => waits(party))
      const shown = all.slice(0, limit)
      const views = await viewsOf(shown.map(({ call }) => call.callSid))
      const bySid = new Map(views.map((view) => [view.callSid, view]))
      return {
        total: all.length,
        callers: shown.flatMap(({ call: { callSid }, times, tried }) => {
          const call = bySid.get(callSid)
          return call ? { call, times, tried: tried && triedBy(tried) } : []
        }),
      }
    },
  }
}
export type Archive = ReturnType<typeof createArchive>

const positionOf = ({ before, beforeCall = null }: Search): Position | null =>
  before === null ? null : { endedAt: before, callSid: beforeCall }

const triedBy = ({ times, last }: NonNullable<Waiting['tried']>): NonNullable<WaitingCaller['tried']> => ({
  times,
  by: last.agents[0] ?? null,
  at: new Date(last.endedAt).toISOString(),
})
