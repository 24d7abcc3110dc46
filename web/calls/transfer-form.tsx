import { SegmentedControl } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { isColleagueOf } from '../colleagues/places.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import type { TransferKind } from './transfer-kind.ts'
import { mayBeTransferredTo, TransferToColleague, TransferToNumber } from './transfer-targets.tsx'
import './transfer-dialog.css'

interface TransferFormProps {
  call: CallView
  /** The kind that is chosen at first. */
  first: TransferKind
  onClose: () => void
}

export function TransferForm({ call, first, onClose }: TransferFormProps) {
  const { command, me } = useConsole()
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const [kind, setKind] = useState(first)
  const colleagues = [...agents.values()].filter(isColleagueOf(me)).sort(freeFirst)

  const form = useRef<HTMLDivElement>(null)
  // The dialog may be there before this part of it.
  useEffect(() => form.current?.querySelector<HTMLElement>('.targets button:enabled')?.focus(), [])
  const transfer = (to: string) => {
    void command(call.callSid, { type: 'transfer', to, kind })
    onClose()
  }

  return (
    <div className="form" ref={form}>
      <SegmentedControl
        aria-label={t('calls.kindOfTransfer')}
        fullWidth
        value={kind}
        onChange={(value) => setKind(value === 'consult' ? 'consult' : 'blind')}
        data={[
          { value: 'blind', label: t('calls.blind') },
          { value: 'consult', label: t('calls.askFirst') },
        ]}
      />
      <p className="soft small">{kind === 'blind' ? t('calls.blindWords') : t('calls.askFirstWords')}</p>
      <ul className="card rows targets" aria-label={t('calls.colleaguesTo')}>
        {colleagues.map((agent) => (
          <TransferToColleague
            key={agent.agentId}
            agent={agent}
            kind={kind}
            first={agent === colleagues.find(mayBeTransferredTo)}
            onChoose={transfer}
          />
        ))}
        {colleagues.length === 0 ? <li className="list-row soft">{t('calls.noColleagues')}</li> : null}
      </ul>
      <TransferToNumber kind={kind} onChoose={transfer} />
    </div>
  )
}

const freeFirst = (a: AgentView, b: AgentView) =>
  Number(shownPresenceOf(b).kind === 'available') - Number(shownPresenceOf(a).kind === 'available') ||
  a.name.localeCompare(b.name)
