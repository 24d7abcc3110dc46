import type { Logger } from 'pino'
import type { Availability } from '../../machines/call/availability.ts'
import { ActorIsNewer } from '../durable/newer.ts'
import type { DeskReader } from '../feed/desk-reader.ts'
import type { AgentView } from '../protocol/agent-view.ts'
import { type CallView, isOnOffer } from '../protocol/call-view.ts'
import { type Runtime, systemRuntime } from '../runtime.ts'
import type { CallActors } from './calls-port.ts'

/**
 * That long another process may need for the end of a leg: it looked for a console when there was none yet, and
 * its commit came when this one had looked already.
 */
const UNDER_WAY_MS = 2_000

export interface Offers {
  /** Who is free has changed: every call on offer is offered anew. Never rejects; the sweep does the same. */
  agentChanged(agent: AgentView): void
  /**
   * A commit of this process is done. While it was under way the desk may have changed, and the offer that
   * followed was decided on the call as it was before. Never rejects.
   */
  callChanged(call: CallView, trace?: string): void
  /** A console opened: a caller whom its agent lost goes back there. Never rejects. */
  consoleOpened(agentId: string): void
}

/** Calls on hold of an agent who is gone: those that have no leg whose end would tell park themselves. */
export async function parkHeldBy(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'heldBy'>,
  agentId: string,
) {
  for (const { callSid } of desk.heldBy(agentId)) await calls.send(callSid, { type: 'AGENT_GONE', agentId })
}

/** Keeps offers in step with the desk. However many changes come in one turn, calls are asked once. */
export function createOffers(
  calls: Pick<CallActors, 'send'>,
  desk: Pick<DeskReader, 'calls' | 'offered' | 'heldBy'> & {
    availability(): Pick<Availability, 'freeAgents'>
  },
  log: Logger,
  { nextTurn, after }: Pick<Runtime, 'nextTurn' | 'after'> = systemRuntime,
): Offers {
  let asked = false
  /** Whom calls were last offered to. */
  let offered: string | null = null

  const contained = (what: Promise<unknown>) =>
    void what.catch((error: unknown) =>
      log[error instanceof ActorIsNewer ? 'debug' : 'warn'](
        { err: error },
        'An offer could not follow the desk yet',
      ),
    )

  async function offerAnew() {
    asked = false
    const onOffer = desk.offered()
    if (onOffer.length === 0) {
      offered = null
      return
    }
    const free = desk.availability().freeAgents.join()
    if (free === offered) return
    offered = free
    try {
      for (const { callSid } of onOffer) await calls.send(callSid, { type: 'OFFER' })
    } catch (error) {
      offered = null
      throw error
    }
  }

  function returnLostBy(agentId: string) {
    for (const call of desk.calls())
      if (call.state === 'parked.waiting' && call.parked?.by === agentId)
        contained(calls.send(call.callSid, { type: 'AGENT_BACK', agentId }))
  }

  return {
    agentChanged({ agentId, presence }) {
      if (presence === 'offline') contained(parkHeldBy(calls, desk, agentId))
      if (asked) return
      asked = true
      nextTurn(() => contained(offerAnew()))
    },
    callChanged(call, trace) {
      if (isOnOffer(call)) contained(calls.send(call.callSid, { type: 'OFFER' }, { trace }))
    },
    consoleOpened(agentId) {
      returnLostBy(agentId)
      after(UNDER_WAY_MS, () => returnLostBy(agentId))
    },
  }
}
