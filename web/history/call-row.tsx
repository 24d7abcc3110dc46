import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconMessage,
  IconPhoneOutgoing,
  IconPhoneX,
  IconTrash,
} from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerDetail, callerLabel, formatNumber, formatTime } from '../calls/format.ts'
import { useNames } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { ENDING_WORDS, type Ending, endingOf, whatHappened } from './outcome-words.ts'

const ICONS: Record<Ending, typeof IconArrowUpRight> = {
  answered: IconArrowDownLeft,
  called: IconArrowUpRight,
  notReached: IconArrowUpRight,
  missed: IconPhoneX,
  message: IconMessage,
  removed: IconTrash,
  failed: IconPhoneX,
}

const LOOKS: Record<Ending, string> = {
  answered: 'soft',
  called: 'soft',
  notReached: 'warn',
  missed: 'bad',
  message: 'ending-message',
  removed: 'soft',
  failed: 'bad',
}

interface CallRowProps {
  call: CallView
  /** In place of what the call itself says. */
  what?: ReactNode
  opened: boolean
  /** The key B calls back the first of those who wait. */
  first?: boolean
  onOpen: (call: CallView) => void
  onCall: (call: CallView) => void
}

/** One ended call. The row opens it; its key calls back. */
export const CallRow = memo(function CallRow({
  call,
  what,
  opened,
  first = false,
  onOpen,
  onCall,
}: CallRowProps) {
  const nameOf = useNames()
  const hotkey = useKeyOf('callBack')
  const ending = endingOf(call)
  const Icon = ICONS[ending]
  const label = partyLabel(call, nameOf)
  const number = numberToCall(call)
  const detail = detailOf(call)
  return (
    <li className="call-row" aria-current={opened ? 'true' : undefined} data-ended-call={call.callSid}>
      <span className={`ending ${LOOKS[ending]}`}>
        <Icon size={16} aria-hidden />
        <span className="ending-word">{t(ENDING_WORDS[ending])}</span>
      </span>
      <button type="button" className="call-open" data-row onClick={() => onOpen(call)}>
        <span className="ellipsis">
          <b>
            <bdi>{label}</bdi>
          </b>
        </span>
        <span className="ellipsis small soft">{detail}</span>
      </button>
      <span className="call-what">
        <span className="ellipsis soft">{what ?? whatHappened(call, nameOf)}</span>
        <span className="tags">
          {call.wrapUp?.tags.map((tag) => (
            <span key={tag} className="tag-plain">
              {tag}
            </span>
          ))}
        </span>
      </span>
      <time className="faint small call-time" dateTime={call.endedAt ?? undefined}>
        {formatTime(call.endedAt ?? call.updatedAt)}
      </time>
      <Button
        className="btn-small"
        icon={<IconPhoneOutgoing size={15} aria-hidden />}
        title={number === null ? t(call.erased ? 'caller.erased' : 'history.withheld') : undefined}
        disabled={number === null}
        hotkey={first ? hotkey : null}
        onClick={() => onCall(call)}
      >
        {t(first ? 'voicemail.callBack' : 'history.call')}
        <span className="visually-hidden">{first ? ` ${label}` : t('history.backTo', { label })}</span>
      </Button>
    </li>
  )
})

/** The person that the row is about; both for a call between colleagues. */
export const partyLabel = (call: CallView, nameOf: (who: string) => string): string =>
  call.direction === 'internal'
    ? `${nameOf(call.callerNumber ?? '')} → ${nameOf(call.calledNumber ?? '')}`
    : callerLabel(call)

const detailOf = (call: CallView): string =>
  call.direction === 'internal'
    ? t('history.colleague')
    : [
        callerDetail(call),
        call.direction === 'inbound' &&
          call.calledNumber &&
          t('history.toNumber', { number: formatNumber(call.calledNumber) }),
      ]
        .filter(Boolean)
        .join(' · ')

/** Null: the number is withheld, or it is none that can be dialled. */
export function numberToCall({ direction, callerNumber, calledNumber }: CallView): string | null {
  return direction === 'outbound' ? calledNumber : direction === 'inbound' ? callerNumber : calledNumber
}
