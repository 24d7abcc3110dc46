import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
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
      return { ...talks, status: 'active', state: 'active.connecting' }
    case 'decline':
      if (!view.offeredTo.includes(me)) return null
      return { ...view, offeredTo: view.offeredTo.filter((agentId) => agentId !== me) }
    case 'hold':
      if (!mine || view.state !== 'active.talking') return null
      return { ...view, state: 'active.held', heldAt: now }
    case 'resume':
    case 'swap':
      if (!mine || view.state !== 'active.held') return null
      return { ...view, state: 'active.talking', heldAt: null }
    case 'park':
      if (view.status !== 'active' && view.status !== 'transferring') return null
      return { ...parkedBy(view, me, now, command.slot ?? facts.freeSlot, command.note) }
    case 'transfer':
      if (!mine || view.status !== 'active') return null
      return {
        ...view,
        status: 'transferring',
        state: 'transferring.offering',
        agentId: command.kind === 'consult' ? me : null,
        heldAt: null,
        transfer: { from: me, to: partyOf(command.to), kind: command.kind, at: now },
        offeredTo: command.to.startsWith('agent:') ? [command.to.slice('agent:'.length)] : [],
      }
    case 'complete':
      if (view.state !== 'transferring.consulting' || view.transfer?.from !== me) return null
      return handedOn(view)
    case 'cancel':
      if (view.status !== 'transferring' || view.transfer?.from !== me) return null
      return { ...talks, status: 'active', state: 'active.talking', outsideNumber: null }
    case 'leave':
      if (view.state !== 'transferring.consulting' || view.transfer?.to !== `agent:${me}`) return null
      return { ...view, status: 'active', state: 'active.talking', transfer: null }
    // No card shows it.
    case 'wrapUp':
      return null
    case 'hangup':
      if (view.status === 'ended') return null
      return { ...view, status: 'ended', state: 'ended', endedAt: now, parked: null, offeredTo: [] }
  }
}

/** The extension of a number is no part of what the call shows. */
const partyOf = (to: string) => readNumber(to)?.number ?? to

const isForTheTaking = (view: CallView, me: string) =>
  view.state === 'ringing.offering' || view.status === 'voicemail' || view.offeredTo.includes(me)

function parkedBy(view: CallView, me: string, now: string, slot: number | null, note?: string): CallView {
  return {
    ...view,
    status: 'parked',
    state: 'parked.waiting',
    agentId: null,
    transfer: null,
    heldAt: null,
    offeredTo: [],
    parked: { slot, by: me, at: now, note: note || null, returnsAt: null },
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
