import type { WhyDeaf } from '../../machines/agent/reachability.ts'
import type { Words } from '../language/text.ts'

/** Why a console does not ring, for the agent and for colleagues. Follows "Does not ring: ". */
export const whyDeafWords = {
  insecure: 'deaf.insecure',
  microphone_missing: 'deaf.microphoneMissing',
  microphone_blocked: 'deaf.microphoneBlocked',
  output_missing: 'deaf.outputMissing',
  sound_blocked: 'deaf.soundBlocked',
  softphone_offline: 'deaf.softphoneOffline',
  unproven: 'deaf.unproven',
  silent: 'deaf.silent',
  quiet_hours: 'deaf.quietHours',
} as const satisfies Record<WhyDeaf, Words>
