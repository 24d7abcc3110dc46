import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { formatDuration } from '../calls/format.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { serverNow } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import { stretchesOf, type TimelinePhase, type TimelineStretch } from './timeline.ts'
import './stretches.css'

const phaseWords = (phase: TimelinePhase) => t(`timeline.phase.${phase}`)

/** The parts of the call, each as wide as it took: who had the caller, and for how long. */
export function Stretches({ entries }: { entries: readonly TimelineEntry[] }) {
  const { desk } = useConsole()
  const nameOf = useNames()
  const stretches = stretchesOf(entries, serverNow(desk))
  const phases = [...new Set(stretches.map(({ phase }) => phase))]
  return (
    <div>
      <ol className="stretches" aria-label={t('timeline.parts')}>
        {stretches.map((stretch, index) => (
          <Stretch
            // biome-ignore lint/suspicious/noArrayIndexKey: a stretch has no name but its number
            key={index}
            stretch={stretch}
            who={stretch.agentId === null ? null : nameOf(stretch.agentId)}
          />
        ))}
      </ol>
      <ul className="stretch-legend" aria-label={t('timeline.inAll')}>
        {phases.map((phase) => (
          <li key={phase}>
            <i className={`phase-${phase}`} aria-hidden="true" />
            {phaseWords(phase)} {formatDuration(lengthOf(stretches, phase))}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** What does not fit into the part is in its title, and read out in any case. */
function Stretch({ stretch: { phase, ms }, who }: { stretch: TimelineStretch; who: string | null }) {
  const length = formatDuration(ms)
  const words = `${phaseWords(phase)}${who === null ? '' : `, ${who}`} ${length}`
  return (
    <li className={`phase-${phase}`} style={{ flexGrow: Math.max(ms, 1) }} title={words}>
      <span className="visually-hidden">{words}</span>
      <span className="stretch-length" aria-hidden="true">
        {length}
      </span>
      {who === null ? null : (
        <span className="stretch-who" aria-hidden="true">
          {who}
        </span>
      )}
    </li>
  )
}

const lengthOf = (stretches: readonly TimelineStretch[], phase: TimelinePhase) =>
  stretches.reduce((total, it) => total + (it.phase === phase ? it.ms : 0), 0)
