import { IconPhoneOutgoing } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { LegStatus } from './leg-status.tsx'
import { MuteKey } from './mute-key.tsx'
import { HangUpKey } from './talk-keys.tsx'

/** My call to a colleague. The colleague holds, parks and transfers it; I can hang up. */
export function OutgoingCard({ call }: { call: CallView }) {
  const nameOf = useNames()
  useCleared(call.callSid, 'my-call')
  const called = nameOf(call.calledNumber ?? '')
  const other = call.agentId ? nameOf(call.agentId) : called
  return (
    <article
      aria-label={t('calls.yourCallTo', { name: called })}
      className="card mine consult"
      data-call-sid={call.callSid}
    >
      <div className="mine-head">
        <span className="ring-icon">
          <IconPhoneOutgoing size={20} aria-hidden />
        </span>
        <div className="grow">
          <div className="who">{call.answeredAt ? other : called}</div>
          <div className="soft">{t('calls.colleague')}</div>
        </div>
        <div className="mine-clock">
          <Elapsed since={call.answeredAt ?? call.createdAt} className="time" />
          <span className="tag tag-talk">{wordsFor(call)}</span>
        </div>
      </div>
      <LegStatus callSid={call.callSid} />
      <div className="keys">
        <MuteKey callSid={call.callSid} />
        <HangUpKey call={call} tall />
      </div>
    </article>
  )
}

function wordsFor({ status, state }: CallView): string {
  if (status === 'ringing') return t('calls.calling')
  if (status === 'parked') return t('calls.youAreParked')
  if (state === 'transferring.swapped') return t('calls.talking')
  if (state === 'active.threeWay') return t('calls.threeWay')
  if (status === 'transferring') return t('calls.youAreTransferred')
  if (state === 'active.held') return t('calls.youAreOnHold')
  return state === 'active.connecting' ? t('calls.connecting') : t('calls.talking')
}
