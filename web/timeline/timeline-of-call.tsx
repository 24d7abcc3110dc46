import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { formatDuration } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { entryText } from './entry-text.ts'
import { fetchTimeline, stretchesOf, type TimelinePhase, totalsOf } from './timeline.ts'
import './timeline.css'

const phases: Record<TimelinePhase, string> = {
  waiting: 'Waiting',
  talking: 'Talking',
  hold: 'On hold',
  parked: 'Parked',
  moving: 'In transfer',
  voicemail: 'Voicemail',
}

export function TimelineOfCall({ call }: { call: CallView }) {
  const [entries, setEntries] = useState<TimelineEntry[] | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let closed = false
    fetchTimeline(call.callSid)
      .then((it) => {
        if (!closed) setEntries(it)
      })
      .catch(() => {
        if (!closed) setFailed(true)
      })
    return () => {
      closed = true
    }
  }, [call.callSid])
  if (failed) return <p className="bad">The timeline could not be read. Close this and try again.</p>
  if (!entries) return <p className="soft">Reading…</p>
  return (
    <div className="form">
      <Stretches entries={entries} />
      <Entries entries={entries} />
    </div>
  )
}

function Stretches({ entries }: { entries: readonly TimelineEntry[] }) {
  const { desk } = useConsole()
  const nameOf = useNames()
  const stretches = stretchesOf(entries, serverNow(desk))
  const { talkedMs, waitedMs } = totalsOf(stretches)
  const shown = [...new Set(stretches.map(({ phase }) => phase))]
  return (
    <div>
      <p className="soft">
        Talked {formatDuration(talkedMs)}, waited {formatDuration(waitedMs)}
      </p>
      <div className="timeline-bar" aria-hidden="true">
        {stretches.map(({ phase, agentId, ms }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a stretch has no name but its number
            key={index}
            className={`phase-${phase}`}
            style={{ flexGrow: Math.max(ms, 1) }}
            title={`${phases[phase]}${agentId ? `, ${nameOf(agentId)}` : ''} ${formatDuration(ms)}`}
          />
        ))}
      </div>
      <ul className="timeline-legend">
        {shown.map((phase) => (
          <li key={phase}>
            <i className={`phase-${phase}`} aria-hidden="true" />
            {phases[phase]}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Entries({ entries }: { entries: readonly TimelineEntry[] }) {
  const nameOf = useNames()
  const began = Date.parse(entries[0]?.at ?? '')
  return (
    <ol className="timeline-entries">
      {entries.map((entry) => (
        <li key={entry.rev}>
          <span className="faint">+{formatDuration(Date.parse(entry.at) - began)}</span>
          <span>
            {entryText(entry, nameOf)}
            {entry.evidence ? <span className="soft small block">{entry.evidence}</span> : null}
          </span>
          <span className="faint small">{entry.state}</span>
        </li>
      ))}
    </ol>
  )
}
