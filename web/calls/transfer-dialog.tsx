import { SegmentedControl } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { NumberField } from '../dial/number-field.tsx'
import { inE164 } from '../dial/typing.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { callerLabel, initials } from './format.ts'

/** To a colleague or to a number; announced first, or straight through. */
export function TransferDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  return (
    <Dialog
      opened={call !== null}
      onClose={onClose}
      title={call ? `Transfer ${callerLabel(call)}` : 'Transfer'}
      wide
    >
      {call ? <TransferForm call={call} onClose={onClose} /> : null}
    </Dialog>
  )
}

type Kind = 'blind' | 'consult'

function TransferForm({ call, onClose }: { call: CallView; onClose: () => void }) {
  const { command, me } = useConsole()
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const [kind, setKind] = useState<Kind>('blind')
  const colleagues = [...agents.values()].filter((it) => it.agentId !== me.agentId).sort(freeFirst)

  const transfer = (to: string) => {
    void command(call.callSid, { type: 'transfer', to, kind })
    onClose()
  }

  return (
    <div className="form">
      <SegmentedControl
        aria-label="Kind of transfer"
        fullWidth
        value={kind}
        onChange={(value) => setKind(value === 'consult' ? 'consult' : 'blind')}
        data={[
          { value: 'blind', label: 'Straight through' },
          { value: 'consult', label: 'Talk first' },
        ]}
      />
      <p className="soft small">
        {kind === 'blind'
          ? 'The caller hears music until your colleague answers, and comes back to you if nobody does.'
          : 'You talk with your colleague first. The caller hears music until you complete or cancel.'}
      </p>
      <ul className="card rows people" aria-label="Colleagues to transfer to">
        {colleagues.map((agent) => (
          <ColleagueRow key={agent.agentId} agent={agent} kind={kind} onChoose={transfer} />
        ))}
        {colleagues.length === 0 ? <li className="line soft">No colleagues are known yet.</li> : null}
      </ul>
      <NumberForm kind={kind} onChoose={transfer} />
    </div>
  )
}

interface ColleagueRowProps {
  agent: AgentView
  kind: Kind
  onChoose: (to: string) => void
}

function ColleagueRow({ agent, kind, onChoose }: ColleagueRowProps) {
  const presence = shownPresenceOf(agent)
  const free = presence.kind === 'available'
  return (
    <li className="line">
      <span className={`avatar presence-${presence.kind}`} aria-hidden="true">
        {initials(agent.name)}
      </span>
      <span className="grow">
        <b>{agent.name}</b>
        <span className="soft small block">{presence.label}</span>
      </span>
      <Button
        className="btn-small"
        look={free ? 'accent' : 'plain'}
        disabled={!free}
        aria-label={`${kind === 'blind' ? 'Transfer to' : 'Talk first with'} ${agent.name}`}
        onClick={() => onChoose(`agent:${agent.agentId}`)}
      >
        {kind === 'blind' ? 'Transfer' : 'Call'}
      </Button>
    </li>
  )
}

function NumberForm({ kind, onChoose }: { kind: Kind; onChoose: (to: string) => void }) {
  const { me } = useConsole()
  const [number, setNumber] = useState('')
  const [error, setError] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const e164 = inE164(number, me.dialCountry)
    if (e164 === null) setError('That is not a telephone number.')
    else onChoose(e164)
  }
  return (
    <form onSubmit={submit} className="row number-row">
      <NumberField
        label="Or a number outside"
        value={number}
        error={error}
        onChange={(value) => {
          setNumber(value)
          setError(null)
        }}
      />
      <Button type="submit" disabled={number.trim() === ''}>
        {kind === 'blind' ? 'Transfer to number' : 'Call number'}
      </Button>
    </form>
  )
}

const freeFirst = (a: AgentView, b: AgentView) =>
  Number(shownPresenceOf(b).kind === 'available') - Number(shownPresenceOf(a).kind === 'available') ||
  a.name.localeCompare(b.name)
