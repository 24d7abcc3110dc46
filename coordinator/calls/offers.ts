import type { Logger } from 'pino'
import type { Availability } from '../../machines/call/availability.ts'
import { RING_PROOF_MS } from '../../machines/call/context.ts'
import type { Commit } from '../durable/actor-host.ts'
import { ActorIsNewer, skipNewer } from '../durable/newer.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import { type CallView, isOnOffer } from '../protocol/call-view.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { CallTypes } from './call-types.ts'
import type { CallActors } from './calls-port.ts'
import type { DeskReader } from './desk-reader.ts'
import type { AlertUnheard } from './unheard-alert.ts'

/**
 * A console may open while another process still commits the end of its agent's leg. That process saw no console yet, and
 * this one sees no parked call yet. So this process looks again after that time.
 */
const LOOK_AGAIN_MS = 2_000
/** A little later than the consoles have to acknowledge an offer. */
const UNHEARD_AFTER_MS = RING_PROOF_MS + 50

/** Agents are offered the call, and no console of theirs says that it rings. */
export const isUnacknowledged = (call: CallView) =>
  isOnOffer(call) && call.offeredTo.length > 0 && call.ringingAt.length === 0

/** No method rejects: a failure is logged, and the sweep makes up for it. */
export interface Offers {
  /** The set of free agents may have changed: every call on offer is offered again. The sweep does the same. */
  agentChanged(agent: AgentView): void
  /** This process has changed a call. Ops are alerted when that says that no console acknowledges the offer. */
  callCommitted(commit: Pick<Commit<CallTypes>, 'snapshot' | 'view' | 'trace'>): void
  /** The desk may have changed while the call's commit was under way: the call is offered again. */
  callChanged(call: CallView, trace?: string): void
  /** A console opened, or awoke: the callers that its agent has lost return to the agent. */
  consoleIsBack(agentId: string): void
  /**
   * A console that rings has echoed. Callers return to its agent if the agent's leg was lost while the console stood, for
   * example because the computer slept for seconds.
   */
  consoleEchoed(agentId: string): void
}

/** The agent is gone: calls that the agent holds without a leg park themselves. Where there is a leg, its end does that. */
export async function parkCallsHeldWithoutLeg(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'heldBy'>,
  agentId: string,
) {
  for (const { callSid } of desk.heldBy(agentId))
    await calls.send(callSid, { type: 'AGENT_GONE', agentId }).catch(skipNewer)
}

/** A supervisor who is gone supervises nothing. Where there is a leg, its end says so too. */
export async function endSupervisionBy(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'agent' | 'call' | 'hasSignedOut'>,
  agentId: string,
) {
  const callSid = desk.agent(agentId)?.callSid
  if (!callSid || desk.call(callSid)?.supervision?.by !== agentId) return
  const type = desk.hasSignedOut(agentId) ? 'AGENT_SIGNED_OUT' : 'AGENT_GONE'
  await calls.send(callSid, { type, agentId }).catch(skipNewer)
}

/** Keeps offers in step with the desk. Many changes in one turn of the event loop lead to one round of offers. */
export function createOffers(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'call' | 'agent' | 'offered' | 'heldBy' | 'parkedBy' | 'hasSignedOut'> & {
    availability(): Pick<Availability, 'freeAgents' | 'reachableAgents'>
  },
  log: Logger,
  { nextTurn, after }: Pick<Runtime, 'nextTurn' | 'after'> = systemRuntime,
  alertUnheard: AlertUnheard = () => undefined,
): Offers {
  let isScheduled = false
  /** The free agents of the last round, and those of them who can be reached, joined. */
  let lastFree: string | null = null

  const logFailure = (work: Promise<unknown>) =>
    void work.catch((error: unknown) =>
      log[error instanceof ActorIsNewer ? 'debug' : 'warn'](
        { err: error },
        'An offer could not follow the desk yet: the sweep offers the call again',
      ),
    )

  async function offerAgain() {
    isScheduled = false
    const onOffer = desk.offered()
    if (onOffer.length === 0) {
      lastFree = null
      return
    }
    const { freeAgents, reachableAgents } = desk.availability()
    const free = `${freeAgents}|${reachableAgents}`
    if (free === lastFree) return
    lastFree = free
    try {
      for (const { callSid } of onOffer) await calls.send(callSid, { type: 'OFFER' }).catch(skipNewer)
    } catch (error) {
      lastFree = null
      throw error
    }
  }

  /** A console that does not ring although it says so acknowledges nothing. The sweep looks too, should this process end. */
  function lookWhetherItRings(callSid: string) {
    after(UNHEARD_AFTER_MS, () => {
      const call = desk.call(callSid)
      if (call && isUnacknowledged(call)) logFailure(calls.send(callSid, { type: 'OFFER' }))
    })
  }

  /** Nobody comes back for these callers: everybody is offered them. */
  function offerCallLostBySignedOut({ callSid, state, parked }: CallView) {
    const agentId = parked?.by ?? null
    if (state === 'parked.waiting' && agentId !== null && desk.hasSignedOut(agentId))
      logFailure(calls.send(callSid, { type: 'AGENT_SIGNED_OUT', agentId }))
  }

  function callChanged(call: CallView, trace?: string) {
    // The commit has checked the colleague it is transferred to, or who is called, and the desk may be behind that.
    // The colleague's next change counts.
    const isForColleague = call.transfer !== null || call.state === 'ringing.calling'
    if (isOnOffer(call) && !isForColleague) logFailure(calls.send(call.callSid, { type: 'OFFER' }, { trace }))
    offerCallLostBySignedOut(call)
  }

  function returnCallsLostBy(agentId: string, echoed?: true) {
    for (const { callSid, state } of desk.parkedBy(agentId))
      if (state === 'parked.waiting') logFailure(calls.send(callSid, { type: 'AGENT_BACK', agentId, echoed }))
  }

  return {
    agentChanged({ agentId, presence }) {
      if (presence === 'offline') {
        logFailure(parkCallsHeldWithoutLeg(calls, desk, agentId))
        logFailure(endSupervisionBy(calls, desk, agentId))
      }
      for (const call of desk.parkedBy(agentId)) offerCallLostBySignedOut(call)
      if (isScheduled) return
      isScheduled = true
      nextTurn(() => logFailure(offerAgain()))
    },
    callCommitted({ snapshot, view, trace }) {
      const { callSid, offeredAt, unheardAt } = snapshot.context
      const at = Date.parse(view.updatedAt)
      if (unheardAt === at) alertUnheard(callSid, unheardAt)
      else if (offeredAt === at) lookWhetherItRings(callSid)
      callChanged(view, trace)
    },
    callChanged,
    consoleIsBack(agentId) {
      returnCallsLostBy(agentId)
      after(LOOK_AGAIN_MS, () => returnCallsLostBy(agentId))
    },
    consoleEchoed: (agentId) => returnCallsLostBy(agentId, true),
  }
}
