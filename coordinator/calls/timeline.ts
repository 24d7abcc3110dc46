import { z } from 'zod'
import { FinalStatus, RecordingOrder } from '../../machines/call/events.ts'
import { LegQuality } from '../../machines/call/leg-quality.ts'
import { numberToDial, slotOf } from '../../machines/call/selectors.ts'
import { type CallSnapshot, statePath } from '../../machines/call/snapshot.ts'
import type { TimelineEntry } from '../protocol/timeline.ts'

/** For people: `ringTimeout` for `xstate.after.ringTimeout.call.ringing.offering`. */
const eventName = (type: string) => (type.startsWith('xstate.after.') ? (type.split('.')[2] ?? type) : type)

const senderOf = (event: object): string | null => {
  if ('by' in event && typeof event.by === 'string') return event.by
  return 'agentId' in event && typeof event.agentId === 'string' ? event.agentId : null
}

const qualityIn = (event: object): { quality?: LegQuality } =>
  'quality' in event ? { quality: LegQuality.parse(event.quality) } : {}

const WithStatus = z.object({ status: FinalStatus })
const statusIn = (event: object): { status?: FinalStatus } => WithStatus.safeParse(event).data ?? {}

const RecordingSet = z.object({ type: z.literal('RECORDING_SET'), state: RecordingOrder })
const recordingIn = (event: object): Pick<TimelineEntry, 'recording'> => {
  const set = RecordingSet.safeParse(event).data
  return set === undefined ? {} : { recording: set.state }
}

/** What tells of the supervisor alone, where it changes the supervision. */
const OF_THE_SUPERVISOR: ReadonlySet<string> = new Set([
  'SUPERVISE',
  'UNSUPERVISE',
  'LEG_CONNECTED',
  'LEG_ENDED',
  'AGENT_SIGNED_OUT',
  'AGENT_GONE',
])

function supervisionMode(before: CallSnapshot | null, after: CallSnapshot, { type }: { type: string }) {
  const was = before?.context.supervision ?? null
  const is = after.context.supervision
  if (was === is || !OF_THE_SUPERVISOR.has(type)) return undefined
  // A state that changes too tells of the call as well.
  return before && statePath(before.value) === statePath(after.value) ? (is ?? was)?.mode : undefined
}

/** One entry of a call's timeline: the event, the agent who sent it, and the owner before and after. */
export function timelineEntry(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string },
  change: { rev: number; at: number; evidence?: string | undefined },
): TimelineEntry {
  const { transfer, parked } = after.context
  const mode = supervisionMode(before, after, event)
  const dials = numberToDial(after) !== null && (before === null || numberToDial(before) === null)
  const slot = slotOf(after)
  return {
    rev: change.rev,
    at: new Date(change.at).toISOString(),
    event: eventName(event.type),
    by: senderOf(event),
    from: before?.context.agentId ?? null,
    to: after.context.agentId,
    state: statePath(after.value),
    ...(change.evidence === undefined ? {} : { evidence: change.evidence }),
    ...((event.type === 'TRANSFER' || dials) && transfer ? { target: transfer.to } : {}),
    ...(slot !== null && (before === null || slotOf(before) !== slot) ? { slot } : {}),
    ...(event.type === 'PARK' && parked?.for ? { for: parked.for } : {}),
    ...(mode === undefined ? {} : { mode }),
    ...(event.type === 'RECORD' && after.context.recording?.asked
      ? { recording: after.context.recording.asked }
      : {}),
    ...recordingIn(event),
    ...statusIn(event),
    ...qualityIn(event),
    ...('refused' in event && typeof event.refused === 'string' ? { refused: event.refused } : {}),
  }
}
