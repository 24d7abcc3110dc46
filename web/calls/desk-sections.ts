import type { CallView } from '../../coordinator/protocol/call-view.ts'

/** Why a call rings here. Each kind looks and sounds different. */
export type RingKind = 'new' | 'transferred' | 'returned'

export interface RingingCall {
  call: CallView
  kind: RingKind
  /** Since when it rings here, ISO 8601. */
  since: string
}

/** The calls of one agent's desk, by section. */
export interface DeskSections {
  /** Offered to me, oldest first. */
  ringing: RingingCall[]
  /** Rings at colleagues, or is at the voicemail: I may take it. */
  takeable: CallView[]
  /** The call or consultation in which I talk; without one, the call that I held last. */
  current: CallView | null
  /** My other calls on hold. */
  held: CallView[]
  /** Blind transfers of mine that nobody has answered yet. */
  sent: CallView[]
  /** The lot, by slot; those without one last. */
  parked: CallView[]
  /** Callers who talk to a number outside. */
  outside: CallView[]
}

export function deskSectionsOf(
  calls: readonly CallView[],
  me: string,
  declined: ReadonlySet<string>,
): DeskSections {
  const ringing = calls
    .filter((call) => call.offeredTo.includes(me))
    .map((call) => ({ call, ...ringOf(call) }))
    .sort((a, b) => a.since.localeCompare(b.since))
  const mine = calls.filter((call) => isMine(call, me)).sort(byHeld)
  const current = mine.find((call) => call.state !== 'active.held') ?? mine[0] ?? null
  return {
    ringing,
    takeable: calls.filter(
      (call) =>
        (call.status === 'voicemail' || call.state === 'ringing.offering') &&
        !call.offeredTo.includes(me) &&
        !declined.has(call.callSid),
    ),
    current,
    held: mine.filter((call) => call !== current),
    sent: calls.filter(
      (call) => call.status === 'transferring' && !call.agentId && call.transfer?.from === me,
    ),
    parked: calls.filter((call) => call.status === 'parked').sort(bySlot),
    outside: calls.filter((call) => call.state === 'active.outside'),
  }
}

export const isConsultTarget = (call: CallView, me: string) =>
  call.state === 'transferring.consulting' && call.transfer?.to === `agent:${me}`

/** I called a colleague: my own leg is the caller's. */
export const isMyCallToColleague = (call: CallView, me: string) =>
  call.direction === 'internal' && call.callerNumber === `agent:${me}`

function isMine(call: CallView, me: string) {
  if (isMyCallToColleague(call, me)) return call.status !== 'ended'
  if (isConsultTarget(call, me)) return true
  return call.agentId === me && (call.status === 'active' || call.status === 'transferring')
}

function ringOf(call: CallView): Pick<RingingCall, 'kind' | 'since'> {
  if (call.transfer) return { kind: 'transferred', since: call.transfer.at }
  if (call.parked) return { kind: 'returned', since: call.parked.at }
  return { kind: 'new', since: call.createdAt }
}

/** The one held last comes first. */
const byHeld = (a: CallView, b: CallView) => (b.heldAt ?? '').localeCompare(a.heldAt ?? '')

const bySlot = (a: CallView, b: CallView) =>
  (a.parked?.slot ?? Number.POSITIVE_INFINITY) - (b.parked?.slot ?? Number.POSITIVE_INFINITY) ||
  (a.parked?.at ?? '').localeCompare(b.parked?.at ?? '')

/** The parked call that has waited longest, in any slot. */
export function longestParked(parked: readonly CallView[]): CallView | null {
  return [...parked].sort((a, b) => (a.parked?.at ?? '').localeCompare(b.parked?.at ?? ''))[0] ?? null
}
