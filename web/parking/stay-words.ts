import type { SlotStay } from '../../coordinator/protocol/slot-history.ts'
import { formatDuration } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { behind } from '../language/you.ts'

/** Who parked the call there and for which colleague, such as `parked by you for Anna`. */
export function parkedWords({ by, for: one }: SlotStay, nameOf: (who: string) => string): string {
  return t('lot.parkedBy', {
    by: by === null ? 'none' : behind(nameOf(by)),
    one: one === null ? 'none' : nameOf(one),
  })
}

/** How it left, and after how long; null while it is there. */
export function leftWords(stay: SlotStay, nameOf: (who: string) => string): string | null {
  const { at, until, left, leftBy } = stay
  if (until === null) return null
  const time = formatDuration(Date.parse(until) - Date.parse(at))
  const by = leftBy === null ? 'none' : behind(nameOf(leftBy))
  switch (left) {
    case 'UNPARK':
      return t('lot.left.picked', { by, time })
    case 'CLAIM':
      return t('lot.left.answered', { by, time })
    case 'HANGUP':
      return t('lot.left.removed', { by, time })
    case 'CALLER_ENDED':
    case 'FOUND_GONE':
      return t('lot.left.hungUp', { time })
    case 'LEG_CONNECTED':
      return t('lot.left.outside', { time })
    case 'parkTimeout':
    case 'returnTimeout':
    case 'DECLINE':
    case 'OFFER':
      return t('lot.left.voicemail', { time })
    default:
      return t('lot.left.left', { time })
  }
}
