import { IconBell, IconClipboard, IconHistory, IconTrash, IconVolume } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { nameIn } from '../calls/format.ts'
import type { Console } from '../desk/console.ts'
import { t } from '../language/text.ts'
import type { MenuItem } from '../look/menu-button.tsx'
import type { NoticeText } from '../notices/notices.ts'
import { canSpeak, copy, pagingText, speak } from './paging.ts'

const ICON = { size: 16, 'aria-hidden': true } as const

/** What is done seldom with a parked call. */
export function slotItems(
  { desk, keys, notices, command, me }: Console,
  call: CallView,
  remove: () => void,
): MenuItem[] {
  const { callSid, parked } = call
  const nameOf = nameIn(desk.getSnapshot().context.confirmed.names)
  const text = pagingText(call, nameOf)
  const tell = (notice: NoticeText) => notices.trigger.show(notice)
  const { slot = null, elseTo = null, by = null } = parked ?? {}
  const paging: MenuItem[] = text
    ? [
        {
          words: t('lot.say', { text, speaks: canSpeak() ? 'yes' : 'no' }),
          icon: <IconVolume {...ICON} />,
          choose: () => void speak(text, tell),
        },
        {
          words: t('lot.copy', { text }),
          icon: <IconClipboard {...ICON} />,
          choose: () => void copy(text, tell),
        },
      ]
    : []
  const history: MenuItem[] =
    slot === null
      ? []
      : [
          {
            words: t('lot.whoWasIn', { slot }),
            icon: <IconHistory {...ICON} />,
            choose: () => keys.opened.trigger.slotHistoryOpened({ slot }),
          },
        ]
  const toAll: MenuItem[] =
    elseTo !== null && by === me.agentId
      ? [
          {
            words: t('lot.notTo', { name: nameOf(elseTo) }),
            icon: <IconBell {...ICON} />,
            choose: () => void command(callSid, { type: 'cancel' }),
          },
        ]
      : []
  return [
    ...paging,
    ...history,
    ...toAll,
    { words: t('button.remove'), icon: <IconTrash {...ICON} />, choose: remove },
  ]
}
