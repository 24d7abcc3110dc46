import { limitOf } from '../../machines/call/context.ts'
import {
  callerDestination,
  keptRecordings,
  legDestination,
  numberToDial,
  participation,
  wantedLegs,
  wantedRecording,
} from '../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../machines/call/snapshot.ts'
import type { CarrierCommand } from './carrier-command.ts'

/** After these events the carrier itself has ended the caller's leg. */
const ENDED_BY_CARRIER: ReadonlySet<string> = new Set(['CALLER_ENDED', 'FOUND_GONE'])

type WithoutEnvelope<Command> = Command extends unknown
  ? Omit<Command, 'id' | 'callSid' | 'at' | 'trace'>
  : never
type CommandBody = WithoutEnvelope<CarrierCommand>

/** What commands depend on of an event. */
interface CommittedEvent {
  type: string
  legSid?: string
  recordingSid?: string | null
}

/**
 * What the carrier must be told because of a change of a call: pure, and all that a change ever tells it.
 * @param change `answering`: the answer to the caller's own request for TwiML says where the caller belongs
 */
export function commandsFor(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: CommittedEvent,
  change: { rev: number; at: number; answering: boolean; trace?: string | undefined },
): CarrierCommand[] {
  const { callSid } = after.context
  const { rev, at, trace, answering } = change
  const bodies =
    before === null
      ? commandsForNew(after, event, rev, answering)
      : commandsForChange(before, after, event, rev, answering)
  return bodies.map((command, n) => ({
    ...command,
    id: `${callSid}:${rev}:${n}`,
    callSid,
    at,
    ...(trace === undefined ? {} : { trace }),
  }))
}

/** Who whispers to another agent from now on leaves the room first: nobody else may hear a word of it. */
const isMoved = (before: CallSnapshot, after: CallSnapshot, legSid: string) => {
  const coached = participation(before, legSid).coaches
  return (
    legDestination(before, legSid) !== legDestination(after, legSid) ||
    (coached !== null && ![coached, null].includes(participation(after, legSid).coaches))
  )
}

/** Of a leg that stays in the room. Who enters is told when the leg requests TwiML. */
function isHeardOtherwise(before: CallSnapshot, after: CallSnapshot, legSid: string): boolean {
  const [was, is] = [participation(before, legSid), participation(after, legSid)]
  const stays = legDestination(after, legSid) === 'room' && !isMoved(before, after, legSid)
  return stays && (was.muted !== is.muted || was.coaches !== is.coaches)
}

function commandsForNew(
  after: CallSnapshot,
  event: CommittedEvent,
  rev: number,
  answering: boolean,
): CommandBody[] {
  // Redis has lost the call, and Twilio may record it still.
  const isGone = callerDestination(after) === 'gone'
  const recorded: CommandBody[] = event.type === 'FOUND_LIVE' && !isGone ? [{ type: 'updateRecording' }] : []
  if (answering) return recorded
  if (isGone) return [{ type: 'completeCaller' }]
  // A number that we called still rings. Its leg requests TwiML when it is answered.
  return after.hasTag('dialling') ? [] : [{ type: 'redirectCaller', rev }, ...recorded]
}

/** Pauses and goes on as the call does. Twilio ends a recording with the leg. */
function commandsForRecording(
  before: CallSnapshot,
  after: CallSnapshot,
  { type, recordingSid }: CommittedEvent,
): CommandBody[] {
  const kept = keptRecordings(after)
  const known = before.context.recordings.map((one) => one.recordingSid)
  const told = after.context.recordings.map((one) => one.recordingSid).filter((sid) => !known.includes(sid))
  const commands: CommandBody[] = [...keptRecordings(before), ...(after.context.erased ? told : [])]
    .filter((sid) => !kept.includes(sid))
    .map((sid) => ({ type: 'deleteRecording', recordingSid: sid }))
  if (after.context.endedAt !== null) return commands
  const ran = before.context.recording?.recordingSid ?? null
  const runs = after.context.recording?.recordingSid ?? null
  const [was, is] = [wantedRecording(before), wantedRecording(after)]
  if (type === 'RECORDING_STARTED' && recordingSid && recordingSid !== runs)
    commands.push({ type: 'stopRecording', recordingSid })
  const isOver = ran !== null && runs === null
  if (isOver && type !== 'RECORDING_COMPLETED') commands.push({ type: 'stopRecording', recordingSid: ran })
  const begins = is === 'on' && (was !== 'on' || isOver)
  // One that has begun late may have to pause at once.
  const pauses = is === 'paused' && runs !== null && (was === 'on' || ran === null)
  if (begins || pauses) commands.push({ type: 'updateRecording' })
  return commands
}

function commandsForChange(
  before: CallSnapshot,
  after: CallSnapshot,
  event: CommittedEvent,
  rev: number,
  answering: boolean,
): CommandBody[] {
  const commands: CommandBody[] = []
  // First who leaves the room, then who enters it: nobody hears what is not meant for them.
  const enters: CommandBody[] = []
  const destination = callerDestination(after)
  if (destination !== callerDestination(before) && !answering) {
    if (destination === 'room') enters.push({ type: 'redirectCaller', rev })
    else if (destination !== 'gone') commands.push({ type: 'redirectCaller', rev })
    else if (!ENDED_BY_CARRIER.has(event.type)) commands.push({ type: 'completeCaller' })
  }
  const wanted = wantedLegs(after)
  for (const legSid of wantedLegs(before)) {
    const isOver = legSid === event.legSid && event.type === 'LEG_ENDED'
    if (!wanted.includes(legSid)) {
      if (!isOver) commands.push({ type: 'completeLeg', legSid })
    } else if (isMoved(before, after, legSid)) {
      const goes = legDestination(after, legSid) === 'room' ? enters : commands
      goes.push({ type: 'redirectLeg', rev, legSid })
    }
  }
  for (const legSid of wanted)
    if (isHeardOtherwise(before, after, legSid)) enters.push({ type: 'updateParticipant', rev, legSid })
  commands.push(...enters)
  const number = numberToDial(after)
  if (number !== null && numberToDial(before) === null) {
    const { transfer, outsideExtension } = after.context
    const extension = outsideExtension === null ? {} : { extension: outsideExtension }
    const ringMs = limitOf(after.context, 'transferMs')
    commands.push({ type: 'dialOutside', number, ...extension, transferAt: transfer?.at, ringMs })
  }
  return [...commands, ...commandsForRecording(before, after, event)]
}
