import { parsePhoneNumberFromString } from 'libphonenumber-js/min'
import type { CallView } from '../../coordinator/protocol/call-view.ts'

/** `(217) 555-0148` for North America, as its country writes it for the rest of the world. */
export function formatNumber(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  if (american) return `(${american[1]}) ${american[2]}-${american[3]}`
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

/** A call, or a message, which always belongs to an inbound call. */
type Parties = Pick<CallView, 'callerName' | 'callerNumber'> &
  Partial<Pick<CallView, 'direction' | 'calledNumber'>>

/** The number of the other side: the called number for an outbound call. */
function partyNumber({ direction, callerNumber, calledNumber }: Parties): string | null {
  if (direction === 'internal') return null
  return direction === 'outbound' ? (calledNumber ?? null) : callerNumber
}

/** How the screen names the other side of a call. */
export function callerLabel(call: Parties): string {
  const number = partyNumber(call)
  return call.callerName ?? (number ? formatNumber(number) : 'Number withheld')
}

/** The number, where the label is a name. */
export const callerDetail = (call: Parties): string | null =>
  call.callerName && partyNumber(call) ? formatNumber(partyNumber(call) ?? '') : null

/** `1:04`, `1:02:09`; never negative. */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000))
  const [hours, minutes, seconds] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

export const formatTime = (iso: string): string =>
  new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

/** `FD` for Front desk, `S1` for Sales 1. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s_.-]+/)
  const letters = words.length > 1 ? words.map((word) => word.charAt(0)) : [...(words[0] ?? '?')]
  return letters.slice(0, 2).join('').toUpperCase()
}

/** The name of an agent, or a formatted number: for `frontdesk`, `agent:frontdesk` and `+1217…` alike. */
export function nameIn(agents: ReadonlyMap<string, { name: string }>): (who: string) => string {
  return (who) => {
    const agentId = who.startsWith('agent:') ? who.slice('agent:'.length) : who
    return agents.get(agentId)?.name ?? (who.startsWith('+') ? formatNumber(who) : agentId)
  }
}

/** `Today`, `Yesterday`, or the day as people here write it. */
export function formatDay(iso: string, now = Date.now()): string {
  const dayOf = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((dayOf(now) - dayOf(Date.parse(iso))) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return new Date(iso).toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })
}
