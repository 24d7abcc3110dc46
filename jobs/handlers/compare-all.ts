import { finalStatusOf } from '../../coordinator/twilio/final-status.ts'
import { mapConcurrently } from '../../coordinator/twilio/map-concurrently.ts'
import { wantedLegs } from '../../machines/call/selectors.ts'
import { addJob } from '../queue.ts'
import { adoptCall, CONFIRM_AFTER_MS, confirmUnknown, evidenceOfUnknown, findUnknown } from './adopt.ts'
import type { JobDeps } from './deps.ts'
import { evidenceOfLeg, findEndedLegs, isUnknownLeg } from './ended-legs.ts'
import { reportCallerGone, reportLegEnded } from './report.ts'
import { evidenceOfReads, GRACE_MS, type TwoReads } from './two-reads.ts'

type ComparisonDeps = Pick<JobDeps, 'calls' | 'agents' | 'carrier' | 'callIndex' | 'queue' | 'clock' | 'log'>
type Pause = (ms: number) => Promise<void>

/** The result of comparing one call with Twilio. */
export interface ReconcileFinding {
  callSid: string
  /** The state of the call. Null: it is not stored here. */
  state: string | null
  verdict: 'stays' | 'ends' | 'loses its leg' | 'is adopted' | 'is unclear'
  evidence: string
  /** Does what the verdict says. */
  carryOut(): Promise<void>
}

const MOST = 5000

/**
 * Compares all stored live calls and all live calls at Twilio, by the rules of `reconcile` and `adopt`. It changes
 * nothing: `carryOut` of a finding does.
 * @param pause waits between two reads
 * @throws what the carrier throws when it cannot list the live calls
 */
export async function compareAllCalls(deps: ComparisonDeps, pause: Pause): Promise<ReconcileFinding[]> {
  const { carrier, clock, callIndex } = deps
  const known = await callIndex.silentSince(clock.now(), MOST)
  const compared = await mapConcurrently(known, (callSid) => compareCall(deps, callSid, pause))
  const { callers, called } = await findUnknown(deps, await carrier.liveCallsOfOurs())
  if (called.length > 0) await pause(CONFIRM_AFTER_MS)
  const calledSids = called.map(({ sid }) => sid)
  const unknown = [...callers, ...(await confirmUnknown(deps, calledSids))]
  const adopted = unknown.map((call): ReconcileFinding => {
    const evidence = evidenceOfUnknown(call)
    const carryOut = () => adoptCall(deps, call)
    return { callSid: call.sid, state: null, verdict: 'is adopted', evidence, carryOut }
  })
  return [...compared.flat(), ...adopted]
}

async function compareCall(deps: ComparisonDeps, callSid: string, pause: Pause): Promise<ReconcileFinding[]> {
  const { calls, carrier, clock, callIndex } = deps
  const call = await calls.state(callSid)
  if (!call || call.snapshot.context.endedAt !== null) return []
  const { state } = call.view
  try {
    const goneAt = clock.now()
    const first = finalStatusOf(await carrier.fetchCall(callSid))
    if (first !== null) await pause(GRACE_MS)
    const at = clock.now()
    const status = first === null ? null : finalStatusOf(await carrier.fetchCall(callSid))
    if (status !== null) {
      const reads = { status, goneAt, at }
      const carryOut = () => endCall(deps, callSid, reads)
      return [{ callSid, state, verdict: 'ends', evidence: evidenceOfReads(reads), carryOut }]
    }
    const legs = wantedLegs(call.snapshot)
    let ended = await findEndedLegs(deps, legs)
    if (ended.some(isUnknownLeg)) {
      await pause(GRACE_MS)
      ended = await findEndedLegs(deps, legs)
    }
    if (ended.length > 0)
      return ended.map((leg) => ({
        callSid,
        state,
        verdict: 'loses its leg',
        evidence: evidenceOfLeg(leg),
        carryOut: () => reportLegEnded(deps, callSid, leg),
      }))
    const evidence =
      first === null ? 'Twilio reports it live' : `Twilio reported it ${first}, and live in a second read`
    return [
      { callSid, state, verdict: 'stays', evidence, carryOut: () => callIndex.confirmLive(callSid, at) },
    ]
  } catch (error) {
    const evidence = `It could not be compared: ${error instanceof Error ? error.message : error}`
    return [{ callSid, state, verdict: 'is unclear', evidence, carryOut: async () => undefined }]
  }
}

/** The `reconcile` job of an ended call looks for its message, and retries if Twilio cannot be asked. */
async function endCall(deps: ComparisonDeps, callSid: string, reads: TwoReads): Promise<void> {
  await reportCallerGone(deps, callSid, reads)
  const jobId = `reconcile-${callSid}-message-${deps.clock.now()}`
  await addJob(deps.queue, 'reconcile', { callSid, goneAt: null }, { jobId })
}
