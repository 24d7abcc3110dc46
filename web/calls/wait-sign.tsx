import { IconAlertTriangleFilled, IconClock } from '@tabler/icons-react'
import type { DeskSettings } from '../../coordinator/protocol/session.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { useDeskSettings } from '../desk/use-console.ts'
import { t, type Words } from '../language/text.ts'
import { type Urgency, urgencyAfter } from './urgency.ts'
import './wait-sign.css'

const signs: Record<Urgency, { shape: typeof IconClock | null; word: Words | null }> = {
  calm: { shape: null, word: null },
  amber: { shape: IconClock, word: 'calls.long' },
  red: { shape: IconAlertTriangleFilled, word: 'calls.tooLong' },
}

/**
 * How long a caller waits: for an answer, or in the lot. Colour, shape and word say when that is long. It keeps its
 * width, so that it moves nothing beside it.
 */
export function WaitSign({ since, where }: { since: string; where: keyof DeskSettings['waits'] }) {
  const limits = useDeskSettings(({ waits }) => waits[where])
  const urgency = useServerTime((nowMs) => urgencyAfter(nowMs - Date.parse(since), limits))
  const { shape: Shape, word } = signs[urgency]
  return (
    <span className={`wait wait-${urgency}`} data-urgency={urgency}>
      {Shape === null ? null : <Shape size={13} aria-hidden />}
      <Elapsed since={since} />
      {word === null ? null : t(word)}
    </span>
  )
}
