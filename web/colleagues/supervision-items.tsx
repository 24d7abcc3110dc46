import { IconEar, IconEarOff, IconMessage, IconMicrophone } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import type { Console } from '../desk/console.ts'
import { t } from '../language/text.ts'
import type { MenuItem } from '../look/menu-button.tsx'

const MODES = [
  ['listen', 'supervision.listenTo', IconEar],
  ['whisper', 'supervision.whisperIn', IconMessage],
  ['join', 'supervision.joinCall', IconMicrophone],
] as const

/** A supervisor hears what others say: one call at a time, and each call has one supervisor. */
export function supervisionItems(
  { command, me }: Pick<Console, 'command' | 'me'>,
  call: CallView,
): MenuItem[] {
  const { callSid, supervision, agentId, answeredAt } = call
  const caller = callerLabel(call)
  if (supervision?.by === me.agentId)
    return [
      {
        words: t('supervision.stop'),
        icon: <IconEarOff size={16} aria-hidden />,
        choose: () => void command(callSid, { type: 'unsupervise' }),
      },
    ]
  if (supervision !== null || answeredAt === null || agentId === null || agentId === me.agentId) return []
  return MODES.map(([mode, words, Icon]) => ({
    words: t(words, { caller }),
    icon: <Icon size={16} aria-hidden />,
    choose: () => void command(callSid, { type: 'supervise', mode }),
  }))
}
