import { isVip } from '../../coordinator/protocol/caller-trust.ts'
import type { RingingCall } from '../calls/desk-sections.ts'
import type { Tone } from './ringtones.ts'

/** The tone for all calls that ring here, and the call for which it is: the one of that tone that has rung longest. */
export interface ChosenTone {
  tone: Tone
  ringing: RingingCall
}

/** The more it matters who answers, the sooner. */
const ORDER: readonly Tone[] = ['transferred', 'returned', 'vip', 'new']

/** A transfer comes before a return, both before a new call, and a VIP before other new calls, however old they are. */
export function toneFor(ringing: readonly RingingCall[]): ChosenTone | null {
  for (const tone of ORDER) {
    const oldest = ringing.find((it) => toneOf(it) === tone)
    if (oldest) return { tone, ringing: oldest }
  }
  return null
}

const toneOf = ({ call, kind }: RingingCall): Tone => (kind === 'new' && isVip(call) ? 'vip' : kind)
