import { ok as must, deepStrictEqual as same } from 'node:assert/strict'
import { commandsFor } from '../../../coordinator/calls/carrier-commands.ts'
import { decide, persist, restore } from '../../../coordinator/durable/decide.ts'
import { callingAgent, transferTarget } from '../../../machines/call/context.ts'
import type { AgentCommand } from '../../../machines/call/events.ts'
import { callMachine } from '../../../machines/call/machine.ts'
import {
  callerDestination,
  legDestination,
  participation,
  wantedLegs,
} from '../../../machines/call/selectors.ts'
import { type CallSnapshot, statePath } from '../../../machines/call/snapshot.ts'
import type { Happened, OneCall } from './one-call.ts'

/** Who supervises is no party of the call, is in the room only with its owner, and is heard as the mode says. */
export function checkSupervisor(snapshot: CallSnapshot): void {
  const { supervision, agentId, legSid, transfer, parked, endedAt } = snapshot.context
  if (supervision === null) return
  same(endedAt, null)
  const { by } = supervision
  // Who parked the call for a number outside is its sender, and does not talk with it.
  const sender = parked === null ? transfer?.from : null
  const parties = [agentId, sender, transferTarget(snapshot.context), callingAgent(snapshot.context)]
  must(!parties.includes(by), `${by} supervises the own call`)
  const leg = supervision.legSid
  if (leg === null) return
  same(legDestination(snapshot, leg), legSid === null ? 'silence' : 'room')
  const { muted, coaches } = participation(snapshot, leg)
  same(muted, supervision.mode === 'listen')
  same(coaches, supervision.mode === 'whisper' ? legSid : null)
  for (const other of wantedLegs(snapshot).filter((one) => one !== leg))
    same(participation(snapshot, other), { muted: false, coaches: null })
}

/**
 * Others do not notice a supervisor. The call goes where it would go without one, and Twilio is told the same of the caller
 * and of every other leg.
 */
export function checkApart(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  call: OneCall,
): void {
  if (before.context.supervision === null && event.type !== 'SUPERVISE') return
  if (event.type === 'TAKE_OVER') return
  const was = alone(before)
  const isOwn = event.type === 'SUPERVISE' || event.type === 'UNSUPERVISE'
  const would = isOwn
    ? was
    : decide(callMachine, { snapshot: was, timers: call.timers }, event, call.rev, call.at).snapshot
  same([statePath(alone(after).value), alone(after).context], [statePath(would.value), would.context])
  const supervisors = [before, after].map(({ context }) => context.supervision?.legSid ?? null)
  const change = { rev: call.rev, at: call.at, answering: false }
  const told = commandsFor(before, after, event, change).filter(
    (command) => !('legSid' in command && supervisors.includes(command.legSid)),
  )
  same(
    told.map(({ id: _, ...command }) => command),
    commandsFor(was, would, event, change).map(({ id: _, ...command }) => command),
  )
  checkLeavesFirst(before, after, event, call)
}

/**
 * A supervisor whispers to one agent. Before another agent takes the place, the supervisor's leg leaves the room. Who hears
 * a leg that enters is said when it requests TwiML.
 */
function checkLeavesFirst(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  call: OneCall,
): void {
  const leg = before.context.supervision?.legSid ?? null
  if (leg === null || !wantedLegs(after).includes(leg)) return
  const coached = participation(before, leg).coaches
  const told = commandsFor(before, after, event, { rev: call.rev, at: call.at, answering: false })
  const moved = told.findIndex((command) => command.type === 'redirectLeg' && command.legSid === leg)
  const heard = told.findIndex((command) => command.type === 'updateParticipant' && command.legSid === leg)
  const isToAnother = coached !== null && ![null, coached].includes(participation(after, leg).coaches)
  same(moved >= 0, legDestination(before, leg) !== legDestination(after, leg) || isToAnother)
  const isIn = legDestination(after, leg) === 'room'
  const is = participation(after, leg)
  const wasIn = legDestination(before, leg) === 'room' && moved < 0
  const was = participation(before, leg)
  same(heard >= 0, isIn && wasIn && (was.muted !== is.muted || was.coaches !== is.coaches))
}

/** Who takes over has the caller in the room on the leg that is there, and the agent's leg is released. */
export function checkTakenOver(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  call: OneCall,
): void {
  if (event.type !== 'TAKE_OVER') return
  const { supervision, legSid } = before.context
  must(supervision?.by === event.by && supervision.legSid !== null, `${event.by} is not on the line`)
  must(event.role !== 'agent', `${event.role} has taken a call over`)
  const { context } = after
  same(
    [statePath(after.value), context.agentId, context.legSid, context.supervision, wantedLegs(after)],
    ['active.talking', event.by, supervision?.legSid, null, [supervision?.legSid]],
  )
  must(['room', 'notice'].includes(callerDestination(after)), 'the caller is elsewhere')
  const told = commandsFor(before, after, event, { rev: call.rev, at: call.at, answering: false })
  same(
    told.flatMap((command) => (command.type === 'completeLeg' ? [command.legSid] : [])),
    legSid === null ? [] : [legSid],
  )
  same([call.history.at(-1)?.event, call.history.at(-1)?.by], ['TAKE_OVER', event.by])
}

/** Why a supervisor may not. */
export function checkSupervisorsReason(
  { context: { supervision } }: CallSnapshot,
  code: string,
  body: Pick<AgentCommand, 'by' | 'role'> & { type: 'SUPERVISE' | 'UNSUPERVISE' | 'TAKE_OVER' },
): void {
  const isTheirs = body.type === 'SUPERVISE' ? body.role !== 'agent' : supervision?.by === body.by
  if (code === 'already_supervised') must(supervision !== null && supervision.by !== body.by)
  else same(code, isTheirs ? 'not_in_state' : 'not_yours')
}

/** The same call without its supervisor. */
function alone(snapshot: CallSnapshot): CallSnapshot {
  const stored = JSON.parse(persist(callMachine, snapshot))
  return restore(
    callMachine,
    JSON.stringify({ ...stored, context: { ...stored.context, supervision: null } }),
  )
}
