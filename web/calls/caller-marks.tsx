import { IconShieldCheck, IconShieldExclamation, IconStar } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerTrust } from '../../coordinator/protocol/caller-trust.ts'
import { formatNumber, isolated } from './format.ts'
import './caller-marks.css'

/** What the carrier says of the caller beside the number: from where the call was forwarded, and whether the number is confirmed. */
export function CallerMarks({ call }: { call: CallView }) {
  const { verified, unconfirmed, contact } = call
  const doubtful = callerTrust(call) === 'denied'
  // Some carriers name the called number itself.
  const forwardedFrom = call.forwardedFrom === call.calledNumber ? null : call.forwardedFrom
  return (
    <>
      {contact?.vip && !doubtful ? (
        <div className="caller-mark">
          <IconStar size={15} aria-hidden /> VIP
        </div>
      ) : null}
      {forwardedFrom === null ? null : (
        <div className="caller-mark">
          Forwarded from <bdi className="unbroken">{isolated(formatNumber(forwardedFrom))}</bdi>
        </div>
      )}
      {doubtful ? (
        <div className={`caller-mark ${unconfirmed === 'failed' ? 'caller-doubtful' : ''}`}>
          <IconShieldExclamation size={15} aria-hidden /> Number not confirmed by the carrier
        </div>
      ) : verified === 'A' && call.callerName === null ? (
        <div className="caller-mark">
          <IconShieldCheck size={15} aria-hidden /> Number confirmed by the carrier
        </div>
      ) : null}
    </>
  )
}
