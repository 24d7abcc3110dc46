import { ok as must, deepStrictEqual as same } from 'node:assert/strict'
import type { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { commandsFor } from '../../../coordinator/calls/carrier-commands.ts'
import { decide, persist, restore } from '../../../coordinator/durable/decide.ts'
import type { CallContext } from '../../../machines/call/context.ts'
import type { AgentCommand } from '../../../machines/call/events.ts'
import { callMachine } from '../../../machines/call/machine.ts'
import { recordingNow, recordingState, wantedRecording } from '../../../machines/call/selectors.ts'
import { type CallSnapshot, statePath } from '../../../machines/call/snapshot.ts'
import type { Happened, OneCall } from './one-call.ts'

/** The caller talks with an agent of ours. */
const TALK = ['active.talking', 'active.threeWay', 'transferring.swapped']
const OWN_EVENTS = [
  'RECORD',
  'NOTICE_HEARD',
  'RECORDING_STARTED',
  'RECORDING_REQUESTED',
  'RECORDING_NOT_BEGUN',
  'RECORDING_SET',
  'RECORDING_COMPLETED',
  'RECORDINGS_SETTLED',
  'REMOVE_RECORDING',
  'RECORDINGS_EXPIRED',
]

const isOrdered = ({ recording }: CallContext) =>
  recording !== null && (recording.asked ?? (recording.rule === 'always' ? 'on' : 'off')) === 'on'

/** The caller hears that the call is recorded. */
export const isNoticed = (context: CallContext, state: string): boolean =>
  context.recording?.consent === 'due' &&
  isOrdered(context) &&
  ['ringing.offering', 'active.connecting', ...TALK].includes(state)

/** Only a call that the office has recorded is, only once the caller was told, and only while an agent talks. */
export function checkRecording(snapshot: CallSnapshot): void {
  const { context } = snapshot
  const { recording, recordings, answeredAt, endedAt, direction } = context
  const state = statePath(snapshot.value)
  const sids = recordings.map(({ recordingSid }) => recordingSid)
  same(new Set(sids).size, sids.length)
  if (direction === 'internal') same(recording, null)
  if (recording === null || endedAt !== null) {
    same([recordingState(snapshot), wantedRecording(snapshot)], ['off', 'off'])
    return
  }
  const { rule, asked, consent, recordingSid } = recording
  must(rule !== 'always' || asked !== 'off', 'what is always recorded is off')
  must(recordingSid === null || (sids.includes(recordingSid) && consent !== 'due'), 'an unknown one goes on')
  const isOn = isOrdered(context) && answeredAt !== null && TALK.includes(state)
  same(recordingState(snapshot) === 'on', isOn)
  same(wantedRecording(snapshot) === 'on', isOn && consent !== 'due')
  if (asked === 'paused') must(wantedRecording(snapshot) !== 'on', 'records while it pauses')
}

/** Twilio as it is told: each recording of a call, and whether one more was asked for. */
interface Recorder {
  states: Map<string, 'on' | 'paused' | 'stopped'>
  begins: boolean
  /** By recording: when Twilio was asked to go on, and has not answered. */
  unanswered: Map<string, number[]>
}
/** How late Twilio may carry out what it has not answered. */
const LATE_MS = 12_000
const recorders = new WeakMap<OneCall, Recorder>()

/** Twilio does what the call wants, if it does what it is told. */
export function checkRecorded(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  call: OneCall,
) {
  checkNothingElse(before, after, event, call)
  checkKept(before, after, event)
  checkConfirmed(before, after, event)
  const recorder = recorders.get(call) ?? {
    ...{ states: new Map(), begins: wantedRecording(before) === 'on', unanswered: new Map() },
  }
  recorders.set(call, recorder)
  checkOvertaken(recorder, after, event)
  if (event.type === 'RECORDING_STARTED') {
    recorder.states.set(event.recordingSid, 'on')
    recorder.begins = false
  }
  if (event.type === 'RECORDING_COMPLETED') recorder.states.set(event.recordingSid, 'stopped')
  for (const command of told(before, after, event, call)) obey(recorder, command, after)
  if (after.context.endedAt !== null) return
  const current = after.context.recording?.recordingSid ?? null
  const wanted = wantedRecording(after)
  for (const [sid, state] of recorder.states) same(state, sid === current ? wanted : 'stopped')
  if (wanted === 'on') must(current !== null || recorder.begins, 'nobody has begun to record')
}

function obey(recorder: Recorder, command: CarrierCommand, after: CallSnapshot): void {
  if (command.type === 'stopRecording') recorder.states.set(command.recordingSid, 'stopped')
  if (command.type !== 'updateRecording') return
  const current = after.context.recording?.recordingSid ?? null
  if (current === null) recorder.begins = true
  else recorder.states.set(current, wantedRecording(after) === 'on' ? 'on' : 'paused')
}

const told = (before: CallSnapshot, after: CallSnapshot, event: Happened['event'], call: OneCall) =>
  commandsFor(before, after, event, { rev: call.rev, at: call.at, answering: false })

/** What Twilio does is what Twilio has said, not what was ordered. */
function checkConfirmed(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  for (const { recordingSid, state } of after.context.recordings) {
    const was = before.context.recordings.find((one) => one.recordingSid === recordingSid)?.state
    if (state === was) continue
    same('recordingSid' in event ? event.recordingSid : null, recordingSid)
    must(was !== 'off', 'a recording that is over goes on')
    if (event.type === 'RECORDING_SET')
      must(
        state === event.state || (event.state === 'paused' && state === 'resuming'),
        'Twilio has not said so',
      )
    else if (event.type === 'RECORDING_REQUESTED') same(state, 'resuming')
    else same(state, event.type === 'RECORDING_STARTED' ? 'on' : 'off')
  }
  if (after.context.endedAt !== null) return
  const mayRecord = after.context.recordings.some(({ state }) => state === 'on' || state === 'resuming')
  const isSaid = ['on', 'unsure'].includes(recordingNow(after) ?? 'off')
  same(isSaid, mayRecord || after.context.recording?.requested === true)
  const { recordingSid: current } = after.context.recording ?? { recordingSid: null }
  const state = after.context.recordings.find(({ recordingSid }) => recordingSid === current)?.state
  must(state !== 'off', 'the call goes on with a recording that is over')
}

/** Nothing says that a recording pauses that may go on yet. */
function checkOvertaken({ unanswered }: Recorder, after: CallSnapshot, event: Happened['event']): void {
  if (after.context.endedAt !== null || !('recordingSid' in event) || event.recordingSid === null) return
  const now = after.context.recordings.find(({ recordingSid }) => recordingSid === event.recordingSid)
  const { type, recordingSid, at } = event
  const requests = unanswered.get(recordingSid) ?? []
  const isCurrent = after.context.recording?.recordingSid === recordingSid
  if (type === 'RECORDING_REQUESTED' && isCurrent) unanswered.set(recordingSid, [...requests, at])
  if (type !== 'RECORDING_SET') return
  if (event.state === 'on') unanswered.set(recordingSid, requests.slice(1))
  if (event.state !== 'paused' || now?.state === 'off') return
  const mayGoOn = requests.some((asked) => (event.sentAt ?? at) < asked + LATE_MS)
  same(now?.state, now && (mayGoOn ? 'resuming' : 'paused'))
  if (!mayGoOn) unanswered.delete(recordingSid)
}

/** What was let go does not come back, and what Twilio has begun is never forgotten. */
function checkKept(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  for (const one of before.context.recordings) {
    const now = after.context.recordings.find(({ recordingSid }) => recordingSid === one.recordingSid)
    must(now !== undefined, 'a recording was forgotten')
    must(one.kept || !now?.kept, 'a recording that was let go came back')
    must(one.seconds === null || now?.seconds === one.seconds, 'a recording has another length')
    const isLetGo = one.kept && !now?.kept
    const may = [
      'REMOVE_RECORDING',
      'RECORDINGS_EXPIRED',
      'RECORDINGS_SETTLED',
      'ERASE',
      'RECORDING_COMPLETED',
    ]
    must(!isLetGo || may.includes(event.type), `${event.type} let a recording go`)
  }
  if (before.context.recordingsUnknown)
    must(after.context.recordingsUnknown || event.type === 'RECORDINGS_SETTLED', 'Twilio was not asked')
  if (event.type === 'REMOVE_RECORDING') must(event.role !== 'agent', 'an agent has deleted a recording')
}

/** A recorded call goes where it would go without recording, and the legs of agents are told the same. */
function checkNothingElse(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  call: OneCall,
): void {
  if (before.context.recording === null && before.context.recordings.length === 0) return
  const was = unrecorded(before)
  const would = OWN_EVENTS.includes(event.type)
    ? was
    : decide(callMachine, { snapshot: was, timers: call.timers }, event, call.rev, call.at).snapshot
  const is = unrecorded(after)
  same([statePath(is.value), is.context], [statePath(would.value), would.context])
  const ofLegs = (commands: readonly CarrierCommand[]) =>
    commands.flatMap(({ id: _, ...command }) => ('legSid' in command ? [command] : []))
  same(ofLegs(told(before, after, event, call)), ofLegs(told(was, would, event, call)))
}

function unrecorded(snapshot: CallSnapshot): CallSnapshot {
  const stored = JSON.parse(persist(callMachine, snapshot))
  const context = { ...stored.context, recording: null, recordings: [], recordingsUnknown: false }
  return restore(callMachine, JSON.stringify({ ...stored, context }))
}

/** Why an agent may not. */
export function checkRecordingReason(
  { context: { recording, agentId } }: CallSnapshot,
  code: string,
  { by, role, state }: AgentCommand & { type: 'RECORD' },
): void {
  if (recording === null) same(code, 'recording_not_allowed')
  else if (by !== agentId && role === 'agent') same(code, 'not_yours')
  else same(code === 'recording_required', recording.rule === 'always' && state === 'off')
}
