import { qualityLevel } from '../softphone/quality-level.ts'
import './quality-graph.css'

const STEP = 3
const HEIGHT = 16

interface QualityGraphProps {
  /** From 1 to 5, oldest first; null where nothing was measured. */
  scores: readonly (number | null)[]
  /** Bars there is room for: fewer stand at the right. */
  room?: number
}

/** How good a line was over time, a bar for each score. The words beside it say the same. */
export function QualityGraph({ scores, room = scores.length }: QualityGraphProps) {
  const first = room - scores.length
  return (
    <svg className="quality-graph" width={room * STEP} height={HEIGHT} aria-hidden="true">
      {scores.map((score, at) => {
        const x = (first + at) * STEP
        return score === null ? null : (
          <rect
            key={x}
            className={`quality-${qualityLevel(score)}`}
            x={x}
            y={HEIGHT - heightOf(score)}
            width={STEP - 1}
            height={heightOf(score)}
          />
        )
      })}
    </svg>
  )
}

const heightOf = (score: number) => Math.max(2, Math.min(1, (score - 1) / 3.5) * HEIGHT)
