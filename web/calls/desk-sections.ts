import { shallowEqual } from '@xstate/store'
import { type CallView, isWithTarget } from '../../coordinator/protocol/call-view.ts'

/** Why a call rings here. Each kind looks and sounds different. */
export type RingKind = 'new' | 'transferred' | 'returned'

export interface RingingCall {
  readonly call: CallView
  readonly kind: RingKind
  /** Since when it rings here, ISO 8601. */
  readonly since: string
}

/** The calls of one agent's desk, by section. */
export interface DeskSections {
  /** Offered to me, oldest first. */
  readonly ringing: readonly RingingCall[]
  /** Rings at colleagues, or is at the voicemail: I may take it. */
  readonly takeable: readonly CallView[]
  /** The call or consultation in which I talk; without one, and where I supervise none, the call that I held last. */
  readonly current: CallView | null
  /** The call that I supervise: others talk on it. */
  readonly supervised: CallView | null
  /** My other calls on hold. */
  readonly held: readonly CallView[]
  /** Blind transfers of mine that nobody has answered yet. */
  readonly sent: readonly CallView[]
  /** The lot, by slot; those without one last. */
  readonly parked: readonly CallView[]
  /** Callers who talk to a number outside. */
  readonly outside: readonly CallView[]
}

const noSections: DeskSections = {
  ringing: [],
  takeable: [],
  current: null,
  supervised: null,
  held: [],
  sent: [],
  parked: [],
  outside: [],
}

/** @param before the sections until now: one in which nothing changed stays the same array, so that it is not drawn again */
export function deskSectionsOf(
  calls: readonly CallView[],
  me: string,
  declined: ReadonlySet<string>,
  before: DeskSections = noSections,
): DeskSections {
  const mine = calls.filter((call) => isMine(call, me)).sort(byHeld)
  const supervised = calls.find((call) => isSupervisedBy(call, me)) ?? null
  const current = mine.find((call) => call.state !== 'active.held') ?? (supervised ? null : mine[0]) ?? null
  const ringing = same(
    before.ringing,
    calls
      .filter((call) => call.offeredTo.includes(me) && !isBlocked(call))
      .map(ringOf)
      .sort((a, b) => inOrder(a.since, b.since)),
  )
  const takeable = same(
    before.takeable,
    calls.filter(
      (call) =>
        (call.status === 'voicemail' || call.state === 'ringing.offering') &&
        !call.offeredTo.includes(me) &&
        !isBlocked(call) &&
        !declined.has(call.callSid),
    ),
  )
  return {
    ringing,
    takeable,
    current,
    supervised,
    held: same(
      before.held,
      mine.filter((call) => call !== current),
    ),
    sent: same(
      before.sent,
      calls.filter((call) => call.status === 'transferring' && !call.agentId && call.transfer?.from === me),
    ),
    parked: same(before.parked, calls.filter((call) => call.status === 'parked').sort(bySlot)),
    outside: same(
      before.outside,
      calls.filter((call) => call.state === 'active.outside'),
    ),
  }
}

/** A blocked caller makes no sound and has no row. Outbound, the agent wants to talk. */
const isBlocked = ({ contact, direction }: CallView) => direction === 'inbound' && contact?.blocked === true

const same = <T>(before: readonly T[], now: readonly T[]): readonly T[] =>
  shallowEqual(before, now) ? before : now

export const isConsultTarget = (call: CallView, me: string) =>
  isWithTarget(call) && call.transfer?.to === `agent:${me}`

export const isSupervisedBy = ({ supervision, status }: CallView, me: string) =>
  supervision?.by === me && status !== 'ended'

/** The agent's own browser has a leg that sounds: they talk, or hear others talk. */
export const isOnLine = ({ current, supervised }: DeskSections): boolean =>
  supervised !== null || (current !== null && current.state !== 'active.held')

/** An agent has asked somebody about the call, or waits for the answer. Also while all three talk. */
export const isConsultation = (call: Pick<CallView, 'status' | 'state'>) =>
  call.status === 'transferring' || call.state === 'active.threeWay'

/** I called a colleague: my own leg is the caller's. */
export const isMyCallToColleague = (call: CallView, me: string) =>
  call.direction === 'internal' && call.callerNumber === `agent:${me}`

function isMine(call: CallView, me: string) {
  if (isMyCallToColleague(call, me)) return call.status !== 'ended'
  if (isConsultTarget(call, me)) return true
  return call.agentId === me && (call.status === 'active' || call.status === 'transferring')
}

/** The call that this agent may transfer now; null without one. */
export function mineToMove({ current }: DeskSections, me: string): CallView | null {
  if (current?.agentId !== me || current.status !== 'active') return null
  return current.state === 'active.dialling' || current.state === 'active.connecting' ? null : current
}

const rings = new WeakMap<CallView, RingingCall>()

/** The same object for the same view. */
function ringOf(call: CallView): RingingCall {
  const ring = rings.get(call) ?? { call, ...whyItRings(call) }
  rings.set(call, ring)
  return ring
}

function whyItRings(call: CallView): Pick<RingingCall, 'kind' | 'since'> {
  if (call.transfer) return { kind: 'transferred', since: call.transfer.at }
  if (call.parked) return { kind: 'returned', since: call.parked.at }
  return { kind: 'new', since: call.createdAt }
}

/** Of times as the server writes them. They need no rules of a language, which take long. */
const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The one held last comes first. */
const byHeld = (a: CallView, b: CallView) => inOrder(b.heldAt ?? '', a.heldAt ?? '')

const parkedAt = (call: CallView) => call.parked?.at ?? ''

const bySlot = (a: CallView, b: CallView) =>
  (a.parked?.slot ?? Number.POSITIVE_INFINITY) - (b.parked?.slot ?? Number.POSITIVE_INFINITY) ||
  inOrder(parkedAt(a), parkedAt(b))

/** The parked call that has waited longest, in any slot. */
export const longestParked = (parked: readonly CallView[]): CallView | null =>
  parked.reduce<CallView | null>(
    (longest, call) => (longest && parkedAt(longest) <= parkedAt(call) ? longest : call),
    null,
  )
