import type { SnapshotFrom } from 'xstate'
import type { SoftphoneStatus, softphoneMachine } from './machine.ts'

export type SoftphoneSnapshot = SnapshotFrom<typeof softphoneMachine>

/** The state in one word, for a screen that must not match paths. */
export function softphoneStatus(snapshot: SoftphoneSnapshot): SoftphoneStatus {
  if (snapshot.matches('idle')) return 'idle'
  if (snapshot.matches('failed')) return 'failed'
  if (snapshot.matches({ device: 'ready' })) return 'ready'
  if (snapshot.matches({ device: 'joinFailed' })) return 'joinFailed'
  if (snapshot.matches({ device: { inCall: 'joining' } })) return 'joining'
  if (snapshot.matches({ device: { inCall: 'onCall' } })) return 'onCall'
  if (snapshot.matches({ device: { inCall: 'reconnecting' } })) return 'reconnecting'
  return 'registering'
}

/** The call this browser has, or is dialling, a leg on. */
export function legCallSid(snapshot: SoftphoneSnapshot): string | null {
  return snapshot.matches({ device: 'inCall' }) ? (snapshot.context.wanted?.callSid ?? null) : null
}
