import { z } from 'zod'
import type { FeedAppend } from '../durable/feed-entry.ts'
import type { CallView } from '../protocol/call-view.ts'
import { type CallContact, Contact, type ContactBody } from '../protocol/contacts.ts'
import { outsideNumberOf, type Parties } from '../protocol/outside-number.ts'
import type { RedisClient } from '../redis/client.ts'
import type { Keys } from '../redis/keys.ts'
import { asking, changeScript } from '../redis/script.ts'
import type { Runtime } from '../runtime.ts'
import { type BookEntry, ContactBook, entryOf } from './book.ts'

const commit = changeScript(new URL('./commit.lua', import.meta.url), {
  keys: ['contacts', 'contactsState', 'feed'],
  args: ['token', 'before', 'id', 'rev', 'most', 'change'],
})
/** With 20,000 contacts a process needs some 30 MB more. */
const MOST_CONTACTS = 50_000
/** A page of the hash is parsed in a few milliseconds. Calls come in between. */
const READ_AT_ONCE = 500
const Result = z.array(z.string())

/** What an entry of the feed says of contacts. */
const ContactsChange = z.object({
  rev: z.number().int(),
  changed: z.array(Contact).default([]),
  removed: z.array(z.string()).default([]),
  /** The numbers that these contacts have now, or had before. */
  numbers: z.array(z.string()).default([]),
  /** So many have changed that the entry does not list them. */
  many: z.boolean().default(false),
  /** Persons were erased: what is kept of their calls has to go too. The entry does not say whose numbers they were. */
  erased: z.boolean().default(false),
})
type ContactsChange = z.infer<typeof ContactsChange>
/** What every version of an entry has. */
const AnyChange = ContactsChange.pick({ rev: true })

const NOTHING = { changed: [], removed: [], numbers: [], many: false, erased: false }
const MANY = { ...NOTHING, many: true }

export type ContactChanged =
  /** `before` is null where it was added. */
  | { outcome: 'done'; contact: Contact; before: Contact | null }
  /** Somebody has changed it since. This is how it is now. */
  | { outcome: 'stale'; contact: Contact }
  | { outcome: 'missing' }
  | { outcome: 'full' }

export interface ContactsDeps {
  redis: RedisClient
  keys: Keys
  runtime: Runtime
  /** Called after each commit of this process. */
  committed(feed: FeedAppend): void
}

/**
 * The office's contacts: in Redis, and a copy of all of them in this process, which follows the feed. Methods that return a
 * promise reject with `RedisAway` when Redis cannot be reached; all others read the copy.
 */
export function createContacts({ redis, keys, runtime, committed }: ContactsDeps) {
  const book = new ContactBook()
  /** The copy has every change up to this one, and perhaps some of those that follow. */
  let rev = 0
  /** The copy lacks a change: `rev` stays until all contacts are read again. */
  let lacksChange = false
  /** What the feed said since the copy began to be read again: the pages may be older than that. */
  let missed: ContactsChange[] | null = null
  let loading = Promise.resolve()

  async function write(
    /** Ids and contacts as JSON, by turns; '' deletes the contact. */
    pairs: readonly string[],
    change: Omit<ContactsChange, 'rev'>,
    guard: { before: number } | { id: string; rev: number } | Record<string, never>,
    /** Brings the copy up to date: the feed may be a moment behind, and who has changed a contact reads it next. */
    applyToCopy: (newRev: number) => void = () => undefined,
  ): Promise<'ok' | 'stale' | 'full'> {
    const args = {
      token: runtime.uuid(),
      before: '',
      id: '',
      rev: '',
      ...guard,
      most: MOST_CONTACTS,
      change: JSON.stringify(change),
    }
    const { contacts, contactsState, feed } = keys
    const [outcome, newRev, after = '', id = '', d = ''] = Result.parse(
      await commit.run(redis, { contacts, contactsState, feed }, args, { moreArgs: pairs, runtime }),
    )
    if (outcome === 'full' || outcome === 'stale') return outcome
    applyToCopy(Number(newRev))
    committed({ after, entries: [{ id, t: 'contacts', d }] })
    return 'ok'
  }

  /** @returns false when the copy lacks the change: it does not say what has changed */
  function take(change: ContactsChange): boolean {
    missed?.push(change)
    const isComplete = !change.many || change.rev <= rev
    lacksChange ||= !isComplete
    if (!lacksChange) rev = Math.max(rev, change.rev)
    for (const id of change.removed) book.remove(id)
    for (const contact of change.changed) book.put(contact)
    return isComplete
  }

  async function readAll(beforeFill: () => void): Promise<void> {
    const since: ContactsChange[] = []
    missed = since
    const readRev = await storedRev()
    const entries = new Map<string, BookEntry>()
    let cursor = '0'
    do {
      const [next, fields] = await asking(() => redis.hscan(keys.contacts, cursor, 'COUNT', READ_AT_ONCE))
      for (const [n, json] of fields.entries()) {
        // A newer version may write what this one cannot read.
        const contact = n % 2 === 1 ? Contact.safeParse(JSON.parse(json)).data : undefined
        if (contact) entries.set(contact.id, entryOf(contact))
      }
      cursor = next
    } while (cursor !== '0')
    // Another reading has begun since. It ends with newer contacts.
    if (missed !== since) return loading
    missed = null
    beforeFill()
    book.fill([...entries.values()])
    rev = readRev
    lacksChange = false
    // Pages that were read before an import of this process lack it.
    if (!since.every(take)) return readAll(() => undefined)
  }

  const load = (beforeFill: () => void = () => undefined): Promise<void> => {
    loading = readAll(beforeFill)
    return loading
  }

  const storedRev = async () => Number((await asking(() => redis.hget(keys.contactsState, 'rev'))) ?? 0)

  /** The contact as Redis has it: the copy may be a moment behind. */
  async function stored(id: string): Promise<Contact | null> {
    const json = await asking(() => redis.hget(keys.contacts, id))
    return json === null ? null : Contact.parse(JSON.parse(json))
  }

  async function set(before: Contact | null, after: Contact): Promise<ContactChanged> {
    const numbers = numbersOf(before, after)
    const change = { ...NOTHING, changed: [after], numbers }
    const guard = { id: after.id, rev: before?.rev ?? 0 }
    const outcome = await write([after.id, JSON.stringify(after)], change, guard, () => book.put(after))
    return outcome === 'ok'
      ? { outcome: 'done', contact: after, before }
      : outcome === 'full'
        ? { outcome }
        : refused(after.id)
  }

  async function refused(id: string): Promise<ContactChanged> {
    const now = await stored(id)
    return now === null ? { outcome: 'missing' } : { outcome: 'stale', contact: now }
  }

  /**
   * Writes contacts as they were stored, all of them or none.
   * @param before `rev` at which it is done, and at no other; null: at any
   */
  async function putBack(stored: ReadonlyMap<string, string>, before: number | null): Promise<void> {
    if (stored.size === 0) return
    const outcome = await write([...stored].flat(), MANY, before === null ? {} : { before })
    if (outcome === 'full') throw new Error(`There can be no more than ${MOST_CONTACTS} contacts`)
  }

  const contactOf = (view: Parties): CallContact | null => {
    const number = outsideNumberOf(view)
    const known = number === null ? [] : book.withNumber(number)
    const [first] = known
    if (!first) return null
    const { id, name, organisation } = first
    const vip = known.some((it) => it.vip)
    return { id, name, organisation, vip, blocked: allBlocked(known), others: known.length - 1 }
  }

  return {
    book,

    /** Of all contacts; counts up by one with each change. */
    get rev() {
      return rev
    },

    /** Reads all contacts from Redis. @param beforeFill called just before they replace the copy */
    load,

    /** Reads all contacts again if they have changed since they were read. */
    async loadIfBehind(): Promise<void> {
      if ((await storedRev()) !== rev) await load()
    },

    /**
     * Takes in what an entry of the feed says.
     * @returns the numbers whose contact may be another one now; `all` when it does not say which. Then the contacts have to be
     *   loaded, unless this process has made the change
     */
    apply(json: string): { numbers: readonly string[]; all: boolean; erased: boolean; mustLoad: boolean } {
      const entry: unknown = JSON.parse(json)
      // A newer version may write what this one cannot read.
      const change = ContactsChange.safeParse(entry).data ?? { ...MANY, ...AnyChange.parse(entry) }
      const { numbers, many, erased } = change
      return { numbers, all: many || erased, erased, mustLoad: !take(change) }
    },

    /** Whose number a call is from, or to. Of several with one number, the first in the order of names, and how many others. */
    of: contactOf,

    numbersNamed: book.numbersNamed,

    /** The view of a call or a message with its contact, as a screen gets it. */
    named: <View extends Parties & { contact: CallContact | null }>(view: View): View => {
      const contact = contactOf(view)
      return contact === view.contact ? view : { ...view, contact }
    },

    /**
     * Whether the call is not to ring: each contact that has the caller's number is blocked. A number that calls itself is
     * ours: a carrier shows it for callers somebody has forwarded, and they are not meant.
     */
    isBlocked: ({ callerNumber, calledNumber }: Pick<CallView, 'callerNumber' | 'calledNumber'>): boolean =>
      callerNumber !== null && callerNumber !== calledNumber && allBlocked(book.withNumber(callerNumber)),

    add: (body: Omit<Contact, 'id' | 'rev'>): Promise<ContactChanged> =>
      set(null, { ...body, id: runtime.uuid(), rev: 1 }),

    /** @param rev of the contact that was read before it was changed */
    async change(id: string, rev: number, body: Omit<Contact, 'id' | 'rev'>): Promise<ContactChanged> {
      const before = await stored(id)
      if (before === null) return { outcome: 'missing' }
      return before.rev === rev
        ? set(before, { ...body, id, rev: rev + 1 })
        : { outcome: 'stale', contact: before }
    },

    /** @param rev of the contact that was read before */
    async remove(id: string, rev: number): Promise<ContactChanged> {
      const before = await stored(id)
      if (before === null) return { outcome: 'missing' }
      if (before.rev !== rev) return { outcome: 'stale', contact: before }
      const change = { ...NOTHING, removed: [id], numbers: numbersOf(before) }
      const outcome = await write([id, ''], change, { id, rev }, () => book.remove(id))
      return outcome === 'ok' ? { outcome: 'done', contact: before, before } : refused(id)
    },

    /** Deletes contacts of any rev. Every process then forgets what it keeps of persons. */
    async erase(ids: readonly string[]): Promise<void> {
      const pairs = ids.flatMap((id) => [id, ''])
      await write(pairs, { ...NOTHING, removed: [...ids], erased: true }, {}, () => ids.forEach(book.remove))
    },

    /**
     * Writes many contacts: all of them, or none.
     * @param before `rev` on which the change was decided. `stale`: contacts have changed since
     */
    async putAll(contacts: readonly Contact[], before: number): Promise<'ok' | 'stale' | 'full'> {
      if (contacts.length === 0) return 'ok'
      const entries: BookEntry[] = []
      const pairs: string[] = []
      for (const [n, contact] of contacts.entries()) {
        if (n % READ_AT_ONCE === 0) await new Promise<void>((resolve) => runtime.nextTurn(resolve))
        entries.push(entryOf(contact))
        pairs.push(contact.id, JSON.stringify(contact))
      }
      return write(pairs, MANY, { before }, (newRev) => {
        book.putAll(entries)
        // Nobody else has changed anything in between.
        rev = newRev
      })
    },

    /** Writes what this process knew after Redis has lost everything, unless somebody has brought contacts back before. */
    restore: (known: readonly Contact[]): Promise<void> =>
      putBack(new Map(known.map((contact) => [contact.id, JSON.stringify(contact)])), 0),

    putBack,
    storedRev,
  }
}
export type Contacts = ReturnType<typeof createContacts>

const allBlocked = (contacts: readonly Contact[]) =>
  contacts.length > 0 && contacts.every(({ blocked }) => blocked)

/** What is stored of a body whose numbers have been read. */
export type ContactFields = Omit<ContactBody, 'numbers'> & Pick<Contact, 'numbers'>

const numbersOf = (...contacts: (Contact | null)[]) => [
  ...new Set(contacts.flatMap((contact) => contact?.numbers.map(({ number }) => number) ?? [])),
]
