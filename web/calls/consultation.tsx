import { IconArrowsExchange } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames, useSections } from '../desk/use-console.ts'
import { lastTransfer } from '../keys/last-transfer.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { Button } from '../look/button.tsx'
import { isConsultTarget } from './desk-sections.ts'
import { callerDetail, callerLabel } from './format.ts'
import { LegStatus } from './leg-status.tsx'
import { MuteKey } from './mute-key.tsx'

/** A consult transfer: both agents see it, the sender completes or cancels it. */
export function Consultation({ call }: { call: CallView }) {
  const { command, me } = useConsole()
  const nameOf = useNames()
  const keys = useConsultationKeys()
  useCleared(call.callSid, 'consultation')
  const { transfer } = call
  if (!transfer) return null
  const isTarget = isConsultTarget(call, me.agentId)
  const talking = call.state === 'transferring.consulting'
  const other = nameOf(isTarget ? transfer.from : transfer.to)
  return (
    <article
      aria-label={`Consultation with ${other} about ${callerLabel(call)}`}
      className="card mine consult"
      data-call-sid={call.callSid}
    >
      <div className="mine-head">
        <span className="ring-icon">
          <IconArrowsExchange size={20} aria-hidden />
        </span>
        <div className="grow">
          <div className="who">{talking ? `You talk with ${other}` : `Calling ${other}…`}</div>
          <div className="soft">
            about {callerLabel(call)} {callerDetail(call) ? `· ${callerDetail(call)}` : ''} · caller on hold
          </div>
        </div>
        <div className="mine-clock">
          <Elapsed since={transfer.at} className="time" />
        </div>
      </div>
      <LegStatus callSid={call.callSid} />
      {isTarget ? (
        <div className="row">
          <MuteKey callSid={call.callSid} tall={false} />
          <Button hotkey={keys.hangUp} onClick={() => command(call.callSid, { type: 'leave' })}>
            Leave
          </Button>
          <span className="soft grow">{other} hands the caller to you, or takes the call back.</span>
        </div>
      ) : (
        <div className="row">
          {talking ? <MuteKey callSid={call.callSid} tall={false} /> : null}
          <Button
            look="go"
            hotkey={keys.transfer}
            onClick={() => command(call.callSid, { type: 'complete' })}
          >
            Transfer now
          </Button>
          <Button hotkey={keys.takeBack} onClick={() => command(call.callSid, { type: 'cancel' })}>
            Back to caller
          </Button>
          <span className="soft grow">Transfer now connects the caller with {other}.</span>
        </div>
      )}
    </article>
  )
}

/** In a consultation the key that transfers does so now, and the one that takes a transfer back ends it. */
export const useConsultationKeys = () => ({
  transfer: useKeyOf('transfer'),
  takeBack: useKeyOf('takeBack'),
  hangUp: useKeyOf('hangUp'),
})

/** A blind transfer that nobody has answered yet: the sender may take it back. */
export function SentCard({ call }: { call: CallView }) {
  const { command, me } = useConsole()
  const nameOf = useNames()
  const hotkey = useKeyOf('takeBack')
  const last = useSections((it) => lastTransfer(it, me.agentId)?.callSid === call.callSid)
  useCleared(call.callSid, 'sent')
  return (
    <article
      aria-label={`Transfer of ${callerLabel(call)}`}
      className="card held sent"
      data-call-sid={call.callSid}
    >
      <span className="grow ellipsis">
        <b>
          <bdi>{callerLabel(call)}</bdi>
        </b>{' '}
        <span className="soft">
          rings at {nameOf(call.transfer?.to ?? '')} · <Elapsed since={call.transfer?.at ?? call.updatedAt} />
        </span>
      </span>
      <Button
        className="btn-small"
        hotkey={last ? hotkey : null}
        onClick={() => command(call.callSid, { type: 'cancel' })}
      >
        Take back
      </Button>
    </article>
  )
}
