import type { CallView } from '../../machines/call/view.ts'

/** `(217) 555-0148` for North America, spaced groups for the rest of the world. */
export function formatNumber(number: string): string {
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number)
  if (american) return `(${american[1]}) ${american[2]}-${american[3]}`
  const other = /^\+(\d{2})(\d{3})(\d+)$/.exec(number)
  return other ? `+${other[1]} ${other[2]} ${other[3]}` : number
}

type Caller = Pick<CallView, 'callerName' | 'callerNumber'>

export const callerLabel = (call: Caller): string =>
  call.callerName ?? (call.callerNumber ? formatNumber(call.callerNumber) : 'Number withheld')

/** The number, where the label is a name. */
export const callerDetail = (call: Caller): string | null =>
  call.callerName && call.callerNumber ? formatNumber(call.callerNumber) : null

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

/** A colleague by name, a number as it is written: for `frontdesk`, `agent:frontdesk` and `+1217…` alike. */
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
