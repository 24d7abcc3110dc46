import { finalStatusOf } from '../../coordinator/twilio/final-status.ts'
import type { FinalStatus } from '../../machines/call/events.ts'
import type { JobDeps } from './deps.ts'

/** A leg of a live call that has ended at Twilio, though no callback has said so. */
export interface EndedLeg {
  legSid: string
  status: FinalStatus
  /** Null: the leg of an outside number. */
  agentId: string | null
}

/** Those of the legs that have ended. @throws what the carrier throws */
export async function findEndedLegs(
  { carrier }: Pick<JobDeps, 'carrier'>,
  legSids: readonly string[],
): Promise<EndedLeg[]> {
  const ended: EndedLeg[] = []
  for (const legSid of legSids) {
    const leg = await carrier.fetchCall(legSid)
    const status = finalStatusOf(leg)
    if (status === null) continue
    const agentId = leg?.from.startsWith('client:') ? leg.from.slice('client:'.length) : null
    ended.push({ legSid, status, agentId })
  }
  return ended
}

/** Twilio does not know the leg. It sometimes says so of a live leg, so this needs a second read. */
export const isUnknownLeg = ({ status }: EndedLeg) => status === 'gone'

export const evidenceOfLeg = ({ legSid, status }: EndedLeg) => `Twilio says that leg ${legSid} is ${status}`
