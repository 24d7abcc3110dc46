import { IconBellOff } from '@tabler/icons-react'
import { shallowEqual } from '@xstate/store'
import { memo } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isMyCallToColleague } from '../calls/desk-sections.ts'
import { callerLabel, initials } from '../calls/format.ts'
import { useAgentTarget } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { useAnswersCalls, useConsole, useDesk, useNames, useSections } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { shownPresenceOf } from './presence.ts'
import { SupervisorButtons } from './supervisor-buttons.tsx'

/** A colleague with presence and calls. A call may be dropped here to transfer it. */
export const Colleague = memo(function Colleague({ agent }: { agent: AgentView }) {
  const { agentId, name } = agent
  const presence = shownPresenceOf(agent)
  const call = useDesk(({ calls }) => calls.find((it) => it.callSid === agent.callSid))
  const held = useDesk(
    ({ calls }) => calls.filter((it) => it.agentId === agentId && it.state === 'active.held'),
    shallowEqual,
  )
  const { setNodeRef, lit, over } = useAgentTarget(agentId, presence.kind === 'available')
  return (
    <li
      ref={setNodeRef}
      className={`list-row ${lit ? 'lit' : ''} ${over ? 'over' : ''}`}
      data-agent-id={agentId}
      data-presence={presence.kind}
    >
      <span className={`avatar presence-${presence.kind}`} aria-hidden="true">
        {initials(name)}
      </span>
      <span className="grow">
        <b>
          <bdi>{name}</bdi>
        </b>
        <span className="soft small block presence-words">
          {presence.kind === 'deaf' ? <IconBellOff size={14} aria-hidden /> : null}
          {lit ? 'drop to transfer' : presence.label}
          {call ? <ColleagueCall call={call} agentId={agentId} /> : null}
          {held.map((it) => (
            <span key={it.callSid}>
              {' · '}
              <bdi>{callerLabel(it)}</bdi> on hold {it.heldAt ? <Elapsed since={it.heldAt} /> : null}
            </span>
          ))}
        </span>
      </span>
      {presence.kind === 'available' ? <CallColleague agent={agent} /> : null}
      {call ? <SupervisorButtons call={call} other={agentId} /> : null}
    </li>
  )
})

function CallColleague({ agent }: { agent: AgentView }) {
  const { call, notices } = useConsole()
  const answers = useAnswersCalls()
  const talking = useSections(({ current }) => current !== null && current.state !== 'active.held')
  if (talking || !answers) return null
  const ask = async () => {
    const refused = await call(`agent:${agent.agentId}`)
    if (refused !== null)
      notices.trigger.show({ title: `${agent.name} was not called`, tone: 'bad', detail: refused })
  }
  return (
    <Button className="btn-small" aria-label={`Call ${agent.name}`} onClick={ask}>
      Call
    </Button>
  )
}

/** Who a colleague talks to, and for how long. */
function ColleagueCall({ call, agentId }: { call: CallView; agentId: string }) {
  const nameOf = useNames()
  const other = isMyCallToColleague(call, agentId) ? nameOf(call.calledNumber ?? '') : callerLabel(call)
  return (
    <>
      {' · '}
      {call.state === 'transferring.consulting' ? 'consulting about ' : ''}
      {other} · <Elapsed since={call.answeredAt ?? call.updatedAt} />
    </>
  )
}
