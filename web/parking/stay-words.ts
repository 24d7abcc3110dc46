import type { SlotStay } from '../../coordinator/protocol/slot-history.ts'
import { formatDuration } from '../calls/format.ts'

/** Who parked the call there and for whom, such as `parked by you for Anna`. */
export function parkedWords({ by, for: one }: SlotStay, nameOf: (who: string) => string): string {
  const who = by === null ? 'lost its agent, and was parked' : `parked by ${nameOf(by)}`
  return one === null ? who : `${who} for ${nameOf(one)}`
}

/** How it left, and after how long; null while it is there. */
export function leftWords(stay: SlotStay, nameOf: (who: string) => string): string | null {
  if (stay.until === null) return null
  return `${howItLeft(stay, nameOf)} after ${formatDuration(Date.parse(stay.until) - Date.parse(stay.at))}`
}

function howItLeft({ left, leftBy }: SlotStay, nameOf: (who: string) => string): string {
  const by = leftBy === null ? '' : ` by ${nameOf(leftBy)}`
  switch (left) {
    case 'UNPARK':
      return `picked up${by}`
    case 'CLAIM':
      return `answered${by}`
    case 'HANGUP':
      return `removed${by}`
    case 'CALLER_ENDED':
    case 'FOUND_GONE':
      return 'the caller hung up'
    case 'LEG_CONNECTED':
      return 'a number outside answered'
    case 'parkTimeout':
    case 'returnTimeout':
    case 'DECLINE':
    case 'OFFER':
      return 'nobody took it: voicemail'
    default:
      return 'left'
  }
}
