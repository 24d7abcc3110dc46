import { useSyncExternalStore } from 'react'
import { t } from '../language/text.ts'
import { LIVE_SECONDS, liveQuality } from '../softphone/live-quality.ts'
import { levelWords, qualityLevel } from '../softphone/quality-level.ts'
import { QualityGraph } from './quality-graph.tsx'

/** So many seconds are "now": one bad second is no poor line. */
const NOW_SECONDS = 5

/** How good the line of this browser's leg is now. It stands beside the meter and never moves it. */
export function LiveQuality() {
  const scores = useSyncExternalStore(subscribe, liveQuality.get)
  const now = (scores ?? []).slice(-NOW_SECONDS).filter((score) => score !== null)
  if (scores === null || now.length === 0) return null
  const level = qualityLevel(now.reduce((sum, score) => sum + score, 0) / now.length)
  return (
    <span className={`live-quality live-${level}`} data-quality={level}>
      <QualityGraph scores={scores} room={LIVE_SECONDS} />
      {t(levelWords[level])}
    </span>
  )
}

const subscribe = (listener: () => void) => {
  const { unsubscribe } = liveQuality.subscribe(listener)
  return unsubscribe
}
