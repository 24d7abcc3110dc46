import { limitOf } from '../../machines/call/context.ts'
import {
  callerDestination,
  legDestination,
  numberToDial,
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

/**
 * What the carrier must be told because of a change of a call: pure, and all that a change ever tells it.
 * @param change `answering`: the answer to the caller's own request for TwiML says where the caller belongs
 */
export function commandsFor(
  before: CallSnapshot | null,
  after: CallSnapshot,
  event: { type: string; legSid?: string },
  change: { rev: number; at: number; answering: boolean; trace?: string | undefined },
): CarrierCommand[] {
  const { callSid } = after.context
  const { rev, at, trace, answering } = change
  const bodies =
    before === null
      ? commandsForNew(after, rev, answering)
      : commandsForChange(before, after, event, rev, answering)
  return bodies.map((command, n) => ({
    ...command,
    id: `${callSid}:${rev}:${n}`,
    callSid,
    at,
    ...(trace === undefined ? {} : { trace }),
  }))
}

function commandsForNew(after: CallSnapshot, rev: number, answering: boolean): CommandBody[] {
  if (answering) return []
  if (callerDestination(after) === 'gone') return [{ type: 'completeCaller' }]
  // A number that we called still rings. Its leg requests TwiML when it is answered.
  return after.hasTag('dialling') ? [] : [{ type: 'redirectCaller', rev }]
}

function commandsForChange(
  before: CallSnapshot,
  after: CallSnapshot,
  event: { type: string; legSid?: string },
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
    } else if (legDestination(before, legSid) !== legDestination(after, legSid)) {
      const goes = legDestination(after, legSid) === 'room' ? enters : commands
      goes.push({ type: 'redirectLeg', rev, legSid })
    }
  }
  commands.push(...enters)
  const number = numberToDial(after)
  if (number !== null && numberToDial(before) === null) {
    const { transfer, outsideExtension } = after.context
    const extension = outsideExtension === null ? {} : { extension: outsideExtension }
    const ringMs = limitOf(after.context, 'transferMs')
    commands.push({ type: 'dialOutside', number, ...extension, transferAt: transfer?.at, ringMs })
  }
  const recordingSid = wantedRecording(before)
  if (recordingSid !== null && recordingSid !== wantedRecording(after))
    commands.push({ type: 'deleteRecording', recordingSid })
  return commands
}
