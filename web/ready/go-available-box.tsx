import { IconBellOff } from '@tabler/icons-react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
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
      <h2 id="go-available">{isAvailable ? t('ready.youAre') : t('ready.go')}</h2>
      {isAvailable ? null : (
        <Button
          look="go"
          className="btn-wide"
          disabled={broken.length > 0}
          aria-describedby="go-available-why"
          onClick={() => void choose('available')}
        >
          {t('desk.available')}
        </Button>
      )}
      {broken.length > 0 ? (
        <p id="go-available-why" className="ready-why">
          <IconBellOff size={18} className="bad" aria-hidden />
          <span>
            <Rich
              of={isAvailable ? 'ready.offeredNone' : 'ready.notYet'}
              with={{ what: broken.map(({ title }) => title).join(', '), b: (what) => <b>{what}</b> }}
            />
          </span>
        </p>
      ) : (
        <p id="go-available-why" className="soft">
          {isAvailable ? t('ready.offeredRings') : t('ready.oneClick')}
        </p>
      )}
      <p className="soft">
        <Rich
          of="ready.colleaguesRead"
          with={{ what: agent ? seenAs(agent) : t('colleagues.offline'), b: (what) => <b>{what}</b> }}
        />
      </p>
    </section>
  )
}

function seenAs(agent: AgentView): string {
  const why = agent.rings?.why ?? null
  const deaf = agent.presence === 'available' && why !== null
  return deaf ? t('colleagues.ringsNot', { why: t(whyDeafWords[why]) }) : t(`presence.${agent.presence}`)
}
