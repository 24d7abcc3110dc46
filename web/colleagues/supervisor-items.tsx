import { IconParking, IconPhoneOff } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import type { Console } from '../desk/console.ts'
import { t } from '../language/text.ts'
import type { MenuItem } from '../look/menu-button.tsx'
import { supervisionItems } from './supervision-items.tsx'

/**
 * Asks before it ends a call of others.
 * @param other the agent, or the number outside, the caller talks to
 */
export type AskToEnd = (call: CallView, other: string) => void

/** A supervisor parks and ends any call. Nothing for other agents. */
export function supervisorItems(
  { command, me }: Pick<Console, 'command' | 'me'>,
  call: CallView,
  other: string,
  ask: AskToEnd,
): MenuItem[] {
  if (me.role !== 'supervisor' && me.role !== 'admin') return []
  const ours = supervisionItems({ command, me }, call)
  const rings = call.state === 'active.dialling' || call.state === 'ringing.calling'
  const end: MenuItem = {
    words: t('colleagues.hangUpCall', { caller: callerLabel(call) }),
    icon: <IconPhoneOff size={16} aria-hidden />,
    choose: () => ask(call, other),
  }
  if (rings || call.outsideNumber !== null) return [...ours, end]
  const park: MenuItem = {
    words: t('colleagues.parkCall', { caller: callerLabel(call) }),
    icon: <IconParking size={16} aria-hidden />,
    choose: () => void command(call.callSid, { type: 'park' }),
  }
  return [...ours, park, end]
}
