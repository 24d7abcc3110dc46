import type { WhyDeaf } from '../../machines/agent/reachability.ts'

/** Why a console does not ring, for the agent and for colleagues. Follows "Does not ring: ". */
export const whyDeafWords: Record<WhyDeaf, string> = {
  insecure: 'the page has no https',
  microphone_missing: 'no microphone',
  microphone_blocked: 'microphone blocked',
  output_missing: 'no speaker or headset',
  sound_blocked: 'sound is off',
  softphone_offline: 'the line is down',
  unproven: 'not proven yet',
  silent: 'no sign of life',
  quiet_hours: 'quiet hours',
}
