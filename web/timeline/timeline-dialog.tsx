import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { callerLabel, formatDuration } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { Dialog } from '../look/dialog.tsx'
import { entryText } from './entry-text.ts'
import { fetchTimeline, type StretchKind, stretchesOf, totalsOf } from './timeline.ts'

const phases: Record<StretchKind, string> = {
  waiting: 'Waiting',
  talking: 'Talking',
  hold: 'On hold',
  parked: 'Parked',
  moving: 'In transfer',
  voicemail: 'Voicemail',
}

/** Who had this caller, when, and how long the caller waited. */
export function TimelineDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  return (
    <Dialog
      opened={call !== null}
      onClose={onClose}
      title={call ? `History of ${callerLabel(call)}` : 'History'}
      wide
    >
      {call ? <Custody call={call} /> : null}
    </Dialog>
  )
}

function Custody({ call }: { call: CallView }) {
  const [lines, setLines] = useState<TimelineEntry[] | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let closed = false
    fetchTimeline(call.callSid)
      .then((it) => {
        if (!closed) setLines(it)
      })
      .catch(() => {
        if (!closed) setFailed(true)
      })
    return () => {
      closed = true
    }
  }, [call.callSid])
  if (failed) return <p className="bad">The history could not be read. Close this and try again.</p>
  if (!lines) return <p className="soft">Reading…</p>
  return (
    <div className="form">
      <Stretches lines={lines} />
      <Timeline lines={lines} />
    </div>
  )
}

function Stretches({ lines }: { lines: readonly TimelineEntry[] }) {
  const { desk } = useConsole()
  const nameOf = useNames()
  const stretches = stretchesOf(lines, serverNow(desk))
  const { talkedMs, waitedMs } = totalsOf(stretches)
  const shown = [...new Set(stretches.map(({ phase }) => phase))]
  return (
    <div>
      <p className="soft">
        Talked {formatDuration(talkedMs)}, waited {formatDuration(waitedMs)}
      </p>
      <div className="custody-bar" aria-hidden="true">
        {stretches.map(({ phase, agentId, ms }, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is nothing but its place in the row
            key={index}
            className={`phase-${phase}`}
            style={{ flexGrow: Math.max(ms, 1) }}
            title={`${phases[phase]}${agentId ? `, ${nameOf(agentId)}` : ''} ${formatDuration(ms)}`}
          />
        ))}
      </div>
      <ul className="custody-legend">
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

function Timeline({ lines }: { lines: readonly TimelineEntry[] }) {
  const nameOf = useNames()
  const began = Date.parse(lines[0]?.at ?? '')
  return (
    <ol className="custody-lines">
      {lines.map((line) => (
        <li key={line.rev}>
          <span className="faint">+{formatDuration(Date.parse(line.at) - began)}</span>
          <span>
            {entryText(line, nameOf)}
            {line.evidence ? <span className="soft small block">{line.evidence}</span> : null}
          </span>
          <span className="faint small">{line.state}</span>
        </li>
      ))}
    </ol>
  )
}
