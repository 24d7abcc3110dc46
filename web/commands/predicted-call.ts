import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import { type CallView, isWithTarget } from '../../coordinator/protocol/call-view.ts'
import { readNumber } from '../../coordinator/protocol/phone-number.ts'

/** What a prediction needs beside the call. */
export interface PredictionFacts {
  me: string
  /** The server's time, ISO 8601. */
  now: string
  /** The slot that a park without a named one would get. */
  freeSlot: number | null
}

/**
 * How the call looks once the server has carried out the command. Null when the command does not fit the call's
 * state: it is carried out already, or a colleague was faster. So it can be applied to every newer view until the
 * answer is there, without flicker and without a second card.
 */
export function predictedCall(view: CallView, command: CallCommand, facts: PredictionFacts): CallView | null {
  const { me, now } = facts
  const mine = view.agentId === me
  const talks = { ...view, offeredTo: [], parked: null, transfer: null, heldAt: null, agentId: me }
  switch (command.type) {
    case 'claim':
      if (view.status === 'transferring' && view.transfer?.kind === 'consult')
        return view.offeredTo.includes(me)
          ? { ...view, state: 'transferring.consulting', offeredTo: [] }
          : null
      if (!isForTheTaking(view, me)) return null
      return { ...talks, status: 'active', state: 'active.connecting' }
    case 'unpark':
      if (view.status !== 'parked') return null
      return { ...talks, outsideNumber: null, status: 'active', state: 'active.connecting' }
    case 'decline':
      if (!view.offeredTo.includes(me)) return null
      return { ...view, offeredTo: view.offeredTo.filter((agentId) => agentId !== me) }
    case 'hold':
      if (isWithTarget(view)) return amongThree(view, me, 'transferring.consulting')
      if (!mine || view.state !== 'active.talking') return null
      return { ...view, state: 'active.held', heldAt: now }
    case 'merge':
      return amongThree(view, me, 'active.threeWay')
    case 'resume':
    case 'swap':
      if (view.state === 'transferring.consulting') return amongThree(view, me, 'transferring.swapped')
      if (!mine || view.state !== 'active.held') return null
      return { ...view, state: 'active.talking', heldAt: null }
    case 'park':
      if (view.status !== 'active' && view.status !== 'transferring') return null
      return parkedBy(view, command, facts)
    case 'transfer':
      if (!mine || view.status !== 'active') return null
      return {
        ...view,
        status: 'transferring',
        state: 'transferring.offering',
        agentId: command.kind === 'consult' ? me : null,
        heldAt: null,
        transfer: { from: me, to: partyOf(command.to), kind: command.kind, at: now, joined: false },
        offeredTo: command.to.startsWith('agent:') ? [command.to.slice('agent:'.length)] : [],
      }
    case 'complete':
      return isWithTarget(view) && view.transfer?.from === me ? handedOn(view) : null
    case 'cancel':
      if (view.parked?.elseTo && view.parked.by === me)
        return { ...view, parked: { ...view.parked, elseTo: null } }
      if (view.status === 'parked' || view.transfer?.from !== me) return null
      return { ...talks, status: 'active', state: 'active.talking', outsideNumber: null }
    case 'leave':
      if (!isWithTarget(view)) return null
      if (view.transfer?.to === `agent:${me}`)
        return { ...view, status: 'active', state: 'active.talking', transfer: null }
      return view.state === 'active.threeWay' && view.transfer?.from === me ? handedOn(view) : null
    // No card shows a note; what the contacts say of the caller comes with the answer.
    case 'wrapUp':
    case 'confirmCaller':
      return null
    case 'supervise':
      if (view.supervision && (view.supervision.by !== me || view.supervision.mode === command.mode))
        return null
      return {
        ...view,
        supervision: { at: now, joined: false, ...view.supervision, by: me, mode: command.mode },
      }
    case 'unsupervise':
      return view.supervision?.by === me ? { ...view, supervision: null } : null
    case 'record': {
      const recording = command.state === 'off' ? null : command.state
      return view.recordingRule === 'never' || view.recording === recording ? null : { ...view, recording }
    }
    case 'takeOver':
      if (view.supervision?.by !== me || !view.supervision.joined || view.status !== 'active') return null
      return { ...talks, status: 'active', state: 'active.talking', supervision: null }
    case 'hangup':
      if (view.status === 'ended') return null
      return { ...view, status: 'ended', state: 'ended', endedAt: now, parked: null, offeredTo: [] }
  }
}

/** The extension of a number is no part of what the call shows. */
const partyOf = (to: string) => readNumber(to)?.number ?? to

const isForTheTaking = (view: CallView, me: string) =>
  view.state === 'ringing.offering' || view.status === 'voicemail' || view.offeredTo.includes(me)

/** The sender of a consultation, whose target is on the line, changes who hears which others. */
const amongThree = (view: CallView, me: string, state: string): CallView | null =>
  isWithTarget(view) && view.state !== state && view.transfer?.from === me && view.transfer.joined
    ? { ...view, status: state.startsWith('active') ? 'active' : 'transferring', state }
    : null

function parkedBy(
  view: CallView,
  { slot, note, for: colleague, elseTo }: CallCommand & { type: 'park' },
  { me, now, freeSlot }: PredictionFacts,
): CallView {
  const order = { slot: slot ?? freeSlot, note: note || null, for: colleague ?? null, elseTo: elseTo ?? null }
  return {
    ...view,
    status: 'parked',
    state: 'parked.waiting',
    agentId: null,
    transfer: null,
    heldAt: null,
    offeredTo: [],
    parked: { ...order, by: me, at: now, returnsAt: null },
  }
}

function handedOn(view: CallView): CallView {
  const to = view.transfer?.to ?? ''
  const target = to.startsWith('agent:') ? to.slice('agent:'.length) : null
  return {
    ...view,
    status: 'active',
    state: target === null ? 'active.outside' : 'active.talking',
    agentId: target,
    transfer: null,
    offeredTo: [],
  }
}
