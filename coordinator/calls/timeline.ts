import { z } from 'zod'
import { FinalStatus } from '../../machines/call/events.ts'
import { type CallSnapshot, statePath } from '../../machines/call/snapshot.ts'
import type { TimelineEntry } from '../protocol/timeline.ts'

/** `ringTimeout` from `xstate.after.ringTimeout.call.ringing.offering`: what a person reads. */
const nameOf = (type: string) => (type.startsWith('xstate.after.') ? (type.split('.')[2] ?? type) : type)

const askerOf = (event: object): string | null => {
  if ('by' in event && typeof event.by === 'string') return event.by
  return 'agentId' in event && typeof event.agentId === 'string' ? event.agentId : null
}

const Ending = z.object({ status: FinalStatus })
const unreachedAs = (event: object): { status?: FinalStatus } => Ending.safeParse(event).data ?? {}

/** One line of a call's history: what happened, by whom, and who had the call before and after. */
export function timelineEntry(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string },
  change: { rev: number; at: number; evidence?: string | undefined },
): TimelineEntry {
  return {
    rev: change.rev,
    at: new Date(change.at).toISOString(),
    event: nameOf(event.type),
    by: askerOf(event),
    from: before?.context.agentId ?? null,
    to: after.context.agentId,
    state: statePath(after.value),
    ...(change.evidence === undefined ? {} : { evidence: change.evidence }),
    ...(before?.hasTag('dialling') ? unreachedAs(event) : {}),
  }
}
