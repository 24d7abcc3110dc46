import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, formatNumber, initials } from '../calls/format.ts'
import { useAgentTarget } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useConsole, useDesk, useNames, useSections } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { shownPresenceOf } from './presence.ts'

const order = { available: 0, talking: 1, away: 2, offline: 3 }

export function Colleagues() {
  const { desk, calls, me } = useDesk()
  const { current, outside } = useSections()
  const { role } = useConsole().me
  const colleagues = [...desk.agents.values()]
    .filter((agent) => agent.agentId !== me)
    .sort(
      (a, b) =>
        order[shownPresenceOf(a).kind] - order[shownPresenceOf(b).kind] || a.name.localeCompare(b.name),
    )
  return (
    <Section
      title="Colleagues"
      aside={current?.agentId === me ? 'drop a call to transfer' : free(colleagues)}
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
            {role === 'supervisor' || role === 'admin' ? <Supervise call={call} /> : null}
          </li>
        ))}
        {colleagues.length === 0 ? <li className="line soft">You are the only one here.</li> : null}
      </ul>
    </Section>
  )
}

const free = (colleagues: readonly AgentView[]) =>
  `${colleagues.filter((agent) => shownPresenceOf(agent).kind === 'available').length} available`

interface ColleagueProps {
  agent: AgentView
  call: CallView | null
  held: readonly CallView[]
}

function Colleague({ agent, call, held }: ColleagueProps) {
  const presence = shownPresenceOf(agent)
  const { me } = useConsole()
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
          {call ? <Talk call={call} agentId={agent.agentId} /> : null}
          {held.map((it) => (
            <span key={it.callSid}>
              {' · '}
              {callerLabel(it)} on hold {it.heldAt ? <Elapsed since={it.heldAt} /> : null}
            </span>
          ))}
        </span>
      </span>
      {presence.kind === 'available' ? <CallColleague agent={agent} /> : null}
      {call && (me.role === 'supervisor' || me.role === 'admin') ? <Supervise call={call} /> : null}
    </li>
  )
}

function CallColleague({ agent }: { agent: AgentView }) {
  const { call, notices } = useConsole()
  const { current } = useSections()
  if (current !== null && current.state !== 'active.held') return null
  const ask = async () => {
    const refused = await call(`agent:${agent.agentId}`)
    if (refused !== null) notices.show({ title: `${agent.name} was not called`, tone: 'bad' }, refused)
  }
  return (
    <Button className="btn-small" aria-label={`Call ${agent.name}`} onClick={ask}>
      Call
    </Button>
  )
}

/** A supervisor parks and ends any call. */
function Supervise({ call }: { call: CallView }) {
  const { command } = useConsole()
  const ringsStill = call.state === 'active.dialling' || call.state === 'ringing.calling'
  const parks = !ringsStill && call.outsideNumber === null
  return (
    <span className="row supervise">
      {parks ? (
        <Button
          className="btn-small"
          aria-label={`Park the call with ${callerLabel(call)}`}
          onClick={() => command(call.callSid, { type: 'park' })}
        >
          Park
        </Button>
      ) : null}
      <Button
        className="btn-small"
        look="quiet"
        aria-label={`Hang up the call with ${callerLabel(call)}`}
        onClick={() => command(call.callSid, { type: 'hangup' })}
      >
        Hang up
      </Button>
    </span>
  )
}

function Talk({ call, agentId }: { call: CallView; agentId: string }) {
  const nameOf = useNames()
  const withWhom = isMyCallToColleague(call, agentId) ? nameOf(call.calledNumber ?? '') : callerLabel(call)
  return (
    <>
      {' · '}
      {call.state === 'transferring.consulting' ? 'consulting about ' : ''}
      {withWhom} · <Elapsed since={call.answeredAt ?? call.updatedAt} />
    </>
  )
}
