import type { CallView } from '../protocol/call-view.ts'
import type { Runtime } from '../runtime.ts'
import type { CallActors } from './calls-port.ts'
import type { DeskReader } from './desk-reader.ts'

/** Consoles acknowledge a ring at nearly the same time. Those of that span are one change of the call. */
const GATHERED_FOR_MS = 100

export interface RingAcknowledgementDeps {
  calls: Pick<CallActors, 'send'>
  desk: Pick<DeskReader, 'call'>
  runtime: Pick<Runtime, 'elapsed' | 'after'>
  /** Called with the time from an offer to its first acknowledgement, ms. */
  onFirst(tookMs: number): void
}

export interface RingAcknowledgements {
  /** A call is shown on the desk of this process. */
  callChanged(call: CallView): void
  /**
   * A console of the agent rings for that call. Resolves when the call knows it, or does not want to know it: it has been
   * answered, or is not offered to the agent.
   * @throws RedisAway
   */
  acknowledge(callSid: string, agentId: string): Promise<void>
}

/** Tells calls at which agents they really ring. */
export function createRingAcknowledgements(deps: RingAcknowledgementDeps): RingAcknowledgements {
  const { calls, desk, runtime, onFirst } = deps
  /** Offers that nobody has acknowledged yet: when this process first showed them, on the monotonic clock. */
  const unacknowledged = new Map<string, number>()
  const gathering = new Map<string, { agentIds: Set<string>; sent: Promise<void> }>()

  async function send(callSid: string, agentIds: ReadonlySet<string>) {
    await new Promise<void>((resolve) => void runtime.after(GATHERED_FOR_MS, resolve))
    gathering.delete(callSid)
    const since = unacknowledged.get(callSid)
    const { ok } = await calls.send(callSid, { type: 'RINGING', agentIds: [...agentIds] })
    if (ok && since !== undefined) onFirst(runtime.elapsed() - since)
  }

  return {
    callChanged({ callSid, offeredTo, ringingAt }) {
      if (offeredTo.length === 0 || ringingAt.length > 0) unacknowledged.delete(callSid)
      else if (!unacknowledged.has(callSid)) unacknowledged.set(callSid, runtime.elapsed())
    },

    async acknowledge(callSid, agentId) {
      const call = desk.call(callSid)
      if (call?.ringingAt.includes(agentId)) return
      let group = gathering.get(callSid)
      if (!group) {
        const agentIds = new Set<string>()
        group = { agentIds, sent: send(callSid, agentIds) }
        gathering.set(callSid, group)
      }
      group.agentIds.add(agentId)
      await group.sent
    },
  }
}
