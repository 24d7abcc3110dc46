import { IconArrowBackUp, IconArrowsExchange, IconMessage, IconPhone } from '@tabler/icons-react'
import { shallowEqual } from '@xstate/store'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames, useSections } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import type { RingingCall } from './desk-sections.ts'
import { callerDetail, callerLabel, formatNumber } from './format.ts'

const icons = {
  new: <IconPhone size={20} aria-hidden />,
  transferred: <IconArrowsExchange size={20} aria-hidden />,
  returned: <IconArrowBackUp size={20} aria-hidden />,
}

export function Ringing() {
  const ringing = useSections((it) => it.ringing)
  const takeable = useSections((it) => it.takeable, shallowEqual)
  return (
    <Section title="Ringing" aside={ringing.length > 1 ? 'oldest first' : null} className="ringing">
      {ringing.map((it, index) => (
        <RingingCard key={it.call.callSid} {...it} oldest={index === 0} />
      ))}
      {ringing.length === 0 ? <p className="empty">Nobody is waiting for you.</p> : null}
      {takeable.length > 0 ? (
        <ul className="card rows" aria-label="Waiting elsewhere">
          {takeable.map((call) => (
            <TakeableRow key={call.callSid} call={call} />
          ))}
        </ul>
      ) : null}
    </Section>
  )
}

function RingingCard({ call, kind, since, oldest }: RingingCall & { oldest: boolean }) {
  const { command } = useConsole()
  const hotkey = useHotkey('A')
  const why = useReason(call, kind)
  useCleared(call.callSid, 'ringing')
  const detail = callerDetail(call)
  const dialled =
    kind === 'new' && call.direction === 'inbound' && call.calledNumber
      ? `to ${formatNumber(call.calledNumber)}`
      : null
  const note = call.parked?.note
  return (
    <div
      role="alert"
      className={`card ring ring-${kind}`}
      data-call-sid={call.callSid}
      aria-label={`${why}: ${callerLabel(call)}`}
    >
      <span className="ring-icon">{icons[kind]}</span>
      <div className="ring-text">
        <div className="ring-why">{why}</div>
        <div className="who">{callerLabel(call)}</div>
        <div className="soft">
          <span aria-hidden="true" className="ring-timer">
            <Elapsed since={since} />
          </span>
          {detail ? <span className="unbroken">{detail}</span> : null}
          {detail && dialled ? ' · ' : null}
          {dialled ? <span className="unbroken">{dialled}</span> : null}
        </div>
        {note ? <div className="note">{note}</div> : null}
      </div>
      <div className="row">
        <Button
          look="go"
          hotkey={oldest ? hotkey : null}
          onClick={() => command(call.callSid, { type: 'claim' })}
        >
          Answer
        </Button>
        <Button look="quiet" onClick={() => command(call.callSid, { type: 'decline' })}>
          Decline
        </Button>
      </div>
    </div>
  )
}

function useReason(call: CallView, kind: RingingCall['kind']): string {
  const nameOf = useNames()
  if (kind === 'transferred') {
    const consult = call.transfer?.kind === 'consult'
    return `${consult ? 'Question from' : 'Transferred to you by'} ${nameOf(call.transfer?.from ?? '')}`
  }
  if (kind === 'new') return call.direction === 'internal' ? 'A colleague calls' : 'New call'
  const by = call.parked?.by
  const from = call.parked?.slot ? ` from slot ${call.parked.slot}` : ''
  return by ? `Came back${from}, parked by ${nameOf(by)}` : `Came back${from}`
}

function TakeableRow({ call }: { call: CallView }) {
  const { command } = useConsole()
  useCleared(call.callSid, 'elsewhere')
  const recording = call.status === 'voicemail'
  return (
    <li className="line" data-call-sid={call.callSid}>
      <span className={recording ? 'warn' : 'soft'}>
        {recording ? <IconMessage size={18} aria-hidden /> : <IconPhone size={18} aria-hidden />}
      </span>
      <span className="grow">
        <b>{callerLabel(call)}</b>{' '}
        <span className="soft">
          {whereabouts(call)} · <Elapsed since={call.createdAt} />
        </span>
      </span>
      <Button
        className="btn-small"
        aria-label={`Take the call of ${callerLabel(call)}`}
        onClick={() => command(call.callSid, { type: 'claim' })}
      >
        Take
      </Button>
    </li>
  )
}

function whereabouts({ state, status }: CallView): string {
  if (state === 'voicemail.announcing') return 'hears that the office is closed'
  return status === 'voicemail' ? 'leaves a message' : 'rings at colleagues'
}
