import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { ToCallBack, WaitingCaller } from '../../coordinator/protocol/to-call-back.ts'
import { formatDay, formatDuration, formatTime } from '../calls/format.ts'
import { useNames } from '../desk/use-console.ts'
import { CallRow } from './call-row.tsx'
import { capital } from './outcome-words.ts'

interface WaitingListProps {
  waiting: ToCallBack
  opened: string | null
  onOpen: (call: CallView) => void
  onCall: (call: CallView) => void
}

/** Whom nobody has talked with since they called. */
export function WaitingList({ waiting: { callers, total }, opened, onOpen, onCall }: WaitingListProps) {
  const nameOf = useNames()
  return (
    <section className={`card group ${total > 0 ? 'due' : ''}`} aria-labelledby="to-call-back">
      <h2 id="to-call-back">
        To call back · {total}{' '}
        <span className="soft small">they stay here until somebody has talked with them</span>
      </h2>
      {total === 0 ? (
        <p className="soft group-empty">
          Nobody waits for a call back. Callers whom nobody answers come here by themselves.
        </p>
      ) : null}
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
        <p className="soft small group-empty">{total - callers.length} older ones are not shown.</p>
      ) : null}
    </section>
  )
}

function whatOf({ call, times, tried }: WaitingCaller, nameOf: (who: string) => string): string {
  const waited = formatDuration(Date.parse(call.endedAt ?? call.updatedAt) - Date.parse(call.createdAt))
  const day = formatDay(call.endedAt ?? call.updatedAt)
  const by = tried?.by ? ` by ${nameOf(tried.by)}` : ''
  return [
    day === 'Today' ? null : day,
    call.outcome === 'voicemail' ? 'left a message' : `waited ${waited}`,
    times > 1 ? `called ${times} times` : null,
    tried
      ? `tried ${tried.times === 1 ? 'once' : `${tried.times} times`}${by} ${formatTime(tried.at)}`
      : null,
  ]
    .filter((part) => part !== null)
    .map((part, n) => (n === 0 ? capital(part) : part))
    .join(', ')
}
