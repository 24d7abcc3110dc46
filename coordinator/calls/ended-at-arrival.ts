import type { Availability } from '../../machines/call/availability.ts'
import type { callMachine } from '../../machines/call/machine.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { Beginning } from '../durable/actor-kind.ts'
import { decide } from '../durable/decide.ts'
import { NO_TIMERS } from '../durable/timer.ts'
import type { CallTypes } from './call-types.ts'

/** A call whose end was told before its beginning: it is on record, but it never rings. */
export function endedAtArrival(
  machine: typeof callMachine,
  snapshot: CallSnapshot,
  event: { type: string },
  { at, availability }: { at: number; availability: Availability },
): Beginning<CallTypes> {
  const ended = { type: 'CALLER_ENDED', status: 'completed', at, availability } as const
  return {
    snapshot: decide(machine, { snapshot, timers: [] }, ended, 1, at).snapshot,
    timers: NO_TIMERS,
    event,
    origin: { answering: true, evidence: 'Its end had been told before it arrived' },
  }
}
