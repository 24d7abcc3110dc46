import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { ToCallBack, WaitingCaller } from '../../coordinator/protocol/to-call-back.ts'
import { formatDay, formatDuration, formatTime } from '../calls/format.ts'
import { useNames } from '../desk/use-console.ts'
import { number } from '../language/formats.ts'
import { t } from '../language/text.ts'
import { isYou } from '../language/you.ts'
import { CallRow } from './call-row.tsx'
import { capital } from './outcome-words.ts'

interface WaitingListProps {
  waiting: ToCallBack
  opened: string | null
  onOpen: (call: CallView) => void
  onCall: (call: CallView) => void
}

/** Callers who have talked with no agent since they called. */
export function WaitingList({ waiting: { callers, total }, opened, onOpen, onCall }: WaitingListProps) {
  const nameOf = useNames()
  return (
    <section className={`card group ${total > 0 ? 'due' : ''}`} aria-labelledby="to-call-back">
      <h2 id="to-call-back">
        {t('history.toCallBack')} · {number(total)}{' '}
        <span className="soft small">{t('history.stayHere')}</span>
      </h2>
      {total === 0 ? <p className="soft group-empty">{t('history.nobodyWaitsLong')}</p> : null}
      <ul className="rows">
        {callers.map((caller, n) => (
          <CallRow
            key={caller.call.callSid}
            call={caller.call}
            what={whatOf(caller, nameOf)}
            opened={opened === caller.call.callSid}
            first={n === 0}
            onOpen={onOpen}
            onCall={onCall}
          />
        ))}
      </ul>
      {total > callers.length ? (
        <p className="soft small group-empty">
          {t('history.olderHidden', { count: total - callers.length })}
        </p>
      ) : null}
    </section>
  )
}

function whatOf({ call, times, tried }: WaitingCaller, nameOf: (who: string) => string): string {
  const wait = formatDuration(Date.parse(call.endedAt ?? call.updatedAt) - Date.parse(call.createdAt))
  const day = formatDay(call.endedAt ?? call.updatedAt)
  return [
    day === t('day.today') ? null : day,
    call.outcome === 'voicemail' ? t('history.leftMessage') : t('history.waited', { wait }),
    times > 1 ? t('history.calledTimes', { times }) : null,
    tried
      ? t('history.tried', {
          times: tried.times,
          by: tried.by ? nameOrYou(nameOf(tried.by)) : 'none',
          time: formatTime(tried.at),
        })
      : null,
  ]
    .filter((part) => part !== null)
    .map((part, n) => (n === 0 ? capital(part) : part))
    .join(', ')
}

/** The text has a form of its own for `you`. */
const nameOrYou = (name: string) => (isYou(name) ? 'you' : name)
