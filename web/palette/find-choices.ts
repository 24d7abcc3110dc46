import { wordsOf } from '../../coordinator/protocol/call-search.ts'
import { answersCalls } from '../../machines/ids.ts'
import { kindWord } from '../contacts/contact-words.ts'
import type { Console } from '../desk/console.ts'
import { inE164 } from '../dial/typing.ts'
import type { Offers } from '../keys/offers.ts'
import { t } from '../language/text.ts'
import { openWithSearch } from '../pages/wanted-search.ts'
import type { Choice } from './choice.ts'
import { choicesNow, numberChoices } from './choices.ts'
import { costOf, type Query } from './query.ts'
import type { Found } from './use-found.ts'

/** More than anybody reads. */
const MOST = 40

/** What fits what was typed: what is possible first, and then what is not, if somebody looks for it. */
export function localChoices(console: Console, offers: Offers, { text }: Query): Choice[] {
  const typed = wordsOf(text)
  const fitting = choicesNow(console, offers)
    .map((choice) => ({
      choice,
      cost: costOf(typed, wordsOf([choice.words, choice.about, choice.also].filter(Boolean).join(' '))),
      off: 'why' in choice.offer,
    }))
    .filter(({ cost, off }) => cost !== null && !(off && typed.length === 0))
  return fitting
    .sort((a, b) => Number(a.off) - Number(b.off) || (a.cost ?? 0) - (b.cost ?? 0))
    .slice(0, MOST)
    .map(({ choice }) => choice)
}

/** Numbers, contacts, and searches of other pages, for what was typed. */
export function foundChoices(console: Console, { verb, rest }: Query, found: Found | null): Choice[] {
  if (!answersCalls(console.me.role) || rest === '') return []
  const number = inE164(rest, console.me.dialCountry)?.number ?? null
  const people = (found?.contacts ?? []).flatMap(({ name, numbers }) =>
    numbers.flatMap((it) => numberChoices(console, it.number, name, kindWord(it.kind))),
  )
  const wanted = (number === null ? people : [...numberChoices(console, number, null, ''), ...people]).filter(
    ({ id }) => verb === null || verb === 'find' || id.startsWith(`${verb} `),
  )
  return [
    ...wanted,
    ...(verb === null || verb === 'find'
      ? [
          {
            id: `find history ${rest}`,
            words: t('palette.findHistory', { text: rest }),
            offer: { run: () => openWithSearch('history', rest) },
          },
          {
            id: `find contacts ${rest}`,
            words: t('palette.findContacts', { text: rest }),
            offer: { run: () => openWithSearch('contacts', rest) },
          },
        ]
      : []),
  ]
}
