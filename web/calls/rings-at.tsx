import { IconBellOff, IconBellRinging } from '@tabler/icons-react'
import { shallowEqual } from '@xstate/store'
import type { ReactNode } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useServerTime } from '../desk/server-time.ts'
import { useConsole, useDesk, useNames } from '../desk/use-console.ts'
import { ringsAtWords } from './rings-at-words.ts'

/** Consoles acknowledge a ring within this time. */
const ACKNOWLEDGED_WITHIN_MS = 3_000

interface RingsAtProps {
  call: CallView
  /** Since when it rings. */
  since: string
  /** What stands there while this has nothing to say. */
  children?: ReactNode
}

/**
 * Where a call rings and where not, as the consoles have acknowledged it. Agents read it when it does not ring at somebody;
 * supervisors always.
 */
export function RingsAt({ call, since, children = null }: RingsAtProps) {
  const { me } = useConsole()
  const nameOf = useNames()
  const deaf = useDesk(
    ({ confirmed }) => [...confirmed.agents.values()].filter(isDeaf).map(idOf),
    shallowEqual,
  )
  // A call that is for everybody is offered only to agents with a console that rings. The others are shown too.
  const agents = isForAll(call) ? [...new Set([...call.offeredTo, ...deaf])] : call.offeredTo
  const settled = useServerTime((nowMs) => nowMs - Date.parse(since) > ACKNOWLEDGED_WITHIN_MS)
  if (!settled || call.offeredTo.length === 0) return children
  const not = agents.filter((agentId) => !call.ringingAt.includes(agentId))
  if (not.length === 0 && me.role === 'agent') return children
  return (
    <span className="rings-at">
      {not.length === 0 ? (
        <IconBellRinging size={14} aria-hidden />
      ) : (
        <IconBellOff size={14} className="bad" aria-hidden />
      )}
      {ringsAtWords(call.ringingAt.map(nameOf), not.map(nameOf))}
    </span>
  )
}

const isDeaf = (agent: AgentView) => shownPresenceOf(agent).kind === 'deaf'
const idOf = ({ agentId }: AgentView) => agentId

const isForAll = ({ state, direction }: CallView) => state === 'ringing.offering' && direction === 'inbound'
