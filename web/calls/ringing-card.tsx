import { IconArrowBackUp, IconArrowsExchange, IconPhone } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import type { RingingCall } from './desk-sections.ts'
import { callerDetail, callerLabel, formatNumber } from './format.ts'

const icons = {
  new: <IconPhone size={20} aria-hidden />,
  transferred: <IconArrowsExchange size={20} aria-hidden />,
  returned: <IconArrowBackUp size={20} aria-hidden />,
}

/** A call that rings here. The oldest one has the shortcut key. */
export function RingingCard({ call, kind, since, oldest }: RingingCall & { oldest: boolean }) {
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
  return by ? `Returned${from}, parked by ${nameOf(by)}` : `Returned${from}`
}
