import type { CallState } from '../../coordinator/calls/calls-port.ts'
import type { CarrierCall } from '../../coordinator/twilio/carrier.ts'
import type { JobDeps } from './deps.ts'
import { type EndedLeg, evidenceOfLeg } from './ended-legs.ts'
import { evidenceOfReads, type TwoReads } from './two-reads.ts'

/** What a read from Twilio tells a call. The evidence goes into the call's timeline. */

export async function reportCallerGone(
  { calls }: Pick<JobDeps, 'calls'>,
  callSid: string,
  reads: TwoReads,
  trace?: string,
): Promise<void> {
  const event = { type: 'FOUND_GONE', status: reads.status } as const
  await calls.send(callSid, event, { evidence: evidenceOfReads(reads), trace })
}

export async function reportLegEnded(
  { calls, agents }: Pick<JobDeps, 'calls' | 'agents'>,
  callSid: string,
  leg: EndedLeg,
  trace?: string,
): Promise<void> {
  const { legSid, agentId } = leg
  const consoleSince = agentId === null ? null : await agents.consoleSince(agentId)
  const event = { type: 'LEG_ENDED', legSid, outside: agentId === null, consoleSince } as const
  await calls.send(callSid, event, { evidence: evidenceOfLeg(leg), trace })
}

/** Does nothing unless the call is dialling and Twilio says that it is in progress. The webhook that says so may be lost. */
export async function reportAnswered(
  { calls }: Pick<JobDeps, 'calls'>,
  { snapshot }: CallState,
  call: CarrierCall | null,
  trace?: string,
): Promise<void> {
  if (call?.status !== 'in-progress' || !snapshot.hasTag('dialling')) return
  const evidence = 'Twilio says that the number has answered'
  await calls.send(snapshot.context.callSid, { type: 'ANSWERED' }, { evidence, trace })
}
