import type { CallInput } from '../../machines/call/context.ts'
import type { callMachine } from '../../machines/call/machine.ts'
import type { CallSnapshot } from '../../machines/call/view.ts'
import type { Desk } from '../../machines/desk.ts'
import type { Change } from './call-store.ts'
import { decide } from './decide.ts'

/** The call of a caller whose end was told before its beginning: on record, but it never rings. */
export function stillborn(
  machine: typeof callMachine,
  snapshot: CallSnapshot,
  { type, by }: Pick<CallInput, 'type' | 'by'>,
  { at, desk }: { at: number; desk: Desk },
): Change {
  const ended = { type: 'CALLER_ENDED', status: 'completed', at, desk } as const
  return {
    before: null,
    snapshot: decide(machine, { snapshot, timers: [] }, ended, 1, at).snapshot,
    timers: { timers: [], added: [], dropped: [] },
    event: { type, ...(by !== undefined && { by }) },
    at,
    delivery: { answering: true, evidence: 'Its end had been told before it arrived' },
  }
}
