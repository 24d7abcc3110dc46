import type { Problem, ProblemReason } from '../../coordinator/protocol/problem.ts'
import { country } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'

type CountryWords = 'refusal.country' | 'refusal.mistyped'
const reasons: Record<ProblemReason, Words | CountryWords> = {
  short_number: 'refusal.shortNumber',
  no_caller_id: 'refusal.noCallerId',
  country: 'refusal.country',
  costly: 'refusal.costly',
  mistyped: 'refusal.mistyped',
  legs_of_agent: 'refusal.legsOfAgent',
  legs: 'refusal.legs',
  minutes_of_agent: 'refusal.minutesOfAgent',
  minutes: 'refusal.minutes',
  not_dialled: 'refusal.notDialled',
  may_ring: 'refusal.mayRing',
}

/** Why the server refused, in the language of the page. What only a newer server knows stays in its words. */
export function problemText(problem: Problem): string {
  const { code, reason, detail, title } = problem
  if (reason !== undefined) return reasonText(reasons[reason], problem.country)
  switch (code) {
    case 'number_not_allowed':
      return carrierRefusalText(detail)
    case 'spending_limit':
      return t('refusal.spendingLimit')
    case 'contacts_full':
      return t('refusal.contactsFull')
    case 'rate_limited':
      return t('refusal.tooMany')
    case 'unavailable':
      return t('refusal.store')
    case 'forbidden':
      return t('refusal.forbidden')
    case 'unauthenticated':
      return t('refusal.signedOut')
    case 'foreign_origin':
      return t('start.error.origin')
    case 'not_found':
      return t('refusal.noSuchThing')
    case 'internal':
      return t('refusal.internal')
    default:
      return detail || title
  }
}

function reasonText(words: Words | CountryWords, code: string | undefined): string {
  if (words !== 'refusal.country' && words !== 'refusal.mistyped') return t(words)
  return t(words, { country: code === undefined ? t('refusal.unknownCountry') : country(code) })
}

const carrierWords = {
  13214: 'refusal.carrier.callerId',
  13223: 'refusal.carrier.noNumber',
  13224: 'refusal.carrier.noNumber',
  13225: 'refusal.carrier.blocked',
  13227: 'refusal.carrier.country',
  20003: 'refusal.carrier.credentials',
  20005: 'refusal.carrier.suspended',
  21210: 'refusal.carrier.callerId',
  21211: 'refusal.carrier.noNumber',
  21212: 'refusal.carrier.callerId',
  21213: 'refusal.carrier.callerId',
  21214: 'refusal.carrier.unreachable',
  21215: 'refusal.carrier.country',
  21216: 'refusal.carrier.blocked',
  21217: 'refusal.carrier.noNumber',
  21219: 'refusal.carrier.trial',
} as const

/**
 * Why Twilio did not call a number, in the language of the page.
 * @param said the server's words, with Twilio's code in brackets at their end
 */
export function carrierRefusalText(said: string): string {
  const [, code] = /\((\d+)\)$/.exec(said) ?? []
  if (code === undefined) return said
  const words = Object.entries(carrierWords).find(([known]) => known === code)?.[1] ?? 'refusal.carrier.other'
  const [page = ''] = /https:\S+/.exec(said) ?? []
  const [, country = ''] = /country: ([^.]+)\./.exec(said) ?? []
  return t(words, { code, page, country })
}
