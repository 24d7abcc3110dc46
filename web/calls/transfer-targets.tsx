import { type FormEvent, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import { shownPresenceOf } from '../colleagues/presence.ts'
import { useConsole } from '../desk/use-console.ts'
import { NumberField } from '../dial/number-field.tsx'
import { inE164 } from '../dial/typing.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { initials } from './format.ts'
import type { TransferKind } from './transfer-kind.ts'

interface TransferTargetProps {
  kind: TransferKind
  onChoose: (to: string) => void
}

export const mayBeTransferredTo = (agent: AgentView): boolean =>
  ['available', 'deaf'].includes(shownPresenceOf(agent).kind)

interface ColleagueProps extends TransferTargetProps {
  agent: AgentView
  /** The focus goes to it: Enter chooses it. */
  first: boolean
}

export function TransferToColleague({ agent, kind, first, onChoose }: ColleagueProps) {
  const presence = shownPresenceOf(agent)
  const free = presence.kind === 'available'
  return (
    <li className="list-row">
      <span className={`avatar presence-${presence.kind}`} aria-hidden="true">
        {initials(agent.name)}
      </span>
      <span className="grow">
        <b>
          <bdi>{agent.name}</bdi>
        </b>
        <span className="soft small block">{presence.label}</span>
      </span>
      <Button
        className="btn-small"
        look={free ? 'accent' : 'plain'}
        disabled={!mayBeTransferredTo(agent)}
        {...(first ? { 'data-autofocus': true } : {})}
        aria-label={
          kind === 'blind'
            ? t('calls.transferTo', { name: agent.name })
            : t('colleagues.askFirst', { name: agent.name })
        }
        onClick={() => onChoose(`agent:${agent.agentId}`)}
      >
        {kind === 'blind' ? t('button.transfer') : t('calls.askFirst')}
      </Button>
    </li>
  )
}

export function TransferToNumber({ kind, onChoose }: TransferTargetProps) {
  const { me } = useConsole()
  const [number, setNumber] = useState('')
  const [error, setError] = useState<string | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const party = inE164(number, me.dialCountry)
    if (party === null) setError(t('refusal.noNumber'))
    else onChoose(party.extension === null ? party.number : `${party.number};ext=${party.extension}`)
  }
  return (
    <form onSubmit={submit} className="row number-row">
      <NumberField
        label={t('calls.orOutside')}
        value={number}
        error={error}
        onChange={(value) => {
          setNumber(value)
          setError(null)
        }}
      />
      <Button type="submit" disabled={number.trim() === ''}>
        {kind === 'blind' ? t('calls.transferToNumber') : t('calls.callNumber')}
      </Button>
    </form>
  )
}
