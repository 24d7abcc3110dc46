import type { Contact } from '../protocol/contacts.ts'
import { folded } from '../protocol/folded.ts'

/** A contact, and what a search compares. */
export interface BookEntry {
  contact: Contact
  /** The place in the order of names. */
  key: string
  /** Name and organisation, which the card of a call shows, each word after a space. */
  names: string
  /** The same of the note. */
  note: string
  /** The digits of all numbers, each after a space. */
  digits: string
}

/** From that many digits on a word is also looked for in the middle of a number. */
const SHORTEST_PART = 3
/** What somebody types has fewer: each is looked for in all contacts. */
const MOST_WORDS = 10

/**
 * All contacts in the memory of this process, in the order of names. Nothing here waits: a search of 20,000 contacts takes a
 * few milliseconds, and the contact of a number is one look into a map.
 */
export class ContactBook {
  #entries = new Map<string, BookEntry>()
  #sorted: BookEntry[] = []
  #byNumber = new Map<string, BookEntry[]>()

  get size() {
    return this.#entries.size
  }

  get = (id: string): Contact | undefined => this.#entries.get(id)?.contact

  all = (): Contact[] => this.#sorted.map(({ contact }) => contact)

  /** The contacts with a number in E.164, in the order of names. */
  withNumber = (number: string): Contact[] => (this.#byNumber.get(number) ?? []).map(({ contact }) => contact)

  /**
   * The numbers of those who have a word in their name or organisation that begins like one of these, as `wordsOf` writes words.
   * A number has a bit for each of them.
   */
  numbersNamed = (words: readonly string[]): ReadonlyMap<string, number> => {
    const beginnings = words.map((word) => ` ${word}`)
    const found = new Map<string, number>()
    for (const { names, contact } of this.#sorted) {
      let bits = 0
      for (let n = 0; n < beginnings.length; n++) if (names.includes(beginnings[n] ?? '')) bits |= 1 << n
      if (bits === 0) continue
      for (const { number } of contact.numbers) found.set(number, (found.get(number) ?? 0) | bits)
    }
    return found
  }

  /** Replaces everything. */
  fill(entries: readonly BookEntry[]): void {
    this.#sorted = [...entries].sort(byKey)
    this.#entries = new Map(this.#sorted.map((entry) => [entry.contact.id, entry]))
    this.#byNumber = new Map()
    for (const entry of this.#sorted) this.#index(entry)
  }

  /** Takes many in at once. */
  putAll(entries: readonly BookEntry[]): void {
    const ids = new Set(entries.map(({ contact }) => contact.id))
    this.fill([...this.#sorted.filter(({ contact }) => !ids.has(contact.id)), ...entries])
  }

  /** Takes a contact in, unless a newer state of it is here already. */
  put(contact: Contact): void {
    const known = this.#entries.get(contact.id)
    if (known && known.contact.rev >= contact.rev) return
    this.remove(contact.id)
    const entry = entryOf(contact)
    this.#entries.set(contact.id, entry)
    this.#sorted.splice(this.#placeOf(entry.key), 0, entry)
    for (const sharing of this.#index(entry)) sharing.sort(byKey)
  }

  remove = (id: string): void => {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#entries.delete(id)
    this.#sorted.splice(this.#placeOf(entry.key), 1)
    for (const number of numbersOf(entry)) {
      const others = (this.#byNumber.get(number) ?? []).filter((other) => other !== entry)
      if (others.length === 0) this.#byNumber.delete(number)
      else this.#byNumber.set(number, others)
    }
  }

  /** @param after the id of the contact before the first. @returns null when there is no such contact */
  page(after: string | undefined, limit: number): Contact[] | null {
    const before = after === undefined ? undefined : this.#entries.get(after)
    if (after !== undefined && before === undefined) return null
    const from = before === undefined ? 0 : this.#placeOf(before.key) + 1
    return this.#sorted.slice(from, from + limit).map(({ contact }) => contact)
  }

  /**
   * Contacts that have every word of `q`, without regard to case, accents, the order of the words and the format of
   * numbers. Those in which each word begins a word come first.
   * @param among looks only at these; left out: at all
   */
  search(q: string, limit: number, among?: readonly Contact[]): Contact[] {
    const isWanted = matcherOf(q)
    const best: Contact[] = []
    const others: Contact[] = []
    for (const entry of among?.map(entryOf) ?? this.#sorted) {
      const match = isWanted(entry)
      if (match === 'begins') best.push(entry.contact)
      else if (match === 'contains' && others.length < limit) others.push(entry.contact)
      if (best.length === limit) return best
    }
    return [...best, ...others].slice(0, limit)
  }

  /** Those of one number stay in the order of names when entries come in that order. */
  #index(entry: BookEntry): BookEntry[][] {
    return [...numbersOf(entry)].map((number) => {
      const sharing = this.#byNumber.get(number)
      if (!sharing) this.#byNumber.set(number, [entry])
      else sharing.push(entry)
      return sharing ?? []
    })
  }

  /** Where an entry with this key is, or belongs. */
  #placeOf(key: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sorted[middle]?.key ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

const byKey = (a: BookEntry, b: BookEntry) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

const numbersOf = ({ contact }: BookEntry) => new Set(contact.numbers.map(({ number }) => number))

export function entryOf(contact: Contact): BookEntry {
  const { id, name, organisation, note, numbers } = contact
  return {
    contact,
    key: `${folded(name)}\u0000${id}`,
    names: searchedIn(`${name} ${organisation ?? ''}`),
    note: searchedIn(note ?? ''),
    digits: numbers.map(({ number }) => ` ${number.slice(1)}`).join(''),
  }
}

function searchedIn(written: string): string {
  const text = folded(written, 3_000)
  // A dash or a bracket begins a word too.
  const apart = text.replace(/[^\p{L}\p{N}\s]+/gu, ' ')
  return apart === text ? ` ${text}` : ` ${text} ${apart}`
}

function matcherOf(q: string): (entry: BookEntry) => 'begins' | 'contains' | null {
  const whole = digitsOf(q)
  if (whole !== null) {
    const typed = folded(q).trim()
    return (entry) => (entry.digits.includes(whole) ? 'begins' : has(entry, typed) ? 'contains' : null)
  }
  const words = folded(q)
    .split(' ')
    .filter(Boolean)
    .slice(0, MOST_WORDS)
    .map((word) => ({ word, beginning: ` ${word}`, digits: digitsOf(word) }))
  return (entry) => {
    let begins = true
    for (const { word, beginning, digits } of words) {
      if (has(entry, word)) begins &&= has(entry, beginning)
      else if (digits !== null && entry.digits.includes(digits)) begins = false
      else return null
    }
    return begins ? 'begins' : 'contains'
  }
}

const has = ({ names, note }: BookEntry, part: string) => names.includes(part) || note.includes(part)

/** The digits that every way to write a number has: without the prefixes that are dialled before a code. Null: no number. */
function digitsOf(text: string): string | null {
  const plain = text.normalize('NFKC').replace(/\(\s*0\s*\)/, '')
  if (!/^[\d\s\p{P}\p{S}]+$/u.test(plain)) return null
  const digits = plain.replace(/\D/g, '')
  const national = plain.trim().startsWith('+') ? digits : digits.replace(/^(?:011|0+)(?=\d)/, '')
  return national.length < SHORTEST_PART ? null : national
}
