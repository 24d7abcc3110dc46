import { IconBellOff } from '@tabler/icons-react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import type { Check } from './checks.ts'
import { whyDeafWords } from './why-deaf-words.ts'

/** The key that makes the agent available, off until a call would ring; and what colleagues see. */
export function GoAvailable({ checks }: { checks: readonly Check[] }) {
  const { me, choose } = useConsole()
  const agent = useDesk(({ confirmed }) => confirmed.agents.get(me.agentId))
  const broken = checks.filter(
    ({ state, name }) => state === 'mend' || (state === 'waits' && name !== 'line'),
  )
  const isAvailable = agent?.presence === 'available'
  return (
    <section className="card ready-box" aria-labelledby="go-available">
      <h2 id="go-available">{isAvailable ? 'You are available' : 'Go available'}</h2>
      {isAvailable ? null : (
        <Button
          look="go"
          className="btn-wide"
          disabled={broken.length > 0}
          aria-describedby="go-available-why"
          onClick={() => void choose('available')}
        >
          Available
        </Button>
      )}
      {broken.length > 0 ? (
        <p id="go-available-why" className="ready-why">
          <IconBellOff size={18} className="bad" aria-hidden />
          <span>
            {isAvailable ? 'You are offered no calls' : 'Not yet'}: a call offered here would ring at nobody.
            Mend first: <b>{broken.map(({ title }) => title).join(', ')}</b>.
          </span>
        </p>
      ) : (
        <p id="go-available-why" className="soft">
          {isAvailable ? 'A call that is offered to you rings here.' : 'One click, and calls ring here.'}
        </p>
      )}
      <p className="soft">
        Colleagues read: <b>{agent ? seenAs(agent) : 'offline'}</b>
      </p>
    </section>
  )
}

function seenAs(agent: AgentView): string {
  const why = agent.rings?.why ?? null
  const deaf = agent.presence === 'available' && why !== null
  return deaf ? `does not ring: ${whyDeafWords[why]}` : agent.presence
}
