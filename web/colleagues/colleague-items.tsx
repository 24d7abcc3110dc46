import { IconArrowsExchange, IconMessages, IconPhone, IconStar, IconStarOff } from '@tabler/icons-react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { answersCalls } from '../../machines/ids.ts'
import { isOnLine, mineToMove } from '../calls/desk-sections.ts'
import type { Console } from '../desk/console.ts'
import { t } from '../language/text.ts'
import type { MenuItem } from '../look/menu-button.tsx'
import { shownPresenceOf } from './presence.ts'
import { type AskToEnd, supervisorItems } from './supervisor-items.tsx'

/** What an agent may do with a colleague now: with an own call, transfer it; without one, call. */
export function colleagueItems(
  console: Console,
  agent: AgentView,
  call: CallView | undefined,
  ask: AskToEnd,
): MenuItem[] {
  const { me, preferences } = console
  const { agentId } = agent
  const isFavourite = preferences.getSnapshot().context.favourites.includes(agentId)
  return [
    ...(answersCalls(me.role) ? callItems(console, agent) : []),
    ...(call ? supervisorItems(console, call, agentId, ask) : []),
    {
      words: isFavourite ? t('colleagues.noFavourite') : t('colleagues.favourite'),
      icon: isFavourite ? <IconStarOff size={16} aria-hidden /> : <IconStar size={16} aria-hidden />,
      choose: () => preferences.trigger.favouriteToggled({ agentId }),
    },
  ]
}

function callItems({ desk, command, call, notices }: Console, agent: AgentView): MenuItem[] {
  const { agentId, name } = agent
  const { sections, me } = desk.getSnapshot().context
  const mine = mineToMove(sections, me)
  const { kind } = shownPresenceOf(agent)
  const talks = isOnLine(sections)
  const ask = async () => {
    const refused = await call(`agent:${agentId}`)
    if (refused !== null)
      notices.trigger.show({ title: t('colleagues.notCalled', { name }), tone: 'bad', detail: refused })
  }
  const transfer = (callSid: string, kind: 'blind' | 'consult') => () =>
    void command(callSid, { type: 'transfer', to: `agent:${agentId}`, kind })
  const toCall: MenuItem = {
    words: t('colleagues.call', { name }),
    icon: <IconPhone size={16} aria-hidden />,
    choose: () => void ask(),
  }
  const toMove: MenuItem[] = mine
    ? [
        {
          words: t('colleagues.blindTo', { name }),
          icon: <IconArrowsExchange size={16} aria-hidden />,
          choose: transfer(mine.callSid, 'blind'),
        },
        {
          words: t('colleagues.askFirst', { name }),
          icon: <IconMessages size={16} aria-hidden />,
          choose: transfer(mine.callSid, 'consult'),
        },
      ]
    : []
  return [
    ...(kind === 'available' || kind === 'deaf' ? toMove : []),
    ...(kind === 'available' && !talks ? [toCall] : []),
  ]
}
