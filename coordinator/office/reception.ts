import type { Reception, RecordingRule } from '../../machines/call/context.ts'
import { isOpen } from '../protocol/office/hours.ts'
import type { OfficeSettings } from '../protocol/office/settings.ts'

/**
 * How a call is received that comes in at a time. Hours take precedence over presence: in a closed office no agent
 * rings, even if some are available.
 * @param at milliseconds since the epoch
 */
export const receptionAt = (office: OfficeSettings, at: number): Reception => ({
  closed: isOpen(office, at) ? null : office.whenClosed,
  greets: office.greeting !== null,
})

/** How the office records a call that begins now. Null: it does not. */
export function recordingRuleOf(
  { recording }: Pick<OfficeSettings, 'recording'>,
  direction: 'inbound' | 'outbound',
): RecordingRule | null {
  const rule = recording[direction]
  return rule === 'never' ? null : { rule, announces: recording.announces }
}
