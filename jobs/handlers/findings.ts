import { inTurns } from '../../coordinator/twilio/in-turns.ts'
import { wantedLegs } from '../../machines/call/selectors.ts'
import { addJob } from '../queue.ts'
import { adoptOne, evidenceOfUnknown, SECOND_LOOK_MS, stillUnknown, unknownOf } from './adopt.ts'
import type { JobDeps } from './deps.ts'
import {
  evidenceOf,
  evidenceOfLeg,
  finalStatusOf,
  GRACE_MS,
  isUnknown,
  legsThatAreOver,
  type TwoReads,
  tellOfLeg,
  tellThatGone,
} from './reconcile.ts'

type FindingHost = Pick<JobDeps, 'calls' | 'agents' | 'carrier' | 'liveCalls' | 'queue' | 'clock' | 'log'>

/** What a comparison of one call with Twilio has brought. */
export interface ReconcileFinding {
  callSid: string
  /** The state of the call; null where we do not know it. */
  state: string | null
  verdict: 'stays' | 'ends' | 'loses its leg' | 'is adopted' | 'is unclear'
  evidence: string
  /** Does what the verdict says. */
  carryOut(): Promise<void>
}

const MOST = 5000

/**
 * Every live call of ours, and every one that Twilio lists, side by side: the sweep's own rules, for all calls and
 * now. Nothing is changed until a finding is carried out.
 * @param pause between the two reads of a call that Twilio says is over
 */
export async function reconcileFindings(
  host: FindingHost,
  pause: (ms: number) => Promise<void>,
): Promise<ReconcileFinding[]> {
  const { carrier, clock, liveCalls } = host
  const known = await liveCalls.silentSince(clock.now(), MOST)
  const compared = await inTurns(known, (callSid) => compare(host, callSid, pause))
  const { callers, called } = await unknownOf(host, await carrier.liveCallsOfOurs())
  if (called.length > 0) await pause(SECOND_LOOK_MS)
  const still = await stillUnknown(
    host,
    called.map(({ sid }) => sid),
  )
  const adopted = [...callers, ...still].map((call): ReconcileFinding => {
    const evidence = evidenceOfUnknown(call)
    const carryOut = () => adoptOne(host, call)
    return { callSid: call.sid, state: null, verdict: 'is adopted', evidence, carryOut }
  })
  return [...compared.flat(), ...adopted]
}

async function compare(
  host: FindingHost,
  callSid: string,
  pause: (ms: number) => Promise<void>,
): Promise<ReconcileFinding[]> {
  const { calls, carrier, clock, liveCalls } = host
  const call = await calls.state(callSid)
  if (!call || call.snapshot.context.endedAt !== null) return []
  const { state } = call.view
  try {
    const goneAt = clock.now()
    const first = finalStatusOf(await carrier.fetchCall(callSid))
    if (first !== null) await pause(GRACE_MS)
    const at = clock.now()
    const read = first === null ? null : await carrier.fetchCall(callSid)
    const status = first === null ? null : finalStatusOf(read)
    if (status !== null) {
      const reads = { status, goneAt, at }
      const carryOut = () => endOne(host, callSid, reads)
      return [{ callSid, state, verdict: 'ends', evidence: evidenceOf(reads), carryOut }]
    }
    const legs = wantedLegs(call.snapshot)
    let over = await legsThatAreOver(host, legs)
    if (over.some(isUnknown)) {
      await pause(GRACE_MS)
      over = await legsThatAreOver(host, legs)
    }
    if (over.length > 0)
      return over.map((leg) => ({
        callSid,
        state,
        verdict: 'loses its leg',
        evidence: evidenceOfLeg(leg),
        carryOut: () => tellOfLeg(host, callSid, leg),
      }))
    const evidence = first === null ? 'Twilio has it on the line' : `Twilio took back that it is ${first}`
    return [
      { callSid, state, verdict: 'stays', evidence, carryOut: () => liveCalls.confirmLive(callSid, at) },
    ]
  } catch (error) {
    const evidence = `It could not be compared: ${error instanceof Error ? error.message : error}`
    return [{ callSid, state, verdict: 'is unclear', evidence, carryOut: async () => undefined }]
  }
}

/** A message may have been left: a worker looks for it, again where Twilio does not say. */
async function endOne(host: FindingHost, callSid: string, reads: TwoReads): Promise<void> {
  await tellThatGone(host, callSid, reads)
  const jobId = `reconcile-${callSid}-message-${host.clock.now()}`
  await addJob(host.queue, 'reconcile', { callSid, goneAt: null }, { jobId })
}
