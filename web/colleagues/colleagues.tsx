import { memo } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel, formatNumber } from '../calls/format.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useConsole, useDesk, useSections } from '../desk/use-console.ts'
import { Colleague } from './colleague.tsx'
import { shownPresenceOf } from './presence.ts'
import { SupervisorButtons } from './supervisor-buttons.tsx'
import './colleagues.css'

const order = { available: 0, talking: 1, deaf: 2, away: 3, offline: 4 }

export function Colleagues() {
  const { me } = useConsole()
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const outside = useSections((it) => it.outside)
  const onCall = useSections(({ current }) => current?.agentId === me.agentId)
  const colleagues = [...agents.values()].filter((agent) => agent.agentId !== me.agentId).sort(byPresence)
  return (
    <Section
      title="Colleagues"
      aside={onCall ? 'drop a call to transfer' : `${colleagues.filter(isFree).length} available`}
      className="colleagues"
    >
      <ul className="card rows people">
        {colleagues.map((agent) => (
          <Colleague key={agent.agentId} agent={agent} />
        ))}
        {outside.map((call) => (
          <OutsideCall key={call.callSid} call={call} />
        ))}
        {colleagues.length === 0 ? <li className="list-row soft">You are the only one here.</li> : null}
      </ul>
    </Section>
  )
}

const isFree = (agent: AgentView) => shownPresenceOf(agent).kind === 'available'

const byPresence = (a: AgentView, b: AgentView) =>
  order[shownPresenceOf(a).kind] - order[shownPresenceOf(b).kind] || a.name.localeCompare(b.name)

/** A caller who talks to a number outside. */
const OutsideCall = memo(function OutsideCall({ call }: { call: CallView }) {
  return (
    <li className="list-row" data-call-sid={call.callSid}>
      <span className="avatar presence-talking" aria-hidden="true">
        +
      </span>
      <span className="grow">
        <b>{formatNumber(call.outsideNumber ?? '')}</b>
        <span className="soft small block">
          outside · {callerLabel(call)} · <Elapsed since={call.answeredAt ?? call.updatedAt} />
        </span>
      </span>
      <SupervisorButtons call={call} other={call.outsideNumber ?? ''} />
    </li>
  )
})
