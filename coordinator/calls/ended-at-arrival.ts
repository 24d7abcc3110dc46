import type { Availability } from '../../machines/call/availability.ts'
import type { callMachine } from '../../machines/call/machine.ts'
import type { CallInput } from '../../machines/call/new-call.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import { decide } from '../durable/decide.ts'
import type { CallChange } from './call-store.ts'

/** The call of a caller whose end was told before its beginning: on record, but it never rings. */
export function endedAtArrival(
  machine: typeof callMachine,
  snapshot: CallSnapshot,
  { type, by }: Pick<CallInput, 'type' | 'by'>,
  { at, availability }: { at: number; availability: Availability },
): CallChange {
  const ended = { type: 'CALLER_ENDED', status: 'completed', at, availability } as const
  return {
    before: null,
    snapshot: decide(machine, { snapshot, timers: [] }, ended, 1, at).snapshot,
    timers: { timers: [], added: [], dropped: [] },
    event: { type, ...(by !== undefined && { by }) },
    at,
    delivery: { answering: true, evidence: 'Its end had been told before it arrived' },
  }
}
