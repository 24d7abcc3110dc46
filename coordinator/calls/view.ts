import {
  isTargetOnLine,
  recordingNow,
  recordingState,
  runningRecording,
} from '../../machines/call/selectors.ts'
import { type CallSnapshot, statePath } from '../../machines/call/snapshot.ts'
import { CallView } from '../protocol/call-view.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms))

/**
 * The only way from a call to a screen.
 * @param at when the state was reached, in milliseconds since the epoch
 */
export function toCallView(snapshot: CallSnapshot, { rev, at }: { rev: number; at: number }): CallView {
  const { context } = snapshot
  const state = statePath(snapshot.value)
  const { parked, transfer, wrapUp, supervision } = context
  return {
    callSid: context.callSid,
    rev,
    status: CallView.shape.status.parse(state.split('.')[0]),
    state,
    direction: context.direction,
    callerNumber: context.callerNumber,
    callerAddress: context.callerAddress,
    callerName: context.callerName,
    calledNumber: context.calledNumber,
    forwardedFrom: context.forwardedFrom,
    verified: context.verified,
    unconfirmed: context.unconfirmed,
    ...(context.confirmedBy === undefined ? {} : { confirmedBy: context.confirmedBy }),
    ...(context.erased && { erased: true }),
    agentId: context.agentId,
    talkedBy: context.talkedBy,
    outsideNumber: context.outsideNumber,
    offeredTo: context.offeredTo,
    ringingAt: context.ringingAt,
    parked: parked && { ...parked, at: iso(parked.at), returnsAt: isoOrNull(parked.returnsAt) },
    transfer: transfer && { ...transfer, at: iso(transfer.at), joined: isTargetOnLine(snapshot) },
    supervision: supervision && {
      by: supervision.by,
      mode: supervision.mode,
      at: iso(supervision.at),
      joined: supervision.legSid !== null,
    },
    ...recordingOf(snapshot),
    heldAt: isoOrNull(context.heldAt),
    wrapUp: wrapUp && { ...wrapUp, at: iso(wrapUp.at) },
    createdAt: iso(context.createdAt),
    answeredAt: isoOrNull(context.answeredAt),
    updatedAt: iso(at),
    endedAt: isoOrNull(context.endedAt),
    outcome: context.outcome,
    // Not stored: a contact may change while the call does not.
    contact: null,
  }
}

function recordingOf(snapshot: CallSnapshot) {
  const { recording, recordings, endedAt } = snapshot.context
  const state = recordingState(snapshot)
  return {
    recordingRule: endedAt === null ? (recording?.rule ?? 'never') : 'never',
    recording: state === 'off' ? null : state,
    recordingNow: recordingNow(snapshot),
    consent: endedAt === null ? (recording?.consent ?? null) : null,
    recordedSince: endedAt === null ? isoOrNull(runningRecording(snapshot)?.at ?? null) : null,
    recordings: recordings
      .filter(({ kept }) => kept)
      .map(({ recordingSid, at, seconds }) => ({ recordingSid, at: iso(at), seconds })),
  } as const
}
