import type { CallView } from '../../../coordinator/protocol/call-view.ts'

/** A call as the feed would show it, at noon. */
export function callView(part: Partial<CallView> = {}): CallView {
  const state = part.state ?? 'ringing.offering'
  const status = state.split('.')[0] as CallView['status']
  return {
    callSid: 'CA1',
    rev: 1,
    status,
    state,
    direction: 'inbound',
    callerNumber: '+12175550148',
    callerAddress: '+12175550148',
    callerName: null,
    calledNumber: '+12175550100',
    forwardedFrom: null,
    verified: null,
    unconfirmed: null,
    agentId: null,
    talkedBy: [],
    outsideNumber: null,
    offeredTo: [],
    ringingAt: [],
    parked: null,
    transfer: null,
    supervision: null,
    recordingRule: 'never',
    recording: null,
    consent: null,
    recordedSince: null,
    recordings: [],
    heldAt: null,
    wrapUp: null,
    createdAt: at(0),
    answeredAt: null,
    updatedAt: at(0),
    endedAt: null,
    outcome: null,
    contact: null,
    ...part,
  }
}

/** Seconds after noon. */
export const at = (seconds: number): string =>
  new Date(Date.parse('2026-03-02T12:00:00.000Z') + seconds * 1_000).toISOString()

export const ringingCall = (part: Partial<CallView> = {}) =>
  callView({ state: 'ringing.offering', offeredTo: ['me', 'ann'], ...part })

export const talkingCall = (agentId: string, part: Partial<CallView> = {}) =>
  callView({ state: 'active.talking', agentId, answeredAt: at(5), ...part })

export const parkedCall = (by: string | null, part: Partial<CallView> = {}) =>
  callView({
    state: 'parked.waiting',
    answeredAt: at(5),
    parked: { slot: 3, by, at: at(60), note: null, returnsAt: at(180), for: null, elseTo: null },
    ...part,
  })

export const transferringCall = (to: string, kind: 'blind' | 'consult', part: Partial<CallView> = {}) =>
  callView({
    state: 'transferring.offering',
    answeredAt: at(5),
    agentId: kind === 'consult' ? 'me' : null,
    offeredTo: [to.replace('agent:', '')],
    transfer: { from: 'me', to, kind, at: at(30), joined: false },
    ...part,
  })

/** I consult a colleague, who is on the line. */
export const consultingCall = (state: string, part: Partial<CallView> = {}) =>
  transferringCall('agent:ann', 'consult', {
    state,
    offeredTo: [],
    transfer: { from: 'me', to: 'agent:ann', kind: 'consult', at: at(30), joined: true },
    ...part,
  })

export const endedCall = (outcome: CallView['outcome'], part: Partial<CallView> = {}) =>
  callView({ state: 'ended', outcome, endedAt: at(90), ...part })
