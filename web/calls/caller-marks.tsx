import { IconShieldCheck, IconShieldExclamation, IconStar } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerTrust, isVip } from '../../coordinator/protocol/caller-trust.ts'
import { useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { behind } from '../language/you.ts'
import { formatNumber, isolated } from './format.ts'
import './caller-marks.css'

/** What the carrier says of the caller beside the number: from where the call was forwarded, and whether the number is confirmed. */
export function CallerMarks({ call }: { call: CallView }) {
  const { verified, unconfirmed } = call
  const doubtful = callerTrust(call) === 'denied'
  // Some carriers name the called number itself.
  const forwardedFrom = call.forwardedFrom === call.calledNumber ? null : call.forwardedFrom
  return (
    <>
      {doubtful ? (
        <span className={`caller-mark ${unconfirmed === 'failed' ? 'caller-doubtful' : ''}`}>
          <IconShieldExclamation size={14} aria-hidden /> {t('calls.notConfirmed')}
        </span>
      ) : null}
      {forwardedFrom === null ? null : (
        <span className="caller-mark">
          {t('calls.forwardedFrom')} <bdi className="unbroken">{isolated(formatNumber(forwardedFrom))}</bdi>
        </span>
      )}
      {call.confirmedBy === undefined ? null : <ConfirmedMark by={call.confirmedBy} />}
      {!doubtful && verified === 'A' && call.callerName === null ? (
        <span className="caller-mark">
          <IconShieldCheck size={14} aria-hidden /> {t('calls.confirmed')}
        </span>
      ) : null}
    </>
  )
}

/** An agent says that the number is the caller's, and the carrier does not. */
export function ConfirmedMark({ by }: { by: string }) {
  const nameOf = useNames()
  return (
    <span className="caller-mark">
      <IconShieldCheck size={14} aria-hidden /> {t('calls.confirmedBy', { name: behind(nameOf(by)) })}
    </span>
  )
}

/** Beside the name of an important contact, where the name is a fact. */
export function VipMark({ call }: { call: CallView }) {
  if (!isVip(call)) return null
  return (
    <span className="vip">
      <IconStar size={13} aria-hidden /> {t('deskWord.vip.word')}
    </span>
  )
}
