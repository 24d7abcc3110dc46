import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { graphScores } from '../../machines/call/leg-quality.ts'
import { formatDuration } from '../calls/format.ts'
import { QualityGraph } from '../calls/quality-graph.tsx'
import { useConsole, useNames } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import { SCROLLS } from '../look/scrolls.ts'
import { entryText } from './entry-text.ts'
import { qualityText } from './quality-text.ts'
import { Stretches } from './stretches.tsx'
import { fetchTimeline, stretchesOf, totalsOf } from './timeline.ts'
import './timeline.css'

export function TimelineOfCall({ call }: { call: CallView }) {
  const { entries, failed } = useTimeline(call)
  if (failed) return <p className="bad">{t('timeline.failed')}</p>
  if (!entries) return <p className="soft">{t('start.reading')}</p>
  return (
    <div className="form">
      <Totals entries={entries} />
      <Stretches entries={entries} />
      <Entries entries={entries} />
    </div>
  )
}

/** Reads the timeline, and again when the call has changed. `entries` is null until then. */
export function useTimeline({ callSid, rev }: CallView) {
  const [read, setRead] = useState<{ callSid: string; entries: TimelineEntry[] } | null>(null)
  const [failed, setFailed] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a higher rev has one entry more
  useEffect(() => {
    let closed = false
    setFailed(false)
    fetchTimeline(callSid)
      .then((entries) => {
        if (!closed) setRead({ callSid, entries })
      })
      .catch(() => {
        if (!closed) setFailed(true)
      })
    return () => {
      closed = true
    }
  }, [callSid, rev])
  return { entries: read?.callSid === callSid ? read.entries : null, failed }
}

function Totals({ entries }: { entries: readonly TimelineEntry[] }) {
  const { desk } = useConsole()
  const { talkedMs, waitedMs } = totalsOf(stretchesOf(entries, serverNow(desk)))
  return (
    <p className="soft">
      {t('timeline.totals', { talked: formatDuration(talkedMs), waited: formatDuration(waitedMs) })}
    </p>
  )
}

export function Entries({ entries }: { entries: readonly TimelineEntry[] }) {
  const nameOf = useNames()
  const { me } = useConsole()
  const began = Date.parse(entries[0]?.at ?? '')
  const technical = me.role !== 'agent'
  return (
    <ol className="timeline-entries" aria-label={t('timeline.title')} {...SCROLLS}>
      {entries.map((entry) => (
        <li key={entry.rev}>
          <span className="faint">+{formatDuration(Date.parse(entry.at) - began)}</span>
          <span>
            {entryText(entry, nameOf)}
            {entry.quality ? (
              <span className="soft small block quality">
                {qualityText(entry.quality)} <QualityGraph scores={graphScores(entry.quality.graph)} />
              </span>
            ) : null}
            {technical && entry.evidence ? <span className="soft small block">{entry.evidence}</span> : null}
          </span>
          {technical ? <span className="faint small">{entry.state}</span> : null}
        </li>
      ))}
    </ol>
  )
}
