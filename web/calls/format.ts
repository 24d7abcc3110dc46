import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerTrust, isNameDoubtful } from '../../coordinator/protocol/caller-trust.ts'
import type { CallContact } from '../../coordinator/protocol/contacts.ts'
import { charactersOf } from '../../coordinator/protocol/text.ts'
import { shortDay, timeOfDay } from '../language/formats.ts'
import { t } from '../language/text.ts'

/** `(217) 555-0148` for North America, as its country writes it for the rest of the world. */
export function formatNumber(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  if (american) return `(${american[1]}) ${american[2]}-${american[3]}`
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

/** A call, or a message, which always belongs to an inbound call. */
type Parties = Pick<CallView, 'callerName' | 'callerNumber' | 'callerAddress'> &
  Partial<
    Pick<
      CallView,
      'direction' | 'calledNumber' | 'unconfirmed' | 'verified' | 'confirmedBy' | 'contact' | 'erased'
    >
  >

/** The number of the other side, or its address where that is no number: of the called party for an outbound call. */
function partyAddress({ direction, callerNumber, callerAddress, calledNumber }: Parties): string | null {
  if (direction === 'internal') return null
  return direction === 'outbound' ? (calledNumber ?? null) : (callerNumber ?? callerAddress)
}

/** Whose number it is among the contacts: a question where the carrier says nothing of it, nobody where it denies. */
function contactName(call: Parties): string | null {
  const { contact = null } = call
  const trust = callerTrust(call)
  if (contact === null || trust === 'denied') return null
  const name = nameOfContact(contact)
  return trust === 'sure' ? name : `${name}?`
}

/** Several people may share a number. */
export function nameOfContact({ name, others }: CallContact): string {
  return others === 0 ? isolated(name) : t('caller.orMore', { name: isolated(name), others })
}

/** Hebrew, Arabic and their relatives. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const [ISOLATE, END_OF_ISOLATE] = ['\u2068', '\u2069']

/** A name that is written from right to left, marked so that it does not turn the words and numbers beside it. */
export const isolated = (name: string): string =>
  RIGHT_TO_LEFT.test(name) ? ISOLATE + name + END_OF_ISOLATE : name

/** How the screen names the other side of a call. */
export function callerLabel(call: Parties): string {
  const address = partyAddress(call)
  const contact = contactName(call)
  if (contact !== null) return contact
  if (call.callerName !== null && !isNameDoubtful(call)) return isolated(call.callerName)
  if (call.erased) return t('caller.erased')
  return address === null ? t('caller.withheld') : formatNumber(address)
}

/**
 * What stands beside the label. Beside a name it is the number or other address. Beside a doubtful number it is the name
 * that the caller claims.
 */
export function callerDetail(call: Parties): string | null {
  const { callerName, contact = null } = call
  if (contact !== null) {
    if (callerTrust(call) === 'denied') return t('caller.saysItIs', { name: nameOfContact(contact) })
    const number = partyAddress(call)
    return [contact.organisation && isolated(contact.organisation), number && formatNumber(number)]
      .filter(Boolean)
      .join(' · ')
  }
  if (callerName === null) return null
  if (isNameDoubtful(call)) return t('caller.saysItIs', { name: isolated(callerName) })
  const address = partyAddress(call)
  return address === null ? null : formatNumber(address)
}

/** `1:04`, `1:02:09`; never negative. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000))
  const [hours, minutes, seconds] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

export const formatTime = (iso: string): string => timeOfDay(iso)

/** `FD` for Front desk, `S1` for Sales 1. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s_.-]+/)
  const letters =
    words.length > 1 ? words.map((word) => charactersOf(word)[0] ?? '') : charactersOf(words[0] ?? '?')
  return letters.slice(0, 2).join('').toUpperCase()
}

/** The name of an agent, or a formatted number: for `frontdesk`, `agent:frontdesk` and `+1217…` alike. */
export function nameIn(agents: ReadonlyMap<string, { name: string }>): (who: string) => string {
  return (who) => {
    const agentId = who.startsWith('agent:') ? who.slice('agent:'.length) : who
    const name = agents.get(agentId)?.name
    if (name !== undefined) return isolated(name)
    return who.startsWith('+') ? formatNumber(who) : agentId
  }
}

/** `Today`, `Yesterday`, or the day as people here write it. */
export function formatDay(iso: string, now = Date.now()): string {
  const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((dayOf(now) - dayOf(Date.parse(iso))) / 86_400_000)
  if (days === 0) return t('day.today')
  if (days === 1) return t('day.yesterday')
  return shortDay(iso)
}
