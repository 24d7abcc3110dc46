import type { SnapshotFrom } from 'xstate'
import type { softphoneMachine } from './machine.ts'

export type SoftphoneSnapshot = SnapshotFrom<typeof softphoneMachine>

/** The state in one word, so that screens need not match state paths. */
export type SoftphoneStatus =
  | 'idle'
  | 'registering'
  | 'ready'
  | 'testing'
  | 'joining'
  | 'onCall'
  | 'reconnecting'
  | 'joinFailed'
  | 'failed'

export function softphoneStatus(snapshot: SoftphoneSnapshot): SoftphoneStatus {
  if (snapshot.matches('idle')) return 'idle'
  if (snapshot.matches('failed')) return 'failed'
  if (snapshot.matches({ device: 'ready' })) return 'ready'
  if (snapshot.matches({ device: 'testing' })) return 'testing'
  if (snapshot.matches({ device: 'joinFailed' })) return 'joinFailed'
  if (snapshot.matches({ device: { inCall: 'joining' } })) return 'joining'
  if (snapshot.matches({ device: { inCall: 'onCall' } })) return 'onCall'
  if (snapshot.matches({ device: { inCall: 'reconnecting' } })) return 'reconnecting'
  return 'registering'
}

/** The call on which this browser has or dials a leg. */
export function legCallSid(snapshot: SoftphoneSnapshot): string | null {
  return snapshot.matches({ device: 'inCall' }) ? (snapshot.context.wanted?.callSid ?? null) : null
}

/** This browser has a leg, or dials one. */
export const isOnLeg = (status: SoftphoneStatus): boolean =>
  status === 'joining' || status === 'onCall' || status === 'reconnecting'
