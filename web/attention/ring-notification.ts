import { isVip } from '../../coordinator/protocol/caller-trust.ts'
import type { RingingCall } from '../calls/desk-sections.ts'
import { callerDetail, callerLabel } from '../calls/format.ts'
import { whyItRings } from '../calls/ring-words.ts'
import { t } from '../language/text.ts'
import type { TrayNotification } from './tray.ts'

interface RingFacts {
  agentId: string
  /** How the screen names an agent. */
  nameOf: (who: string) => string
  /** The agent is on a call, and cannot answer another one. */
  talking: boolean
  /** The page rings by itself. */
  rings: boolean
}

/** What a system notification says of a call that rings: who, why, and what is known. It has the same words as the card. */
export function ringNotification(ringing: RingingCall, facts: RingFacts): TrayNotification {
  const { call } = ringing
  const { agentId, talking, rings } = facts
  const caller = callerLabel(call)
  const note = call.parked?.note
  return {
    title: `${why(ringing, facts)}: ${caller}`,
    body: [callerDetail(call), note ? `“${note}”` : null].filter((line) => line !== null).join('\n'),
    about: { agentId, callSid: call.callSid, offer: offerOf(ringing), caller },
    tag: call.callSid,
    actions: talking ? ['decline'] : ['answer', 'decline'],
    stays: true,
    silent: rings,
  }
}

/** The same for as long as the call rings for the same reason. */
export const offerOf = ({ call, kind, since }: RingingCall) => `${call.callSid} ${kind} ${since}`

function why(ringing: RingingCall, { nameOf }: RingFacts): string {
  const { call, kind } = ringing
  if (kind === 'returned')
    return call.parked?.slot
      ? t('attention.backFromSlot', { slot: call.parked.slot })
      : t('attention.backFromLot')
  return kind === 'new' && isVip(call) ? t('attention.vipCalls') : whyItRings(ringing, nameOf)
}
