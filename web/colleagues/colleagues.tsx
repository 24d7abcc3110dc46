import type { AgentView } from '../../machines/agent/view.ts'
import type { CallView } from '../../machines/call/view.ts'
import { callerLabel, formatNumber, initials } from '../calls/format.ts'
import { useAgentTarget } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useDesk, usePlaces } from '../desk/use-console.ts'
import { presenceOf } from './presence.ts'

const order = { available: 0, talking: 1, away: 2, offline: 3 }

export function Colleagues() {
  const { desk, calls, me } = useDesk()
  const { current, outside } = usePlaces()
  const colleagues = [...desk.agents.values()]
    .filter((agent) => agent.agentId !== me)
    .sort((a, b) => order[presenceOf(a).kind] - order[presenceOf(b).kind] || a.name.localeCompare(b.name))
  return (
    <Section
      title="Colleagues"
      aside={current ? 'drop a call to transfer' : free(colleagues)}
      className="colleagues"
    >
      <ul className="card rows people">
        {colleagues.map((agent) => (
          <Colleague
            key={agent.agentId}
            agent={agent}
            call={calls.find((call) => call.callSid === agent.callSid) ?? null}
            held={calls.filter((call) => call.agentId === agent.agentId && call.state === 'active.held')}
          />
        ))}
        {outside.map((call) => (
          <li key={call.callSid} className="line" data-call-sid={call.callSid}>
            <span className="avatar presence-talking" aria-hidden="true">
              +
            </span>
            <span className="grow">
              <b>{formatNumber(call.outsideNumber ?? '')}</b>
              <span className="soft small block">
                outside · {callerLabel(call)} · <Elapsed since={call.answeredAt ?? call.updatedAt} />
              </span>
            </span>
          </li>
        ))}
        {colleagues.length === 0 ? <li className="line soft">You are the only one here.</li> : null}
      </ul>
    </Section>
  )
}

const free = (colleagues: readonly AgentView[]) =>
  `${colleagues.filter((agent) => presenceOf(agent).kind === 'available').length} available`

interface ColleagueProps {
  agent: AgentView
  call: CallView | null
  held: readonly CallView[]
}

function Colleague({ agent, call, held }: ColleagueProps) {
  const presence = presenceOf(agent)
  const { setNodeRef, lit, over } = useAgentTarget(agent.agentId, presence.kind === 'available')
  return (
    <li
      ref={setNodeRef}
      className={`line ${lit ? 'lit' : ''} ${over ? 'over' : ''}`}
      data-agent-id={agent.agentId}
      data-presence={presence.kind}
    >
      <span className={`avatar presence-${presence.kind}`} aria-hidden="true">
        {initials(agent.name)}
      </span>
      <span className="grow">
        <b>{agent.name}</b>
        <span className="soft small block">
          {lit ? 'drop to transfer' : presence.label}
          {call ? <Talk call={call} /> : null}
          {held.map((it) => (
            <span key={it.callSid}>
              {' · '}
              {callerLabel(it)} on hold {it.heldAt ? <Elapsed since={it.heldAt} /> : null}
            </span>
          ))}
        </span>
      </span>
    </li>
  )
}

function Talk({ call }: { call: CallView }) {
  return (
    <>
      {' · '}
      {call.state === 'transferring.consulting' ? 'consulting about ' : ''}
      {callerLabel(call)} · <Elapsed since={call.answeredAt ?? call.updatedAt} />
    </>
  )
}
