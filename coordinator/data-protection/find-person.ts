import { isTheirs, mentionsOneOf, namesOneOf, namesPerson } from '../../machines/call/erasure.ts'
import { CALL_MACHINE_VERSION } from '../../machines/call/machine.ts'
import { auditEntriesNaming, type FoundEntry } from '../audit/entries-naming.ts'
import type { EndedViews } from '../calls/ended-views.ts'
import type { Contacts } from '../contacts/contacts.ts'
import type { DialIntent, DialIntents } from '../dialling/intents.ts'
import type { CallView } from '../protocol/call-view.ts'
import type { Contact } from '../protocol/contacts.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'

/** Calls, and entries of the feed, that are read at once. */
const AT_ONCE = 200

/** The number belongs to the office itself: it is in every call. */
export class OwnNumber extends Error {
  override readonly name = 'OwnNumber'
}

export interface FindPersonDeps {
  redis: RedisClient
  keys: Keys
  viewsOf: EndedViews
  contacts: Pick<Contacts, 'book'>
  intents: Pick<DialIntents, 'to'>
  runtime: Pick<Runtime, 'nextTurn'>
}

export interface FoundCall {
  callSid: string
  /** Null: only its timeline names the person, or a newer version wrote it. */
  view: CallView | null
  /** A newer version wrote it, and it names the person: only that version can erase them. */
  isNewer: boolean
  /** The call is from the person, or to them. Otherwise it is somebody else's, and only names a number. */
  isTheirs: boolean
  hasMessage: boolean
  /** How many of the person. */
  recordings: number
}

/** All that Redis holds of a person, but for calls that have not ended and that this version can read. */
export interface FoundPerson {
  /** Live calls that name the person, and that only a newer version can read. */
  newerLive: string[]
  contacts: Contact[]
  /** Other contacts whose notes have one of the numbers. */
  notes: Contact[]
  calls: FoundCall[]
  intents: DialIntent[]
  /** Ids of entries. */
  feed: string[]
  audit: FoundEntry[]
  /** The words or the settings of the office have one of the numbers. */
  inOffice: boolean
}

/** Finds what Redis holds of a person. Numbers are in E.164. Every method rejects with `RedisAway` when Redis cannot be reached. */
export interface FindPerson {
  /** @throws OwnNumber */
  everywhere(numbers: readonly string[]): Promise<FoundPerson>
  /** Ids of entries of the feed. */
  inFeed(numbers: readonly string[]): Promise<string[]>
}

export function findPerson(deps: FindPersonDeps): FindPerson {
  const { redis, keys, viewsOf, contacts, intents, runtime } = deps
  const auditEntries = auditEntriesNaming(redis, keys)

  async function callsOf(numbers: readonly string[], names: (text: string) => boolean) {
    const namedIn = (entry: string) => entry.search(namesOneOf(numbers)) >= 0
    const found: FoundCall[] = []
    for (let offset = 0; ; offset += AT_ONCE) {
      const callSids = await asking(() => redis.zrange(keys.ended, offset, String(offset + AT_ONCE - 1)))
      if (callSids.length === 0) return found
      await Promise.all(
        callSids.map(async (callSid) => {
          const [[snapshot, voicemail], timeline] = await Promise.all([
            asking(() => redis.hmget(keys.call(callSid), 'snapshot', 'voicemail')),
            asking(() => redis.lrange(keys.history(callSid), 0, -1)),
          ])
          const inTimeline = timeline.some(namedIn)
          if (!inTimeline && !names(snapshot ?? '')) return
          const [view = null] = await viewsOf([callSid])
          if (view && isOurs(view, numbers)) throw new OwnNumber()
          if (!inTimeline && view && !namesPerson(view, numbers)) return
          const theirs = view !== null && isTheirs(view, numbers)
          const recordings = theirs ? view.recordings.length : 0
          found.push({
            callSid,
            view,
            isNewer: view === null && names(snapshot ?? ''),
            isTheirs: theirs,
            hasMessage: theirs && voicemail !== null,
            recordings,
          })
        }),
      )
    }
  }

  async function newerLiveOf(names: (text: string) => boolean): Promise<string[]> {
    const callSids = await asking(() => redis.zrange(keys.live, 0, '-1'))
    const found = await Promise.all(
      callSids.map(async (callSid) => {
        const [snapshot, version] = await asking(() => redis.hmget(keys.call(callSid), 'snapshot', 'version'))
        return Number(version) > CALL_MACHINE_VERSION && names(snapshot ?? '') ? [callSid] : []
      }),
    )
    return found.flat()
  }

  async function contactsOf(numbers: readonly string[], names: (text: string) => boolean) {
    const known = new Map(numbers.flatMap(contacts.book.withNumber).map((it) => [it.id, it]))
    const notes: Contact[] = []
    for (const [n, contact] of contacts.book.all().entries()) {
      if (n % AT_ONCE === AT_ONCE - 1) await new Promise<void>((resolve) => runtime.nextTurn(resolve))
      if (contact.note !== null && !known.has(contact.id) && names(contact.note)) notes.push(contact)
    }
    return { contacts: [...known.values()], notes }
  }

  async function inFeed(numbers: readonly string[]): Promise<string[]> {
    const names = textsNaming(numbers)
    const found: string[] = []
    for (let from = '-'; ; ) {
      const entries = await asking(() => redis.xrange(keys.feed, from, '+', 'COUNT', AT_ONCE))
      found.push(...entries.flatMap(([id, fields]) => (fields.some(names) ? [id] : [])))
      const last = entries.at(-1)?.[0]
      if (last === undefined || entries.length < AT_ONCE) return found
      from = `(${last}`
    }
  }

  async function everywhere(numbers: readonly string[]): Promise<FoundPerson> {
    const names = textsNaming(numbers)
    const [newerLive, calls, known, dialled, feed, audit, office] = await Promise.all([
      newerLiveOf(names),
      callsOf(numbers, names),
      contactsOf(numbers, names),
      intents.to(numbers),
      inFeed(numbers),
      auditEntries.find(names),
      asking(() => redis.hgetall(keys.office)),
    ])
    return {
      ...known,
      newerLive,
      calls,
      intents: dialled,
      feed,
      audit,
      inOffice: Object.values(office).some(names),
    }
  }

  return { everywhere, inFeed }
}

/** Whether a text has one of the numbers, in an address or as people write it. */
export function textsNaming(numbers: readonly string[]): (text: string) => boolean {
  const patterns = [namesOneOf(numbers), mentionsOneOf(numbers)]
  return (text) => patterns.some((pattern) => text.search(pattern) >= 0)
}

/** One number of a call is the office's own. */
export const withoutOurs = (call: CallView): CallView =>
  call.direction === 'outbound' ? { ...call, callerNumber: null } : { ...call, calledNumber: null }

const isOurs = ({ direction, callerNumber, calledNumber }: CallView, numbers: readonly string[]) => {
  const ours = direction === 'inbound' ? calledNumber : direction === 'outbound' ? callerNumber : null
  return ours !== null && numbers.includes(ours)
}
