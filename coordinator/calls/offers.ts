import type { Logger } from 'pino'
import type { Availability } from '../../machines/call/availability.ts'
import { ActorIsNewer } from '../durable/newer.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import { type CallView, isOnOffer } from '../protocol/call-view.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { CallActors } from './calls-port.ts'
import type { DeskReader } from './desk-reader.ts'

/**
 * A console opens while another process is still committing the end of its agent's leg: that process saw no console yet,
 * and this one sees no parked call yet. So this process looks again after that time.
 */
const LOOK_AGAIN_MS = 2_000

/** No method rejects: a failure is logged, and the sweep makes up for it. */
export interface Offers {
  /** The set of free agents may have changed: every call on offer is offered again. The sweep does the same. */
  agentChanged(agent: AgentView): void
  /** The desk may have changed while the call's commit was under way: the call is offered again. */
  callChanged(call: CallView, trace?: string): void
  /** A console opened: the callers that its agent has lost return to the agent. */
  consoleOpened(agentId: string): void
}

/** The agent is gone: calls that the agent holds without a leg park themselves. Where there is a leg, its end does that. */
export async function parkCallsHeldWithoutLeg(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'heldBy'>,
  agentId: string,
) {
  for (const { callSid } of desk.heldBy(agentId)) await calls.send(callSid, { type: 'AGENT_GONE', agentId })
}

/** Keeps offers in step with the desk. Many changes in one turn of the event loop lead to one round of offers. */
export function createOffers(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'calls' | 'offered' | 'heldBy'> & {
    availability(): Pick<Availability, 'freeAgents'>
  },
  log: Logger,
  { nextTurn, after }: Pick<Runtime, 'nextTurn' | 'after'> = systemRuntime,
): Offers {
  let isScheduled = false
  /** The free agents of the last round, joined. */
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
    const free = desk.availability().freeAgents.join()
    if (free === lastFree) return
    lastFree = free
    try {
      for (const { callSid } of onOffer) await calls.send(callSid, { type: 'OFFER' })
    } catch (error) {
      lastFree = null
      throw error
    }
  }

  function returnCallsLostBy(agentId: string) {
    for (const call of desk.calls())
      if (call.state === 'parked.waiting' && call.parked?.by === agentId)
        logFailure(calls.send(call.callSid, { type: 'AGENT_BACK', agentId }))
  }

  return {
    agentChanged({ agentId, presence }) {
      if (presence === 'offline') logFailure(parkCallsHeldWithoutLeg(calls, desk, agentId))
      if (isScheduled) return
      isScheduled = true
      nextTurn(() => logFailure(offerAgain()))
    },
    callChanged(call, trace) {
      if (isOnOffer(call)) logFailure(calls.send(call.callSid, { type: 'OFFER' }, { trace }))
    },
    consoleOpened(agentId) {
      returnCallsLostBy(agentId)
      after(LOOK_AGAIN_MS, () => returnCallsLostBy(agentId))
    },
  }
}
