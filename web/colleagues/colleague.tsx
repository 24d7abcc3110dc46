import { IconStarFilled } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { memo } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { ringsByName, tileStateOf } from '../../coordinator/protocol/tile-state.ts'
import { callerLabel } from '../calls/format.ts'
import { useDropTarget } from '../desk/dragging.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useConsole, useDesk, useNames } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { MenuButton } from '../look/menu-button.tsx'
import { whyDeafWords } from '../ready/why-deaf-words.ts'
import { colleagueItems } from './colleague-items.tsx'
import { findingOf, findStore } from './find.ts'
import { otherPartyOf, shownPresenceOf } from './presence.ts'
import type { AskToEnd } from './supervisor-items.tsx'
import { TileSign } from './tile-sign.tsx'

interface ColleagueProps {
  agent: AgentView
  favourite: boolean
  /** The names of the groups, to be found by. */
  groups: string
  onEnd: AskToEnd
}

/** A colleague: the state as colour, shape and word, and a menu. A call may be dropped here to transfer it. */
export const Colleague = memo(function Colleague({ agent, favourite, groups, onEnd }: ColleagueProps) {
  const console = useConsole()
  const nameOf = useNames()
  const { agentId, name } = agent
  const presence = shownPresenceOf(agent)
  const state = useDesk(({ calls }) => tileStateOf(agent, calls))
  const call = useDesk(({ calls }) => calls.find((it) => it.callSid === agent.callSid))
  const rung = useDesk(({ calls }) => calls.find((it) => ringsByName(it, agentId)))
  const held = useDesk(
    ({ calls }) => calls.filter((it) => it.agentId === agentId && it.state === 'active.held'),
    shallowEqual,
  )
  const finding = useSelector(findStore, ({ context }) => findingOf(context.query, `${name} ${groups}`))
  const { lit, target } = useDropTarget((from) =>
    from === 'mine' && presence.kind === 'available'
      ? (callSid) =>
          void console.command(callSid, { type: 'transfer', to: `agent:${agentId}`, kind: 'blind' })
      : null,
  )
  const other = call ? otherPartyOf(call, agentId, nameOf) : null
  const words = {
    word: state === 'rings' ? t('colleagues.rings') : presence.label,
    who: state === 'rings' && rung ? callerLabel(rung) : other,
    since: state === 'talking' && call ? (call.answeredAt ?? call.updatedAt) : null,
    why: state === 'deaf' && agent.rings?.why ? t(whyDeafWords[agent.rings.why]) : null,
  }
  return (
    <li className="tile-place" data-agent-id={agentId} data-presence={presence.kind} {...target}>
      <MenuButton
        className={`tile tile-${state} ${lit ? 'lit' : ''} ${finding ?? ''}`}
        items={() => colleagueItems(console, agent, call, onEnd)}
      >
        <TileSign state={state} />
        <span className="tile-name">
          <bdi className="ellipsis">{name}</bdi>
          {favourite ? <IconStarFilled size={11} className="favourite" aria-hidden /> : null}
        </span>
        <span className="tile-words">
          {lit ? t('colleagues.drop') : <TileWords {...words} held={held} />}
        </span>
      </MenuButton>
    </li>
  )
})

interface TileWordsProps {
  word: string
  /** The other side of the call. */
  who: string | null
  since: string | null
  /** Why a colleague does not ring. */
  why: string | null
  held: readonly CallView[]
}

/**
 * Who a colleague talks with says that the colleague talks, and why a colleague does not ring that it does not ring: the word
 * itself is for those who do not see the shape. So the reason has room. The times are not read, because the name of a key would
 * change each second.
 */
function TileWords({ word, who, since, why, held: [first, ...more] }: TileWordsProps) {
  return (
    <>
      {since === null && why === null ? <b>{word}</b> : <span className="visually-hidden">{word}</span>}
      {why === null ? null : <b aria-hidden="true">{why}</b>}
      {who === null ? null : (
        <>
          {' '}
          <bdi>{who}</bdi>
        </>
      )}
      {since === null ? null : <Since at={since} />}
      {first?.heldAt ? (
        <>
          {' · '}
          <Rich
            of="colleagues.onHold"
            with={{
              what: more.length > 0 ? more.length + 1 : callerLabel(first),
              bdi: (what) => <bdi>{what}</bdi>,
            }}
          />
          <Since at={first.heldAt} />
        </>
      ) : null}
    </>
  )
}

const Since = ({ at }: { at: string }) => (
  <span aria-hidden="true">
    {' '}
    <Elapsed since={at} />
  </span>
)
