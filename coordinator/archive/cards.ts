import SearchableMap from 'minisearch/SearchableMap'
import { searchedDigits, WITHHELD, wordsOf } from '../protocol/call-search.ts'
import type { CallView } from '../protocol/call-view.ts'

/** A caller, or somebody who was called. The same object for the same number or address. */
export interface Party {
  /** A number, or another address. */
  readonly address: string
  /** How many cards have it. */
  uses: number
}

/** What a search compares of one text. Calls with the same text share a card: most callers call again. */
export interface Card {
  /** Small, and given again once the card is gone: its place in `Marks`. */
  readonly id: number
  /** The same for the same text. */
  readonly key: string
  /** The digits of its numbers, each after a space. */
  readonly digits: string
  /** Whose call it is. Null: nobody knows. */
  readonly party: Party | null
  /** How many calls have it. */
  uses: number
}

export interface Marks {
  /** By the id of a card: a bit for each word of the search that the card has. */
  readonly of: Uint32Array
  /** The bits of the words that some card has. */
  readonly found: number
}

/** One bit each. What somebody types has fewer: each is looked for in the names of all contacts. */
const MOST_WORDS = 10

/** What somebody searches for. */
export interface Query {
  readonly words: readonly { word: string; digits: string | null }[]
  /** All of it is one number, or a part of one. */
  readonly whole: string | null
  /** The bits of all words. */
  readonly all: number
}

/** @returns null for a text in which nothing can be searched for */
export function queryOf(q: string): Query | null {
  const words = wordsOf(q)
    .slice(0, MOST_WORDS)
    .map((word) => ({ word, digits: searchedDigits(word) }))
  return words.length === 0 ? null : { words, whole: searchedDigits(q), all: 2 ** words.length - 1 }
}

/**
 * The texts of calls: words in the radix tree of MiniSearch, which finds them by their beginnings, and numbers, in which any
 * part is found. A search marks cards; which calls they belong to, and in which order, is not its concern.
 */
export class Cards {
  /** By each word the ids of the cards that have it. */
  readonly #words = new SearchableMap<number[]>()
  readonly #byKey = new Map<string, Card>()
  readonly #parties = new Map<string, Party>()
  readonly #free: number[] = []
  #next = 0

  get size() {
    return this.#byKey.size
  }

  /** The card of who called and was called. */
  ofParties(call: CallView): Card {
    const { callerName, callerNumber, callerAddress } = call
    const numbers = [callerNumber, callerAddress, call.calledNumber, call.outsideNumber, call.forwardedFrom]
    const known = numbers.filter((number) => number !== null && !number.startsWith('agent:'))
    const digits = [...new Set(known.map((number) => number?.replace(/\D/g, '') ?? ''))]
    const address = callerAddress?.startsWith('+') ? null : callerAddress
    const withheld = callerName === null && callerNumber === null && callerAddress === null ? WITHHELD : null
    return this.#take(digits, [callerName, address, withheld], partyOf(call))
  }

  /** The card of what was noted. Null: nothing was. */
  ofNotes({ parked, wrapUp }: CallView): Card | null {
    const texts = [parked?.note, wrapUp?.note, ...(wrapUp?.tags ?? [])].filter((text) => text)
    return texts.length === 0 ? null : this.#take([], texts, null)
  }

  /** One call fewer has it. */
  release(card: Card | null): void {
    if (card === null) return
    card.uses -= 1
    if (card.uses > 0) return
    this.#byKey.delete(card.key)
    if (card.party && --card.party.uses === 0) this.#parties.delete(card.party.address)
    this.#free.push(card.id)
    for (const word of wordsOf(textIn(card.key))) {
      const others = (this.#words.get(word) ?? []).filter((id) => id !== card.id)
      if (others.length === 0) this.#words.delete(word)
      else this.#words.set(word, others)
    }
  }

  /** @param named the bits of the words that the contacts of each number have */
  mark({ words, whole, all }: Query, named: ReadonlyMap<string, number>): Marks {
    const marks = new Uint32Array(this.#next)
    let found = 0
    const mark = (id: number, bits: number) => {
      marks[id] = (marks[id] ?? 0) | bits
      found |= bits
    }
    for (const [place, { word }] of words.entries())
      for (const ids of this.#words.atPrefix(word).values()) for (const id of ids) mark(id, 1 << place)
    const parts = words.flatMap(({ digits }, place) =>
      digits === null ? [] : [{ digits, bits: 1 << place }],
    )
    if (whole !== null) parts.push({ digits: whole, bits: all })
    if (parts.length === 0 && named.size === 0) return { of: marks, found }
    for (const { id, digits, party } of this.#byKey.values()) {
      for (const part of parts) if (digits.includes(part.digits)) mark(id, part.bits)
      if (party !== null && named.size > 0) mark(id, named.get(party.address) ?? 0)
    }
    return { of: marks, found }
  }

  #partyAt(address: string | null): Party | null {
    if (address === null) return null
    const party = this.#parties.get(address) ?? { address, uses: 0 }
    party.uses += 1
    this.#parties.set(address, party)
    return party
  }

  #take(
    digits: readonly string[],
    texts: readonly (string | null | undefined)[],
    party: string | null,
  ): Card {
    const text = texts.filter(Boolean).join('\n')
    const key = `${party ?? ''}\u0000${digits.map((it) => ` ${it}`).join('')}\u0000${text}`
    const known = this.#byKey.get(key)
    if (known) {
      known.uses += 1
      return known
    }
    const id = this.#free.pop() ?? this.#next++
    const card: Card = {
      id,
      key,
      digits: digits.map((it) => ` ${it}`).join(''),
      party: this.#partyAt(party),
      uses: 1,
    }
    this.#byKey.set(key, card)
    for (const word of wordsOf(text)) this.#words.fetch(word, () => []).push(id)
    return card
  }
}

const textIn = (key: string) => key.slice(key.lastIndexOf('\u0000') + 1)

/** Who was talked with, or wanted to be: a caller without a number may still have an address. */
export const partyOf = ({
  direction,
  callerNumber,
  callerAddress,
  calledNumber,
}: Pick<CallView, 'direction' | 'callerNumber' | 'callerAddress' | 'calledNumber'>): string | null =>
  direction === 'internal' ? null : direction === 'inbound' ? (callerNumber ?? callerAddress) : calledNumber
