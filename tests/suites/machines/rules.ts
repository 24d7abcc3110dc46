import { ok as must, deepStrictEqual as same } from 'node:assert/strict'
import type { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { commandsFor } from '../../../coordinator/calls/carrier-commands.ts'
import { toCallView } from '../../../coordinator/calls/view.ts'
import { persist, restore } from '../../../coordinator/durable/decide.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import {
  type CallContext,
  callingAgent,
  ECHO_PROVES_AFTER_MS,
  RING_PROOF_MS,
  transferTarget,
} from '../../../machines/call/context.ts'
import { callMachine } from '../../../machines/call/machine.ts'
import { refusalOf } from '../../../machines/call/refusal.ts'
import {
  callerDestination,
  legDestination,
  slotOf,
  talkingAgents,
  wantedLegs,
} from '../../../machines/call/selectors.ts'
import { type CallSnapshot, statePath } from '../../../machines/call/snapshot.ts'
import type { Happened, OneCall } from './one-call.ts'
import { checkRecorded, checkRecording, checkRecordingReason, isNoticed } from './recording-rules.ts'
import { checkApart, checkSupervisor, checkSupervisorsReason, checkTakenOver } from './supervision-rules.ts'

const OFFERS = ['ringing.calling', 'ringing.offering', 'parked.returning', 'transferring.offering']
const OWNED = [
  'active.connecting',
  'active.dialling',
  'active.talking',
  'active.held',
  'transferring.consulting',
  'transferring.swapped',
  'active.threeWay',
]
const OWNERLESS = [
  'active.outside',
  'ringing.offering',
  'ringing.calling',
  'parked.waiting',
  'parked.returning',
  'parked.dialling',
  'voicemail.recording',
  'voicemail.announcing',
]
const IN_ROOM = [
  'ringing.offering',
  'ringing.calling',
  'active.dialling',
  'active.connecting',
  'active.talking',
  'active.outside',
  'active.threeWay',
  'transferring.swapped',
]
/** The target of a consultation is on the line. */
const WITH_TARGET = ['transferring.swapped', 'active.threeWay']
const PLACES: Record<string, string> = { parked: 'park', ended: 'gone' }

/** Where the caller is, by what is written down of the call. */
function place(context: CallContext, state: string): string {
  const { closed, greeting, answeredAt } = context
  if (state === 'voicemail.announcing') return 'closed'
  if (state === 'voicemail.recording')
    return closed === null || answeredAt !== null ? 'voicemail' : 'closedVoicemail'
  if (state === 'ringing.offering' && greeting === 'due') return 'greeting'
  if (isNoticed(context, state)) return 'notice'
  return PLACES[state.split('.')[0] ?? ''] ?? (IN_ROOM.includes(state) ? 'room' : 'hold')
}

/** The legs of those who talk: all but the supervisor's. */
const legsOfTalk = (snapshot: CallSnapshot) =>
  wantedLegs(snapshot).filter((leg) => leg !== snapshot.context.supervision?.legSid)

/** What must hold of a call in every state that it can reach. @throws when it does not */
export function checkSound(call: OneCall): void {
  const { snapshot, context } = call
  const state = statePath(snapshot.value)
  const status = state.split('.')[0] ?? ''
  same(CallView.parse(toCallView(snapshot, { rev: call.rev, at: call.at })).state, state)

  // Ended is ended, and live is never at a dead end.
  same([context.endedAt !== null, context.outcome !== null], [state === 'ended', state === 'ended'])
  if (state === 'ended') same(call.timers, [])
  const goesOn = context.offeredTo.length > 0 || context.agentId !== null || call.running.length > 0
  must(state === 'ended' || goesOn, `${state} waits for nobody and nothing`)
  for (const { event } of call.timers) must(event.endsWith(`call.${state}`), `${event} in ${state}`)

  // What a state means is all that its context says.
  same(context.parked !== null, status === 'parked')
  same(
    context.transfer !== null,
    status === 'transferring' || ['active.threeWay', 'parked.dialling'].includes(state),
  )
  if (state !== 'ended') same(context.voicemailAt !== null, status === 'voicemail')
  if (state === 'ended') same(context.lastPark, null)
  same(context.heldAt !== null, state === 'active.held')
  must(OFFERS.includes(state) || context.offeredTo.length === 0, `${state} is offered`)
  same(new Set(context.offeredTo).size, context.offeredTo.length)
  if (context.offeredToAll)
    must(!context.offeredTo.some((agentId) => context.declinedBy.includes(agentId)), 'offered to a decliner')
  must(
    context.ringingAt.every((agentId) => context.offeredTo.includes(agentId)),
    'rings at somebody who is not offered the call',
  )
  must(context.offeredTo.length === 0 || context.offeredAt !== null, 'offered, and nobody knows since when')
  must(context.unheardAt === null || context.ringingAt.length === 0, 'unheard, and rings')
  if (OWNED.includes(state)) must(context.agentId !== null, `nobody owns ${state}`)
  if (OWNERLESS.includes(state)) must(context.agentId === null, `somebody owns ${state}`)
  if (state === 'parked.dialling') {
    const { parked, transfer, outsideNumber } = context
    same([parked?.elseTo, transfer?.from, transfer?.to], [null, parked?.by, outsideNumber])
  } else if (!['ended', 'transferring', 'active'].includes(status) || OWNED.slice(0, 4).includes(state))
    must(context.outsideNumber === null, `a number outside in ${state}`)

  if (context.transfer?.kind === 'consult')
    same([context.agentId, context.legSid !== null], [context.transfer.from, true])

  // Where the caller is, who talks and which legs are wanted follow from the state.
  same(callerDestination(snapshot), place(context, state))
  same(new Set(wantedLegs(snapshot)).size, wantedLegs(snapshot).length)
  const legs = legsOfTalk(snapshot)
  if (state === 'parked.dialling') same(legs, [context.outsideLegSid].filter(Boolean))
  else if (['ended', 'parked', 'voicemail', 'ringing'].includes(status) || state === 'active.connecting')
    same(legs, [])
  if (WITH_TARGET.includes(state)) same(legs, [context.legSid, context.targetLegSid ?? context.outsideLegSid])
  for (const leg of legs)
    same(
      legDestination(snapshot, leg),
      state === 'transferring.swapped' && leg !== context.legSid ? 'hold' : 'room',
    )
  same(legDestination(snapshot, 'CAunknown'), 'gone')
  if (state === 'active.dialling') same(legs, [context.legSid].filter(Boolean))
  if (state === 'active.talking') same(legs, [context.legSid])
  if (state === 'active.outside') same(legs, [context.outsideLegSid])
  same(new Set(talkingAgents(snapshot)).size, talkingAgents(snapshot).length)
  const talking = talkingAgents(snapshot).filter((agentId) => agentId !== context.supervision?.by)
  const caller = callingAgent(context)
  const withCaller = caller === null ? [] : [caller]
  if (['active.connecting', 'active.dialling', 'active.talking'].includes(state))
    same(talking, [context.agentId, ...withCaller])
  if (state === 'transferring.consulting' || WITH_TARGET.includes(state))
    same(
      talking,
      [context.agentId, transferTarget(context), caller].filter((agentId) => agentId !== null),
    )
  if (state === 'active.held' || OWNERLESS.includes(state)) same(talking, withCaller)
  if (state === 'ended') same(talking, [])

  // Who calls from a browser of ours is the caller, and can be nothing else; it rings for nobody else.
  if (caller !== null) {
    must(context.agentId !== caller, 'the caller owns the call')
    must(!context.offeredTo.includes(caller), 'offered to the caller')
  }
  if (state === 'ringing.calling') same(context.offeredTo, [context.calledNumber?.slice('agent:'.length)])
  if (state === 'active.dialling') same([context.answeredAt, context.direction], [null, 'outbound'])
  same(slotOf(snapshot), context.parked?.slot ?? null)
  same(context.limits === null, context.endedAt !== null)

  // Only the end of a call has a message. A caller who is answered before leaves none.
  must(context.message === null || (state === 'ended' && context.outcome === 'voicemail'), 'an early message')
  must(context.message?.seconds !== 0, 'a message of no length')
  // The agent who parks a call may say that the caller leaves a message in the end.
  const mayRecord =
    context.closed !== 'hangup' || context.answeredAt !== null || context.lastPark?.elseTo === 'voicemail'
  must(state !== 'voicemail.recording' || mayRecord, 'a closed office that hangs up records')
  must(context.greeting !== 'due' || context.agentId === null, 'greeted while somebody has the call')

  // Who has the caller in the room has talked, and is not forgotten.
  same(context.answeredAt !== null, context.talkedBy.length > 0)
  same(new Set(context.talkedBy).size, context.talkedBy.length)
  if (state === 'active.talking' || state === 'active.held')
    must(context.agentId !== null && context.talkedBy.includes(context.agentId), 'talks, and has not talked')
  if (state === 'active.threeWay')
    must(
      [context.agentId, transferTarget(context)].every(
        (one) => one === null || context.talkedBy.includes(one),
      ),
      'talks with two, and has not talked',
    )

  // Who says who it is has talked with the caller, and says it only where the carrier does not.
  const { confirmedBy, verified, unconfirmed, direction, talkedBy } = context
  if (confirmedBy !== undefined) {
    must(talkedBy.includes(confirmedBy), `${confirmedBy} knows a voice that they have not heard`)
    same(direction, 'inbound')
    must(unconfirmed !== null || verified === null || verified === 'C', 'confirmed twice')
  }

  checkSupervisor(snapshot)
  checkRecording(snapshot)
  checkPlain(snapshot)
  checkCustody(call)
}

/** Plain JSON: what is written down and read again is the same, and stays the same. */
function checkPlain(snapshot: CallSnapshot): void {
  const json = persist(callMachine, snapshot)
  const { context, value, status } = JSON.parse(json)
  same({ context, value, status }, { context: snapshot.context, value: snapshot.value, status: 'active' })
  same(persist(callMachine, restore(callMachine, json)), json)
}

/** Every change of owner is on the history, without a gap. */
function checkCustody({ history, context, rev }: OneCall): void {
  const [last, previous] = history.slice(-2).reverse()
  same([last?.rev, last?.to, history.length], [rev, context.agentId, rev])
  if (previous) same(last?.from, previous.to)
}

/** What must hold of every change, and of everything that changed nothing. @throws when it does not */
export function checkFair(
  { before, after, changed, event, body, desk, dropped }: Happened,
  call: OneCall,
): void {
  if (event.type === 'OFFER') checkOfferToOne(after, event.at, desk)
  if (event.type === 'AGENT_BACK') checkLostAgent(before, after, event)
  if (!changed) {
    same(persist(callMachine, call.snapshot), persist(callMachine, before))
    must(event.type !== 'WRAP_UP' || event.instead !== (before.context.wrapUp?.at ?? null), 'a note was lost')
    must(event.type !== 'CONFIRM_CALLER' || !isUnconfirmed(before, event.by), 'what an agent said was lost')
    must(event.type !== 'LEG_QUALITY' || !hasLeg(before, event.by), 'what a browser measured was lost')
    if (body) checkReason(before, refusalOf(before, body, desk), body)
    return
  }
  must(!before.matches('ended') || after.matches('ended'), 'ended came back to life')
  const heardBefore = before.context.message?.heard
  if (heardBefore && after.context.message) same(after.context.message.heard, heardBefore)
  checkWrapUp(before, after, event)
  checkConfirmed(before, after, event, call)
  checkQuality(before, after, event, call)
  checkErased(before, after, event)
  must(
    before.context.talkedBy.every((agentId, place) => after.context.talkedBy[place] === agentId),
    'somebody who talked is forgotten',
  )
  for (const timer of dropped) must(!call.timers.includes(timer))
  checkOffer(before, after, desk)
  const slot = slotOf(after)
  if (slot !== null && slot !== slotOf(before)) must(desk.freeSlots.includes(slot), `slot ${slot} is taken`)
  if (event.type === 'PARK') same(slot, event.slot ?? Math.min(...desk.freeSlots))
  if (event.type.includes('returnTimeout')) same(after.context.declinedBy, [])
  checkLegThatEnded(before, event)
  checkSender(before, after, event)
  checkThree(before, after, event)
  checkGoesOn(before, after, event, desk)
  checkReturn(before, after, event, desk)
  checkTold(before, after, event, call)
  checkApart(before, after, event, call)
  checkTakenOver(before, after, event, call)
  checkRecorded(before, after, event, call)
}

/** A note changes when somebody writes one who has seen the last, and a note changes nothing else. */
function checkWrapUp(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  const { wrapUp: last, ...restBefore } = before.context
  const { wrapUp: next, ...rest } = after.context
  if (event.type === 'ERASE') return
  if (event.type !== 'WRAP_UP') {
    same(next, last)
    return
  }
  same([event.instead, rest, after.value], [last?.at ?? null, restBefore, before.value])
  must(next !== null && next.at > (last?.at ?? 0), 'two notes of one time')
}

/** The agent has talked with a caller, and neither the carrier nor another agent vouches for the number. */
const isUnconfirmed = ({ context }: CallSnapshot, agentId: string) => {
  const { direction, verified, unconfirmed, confirmedBy, endedAt, talkedBy } = context
  const isVouchedFor = unconfirmed === null && ['A', 'B'].includes(verified ?? '')
  return (
    [direction, isVouchedFor, confirmedBy, endedAt].join() === 'inbound,false,,' && talkedBy.includes(agentId)
  )
}

/** What an agent says of the caller is on the timeline, stays, and changes nothing else. */
function checkConfirmed(before: CallSnapshot, after: CallSnapshot, event: Happened['event'], call: OneCall) {
  const { confirmedBy: last, ...restBefore } = before.context
  const { confirmedBy: next, ...rest } = after.context
  if (event.type !== 'CONFIRM_CALLER') {
    same(next, last)
    return
  }
  must(isUnconfirmed(before, event.by), `${event.by} may not say who it is`)
  same([next, rest, after.value], [event.by, restBefore, before.value])
  same([call.history.at(-1)?.event, call.history.at(-1)?.by], ['CONFIRM_CALLER', event.by])
}

/** Whether the agent's browser can have measured this call. */
const hasLeg = ({ context }: CallSnapshot, agentId: string) =>
  context.talkedBy.includes(agentId) ||
  context.agentId === agentId ||
  [context.callerNumber, context.transfer?.to].includes(`agent:${agentId}`)

/** What a browser measured is on the timeline, and changes nothing else. */
function checkQuality(before: CallSnapshot, after: CallSnapshot, event: Happened['event'], call: OneCall) {
  if (event.type !== 'LEG_QUALITY') return
  must(hasLeg(before, event.by), `${event.by} was never on the call`)
  same([after.context, after.value], [before.context, before.value])
  same([call.history.at(-1)?.by, call.history.at(-1)?.quality], [event.by, event.quality])
}

/** Nothing of the person stays, and the rest of the call does. */
function checkErased(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  if (event.type !== 'ERASE') return
  const { direction, callerNumber, callerAddress, calledNumber, endedAt, outcome, talkedBy } = before.context
  const [theirs, ours] =
    direction === 'outbound' ? [[calledNumber], callerNumber] : [[callerNumber, callerAddress], calledNumber]
  // Also inside an address.
  const digits = event.numbers.map((number) => number.slice(1))
  const isParty = theirs.some((it) => it && digits.some((number) => it.includes(number)))
  const stays = digits.filter((number) => JSON.stringify(after.context).includes(number))
  must(
    stays.every((number) => `+${number}` === ours),
    'a number stays',
  )
  const { callerName, message, wrapUp, lastPark } = after.context
  if (isParty) {
    same([callerName, message, wrapUp, lastPark?.note ?? null], [null, null, null, null])
    must(
      after.context.recordings.every(({ kept }) => !kept),
      'a recording stays',
    )
  } else same([message, wrapUp], [before.context.message, before.context.wrapUp])
  same([after.context.endedAt, after.context.outcome, after.context.talkedBy], [endedAt, outcome, talkedBy])
  same([before.value, after.value], ['ended', 'ended'])
}

/** A new offer to all goes to those whose consoles ring. If nobody rings, it goes to all: proof never empties the offer. */
function checkOffer(before: CallSnapshot, after: CallSnapshot, desk: Happened['desk']): void {
  const { offeredTo, offeredToAll, unheardAt, declinedBy, offeredAt } = after.context
  if (!offeredToAll || offeredAt === before.context.offeredAt || declinedBy !== before.context.declinedBy)
    return
  const able = desk.freeAgents.filter(
    (agentId) => !declinedBy.includes(agentId) && agentId !== callingAgent(after.context),
  )
  const reachable = able.filter((agentId) => desk.reachableAgents.includes(agentId))
  same(offeredTo, reachable.length === 0 || unheardAt !== null ? able : reachable)
}

/** No call waits for one agent who is away, talks or cannot ring, or who still has no console after the time for one. */
function checkOfferToOne({ context }: CallSnapshot, at: number, desk: Happened['desk']): void {
  const { offeredTo, offeredToAll, ringingAt, offeredAt, lostBy } = context
  if (offeredToAll || offeredTo.length === 0) return
  const canRing = (agentId: string) =>
    desk.reachableAgents.includes(agentId) || desk.reachableAgents.length === 0
  const [cannot] = offeredTo.filter(
    (agentId) => agentId !== lostBy && !(desk.freeAgents.includes(agentId) && canRing(agentId)),
  )
  must(cannot === undefined, `waits for ${cannot}, who cannot take it`)
  const isUnheard = ringingAt.length === 0 && offeredAt !== null && at - offeredAt >= RING_PROOF_MS
  must(!isUnheard || !offeredTo.every((agentId) => desk.dueToAcknowledge.includes(agentId)), 'waits unheard')
}

/** Who has lost a caller gets the caller back with the first proof that the console is there. An echo of before is none. */
function checkLostAgent(
  before: CallSnapshot,
  after: CallSnapshot,
  { agentId, echoed, at }: Happened['event'] & { type: 'AGENT_BACK' },
): void {
  const { parked, lostBy } = before.context
  if (!before.matches({ parked: 'waiting' }) || parked === null || lostBy !== agentId) return
  const proves = !echoed || at - parked.at >= ECHO_PROVES_AFTER_MS
  same([after.matches({ parked: 'returning' }), after.context.offeredTo.includes(agentId)], [proves, proves])
}

/** Only the end of a leg of this call, or of the number that it is being transferred to, changes the call. */
function checkLegThatEnded(before: CallSnapshot, event: Happened['event']): void {
  if (event.type !== 'LEG_ENDED') return
  const { transfer, outsideLegSid } = before.context
  const isOfNumber = event.outside && transfer?.to.startsWith('+') === true && outsideLegSid === null
  must(
    wantedLegs(before).includes(event.legSid) || isOfNumber,
    `a leg of no concern (${event.legSid}) counted`,
  )
}

/** An agent who consults a colleague keeps the caller, also when the colleague leaves. */
function checkSender(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  if (before.context.transfer?.kind !== 'consult' || event.type === 'PARK') return
  must(after.context.parked === null, `${event.type} took the caller away from the sender`)
  if (before.matches({ active: 'threeWay' })) return
  if (event.type === 'DECLINE' || event.type === 'LEAVE' || event.type.includes('transferTimeout'))
    same([statePath(after.value), after.context.agentId], ['active.talking', before.context.agentId])
}

/** Of three who talk, two go on when one of ours leaves. Only the caller's end, or an agent who hangs up, ends the call. */
function checkThree(before: CallSnapshot, after: CallSnapshot, event: Happened['event']): void {
  if (!before.matches({ active: 'threeWay' })) return
  const { agentId, legSid, targetLegSid, outsideLegSid, supervision } = before.context
  if (after.matches('ended')) {
    must(['HANGUP', 'CALLER_ENDED', 'FOUND_GONE'].includes(event.type), `${event.type} ended three`)
    return
  }
  const ownerLeaves =
    event.type === 'COMPLETE' ||
    (event.type === 'LEAVE' && event.by === agentId) ||
    (event.type === 'LEG_ENDED' && event.legSid === legSid)
  const thirdLeaves =
    event.type === 'CANCEL' ||
    (event.type === 'LEAVE' && event.by !== agentId) ||
    (event.type === 'LEG_ENDED' && ![legSid, supervision?.legSid].includes(event.legSid))
  const target = transferTarget(before.context)
  if (ownerLeaves)
    same(
      [statePath(after.value), after.context.agentId, legsOfTalk(after)],
      [target === null ? 'active.outside' : 'active.talking', target, [targetLegSid ?? outsideLegSid]],
    )
  if (thirdLeaves)
    same(
      [statePath(after.value), after.context.agentId, legsOfTalk(after)],
      ['active.talking', agentId, [legSid]],
    )
  if (ownerLeaves || thirdLeaves) must(['room', 'notice'].includes(callerDestination(after)), 'left alone')
}

/** A parked call goes to the agent that its parker named, then where its parker has said, then to everybody. */
function checkGoesOn(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  desk: Happened['desk'],
): void {
  const { parked, offeredToAll, offeredTo } = before.context
  const isTimeUp = event.type.includes('parkTimeout')
  const isNotTaken =
    before.matches({ parked: 'returning' }) &&
    !offeredToAll &&
    (event.type.includes('returnTimeout') ||
      (event.type === 'DECLINE' && offeredTo.includes(event.by)) ||
      (event.type === 'OFFER' && after.context.offeredTo !== offeredTo))
  if (!parked || !(isTimeUp || isNotTaken)) return
  const able = (agentId: string) =>
    agentId !== callingAgent(before.context) &&
    desk.freeAgents.includes(agentId) &&
    (desk.reachableAgents.includes(agentId) || desk.reachableAgents.length === 0)
  const first = parked.for ?? parked.by
  const state = statePath(after.value)
  const now = after.context
  if (isTimeUp && first !== null && able(first)) {
    same([state, now.offeredTo, now.parked?.elseTo], ['parked.returning', [first], parked.elseTo])
    return
  }
  const { elseTo } = parked
  const colleague = elseTo?.startsWith('agent:') ? elseTo.slice('agent:'.length) : null
  if (elseTo === 'voicemail') same(state, 'voicemail.recording')
  else if (elseTo?.startsWith('+'))
    same([state, now.outsideNumber, slotOf(after)], ['parked.dialling', elseTo.split(';')[0], parked.slot])
  else if (colleague !== null && able(colleague) && !now.declinedBy.includes(colleague))
    same([state, now.offeredTo, now.offeredToAll], ['parked.returning', [colleague], false])
  else same([state, now.offeredToAll], ['parked.returning', true])
  same(now.parked?.elseTo ?? null, null)
}

/** What returns to one agent alone returns to somebody who can take it, or who has just come back. */
function checkReturn(
  before: CallSnapshot,
  after: CallSnapshot,
  event: Happened['event'],
  desk: Happened['desk'],
): void {
  const { offeredToAll, offeredTo, lostBy } = after.context
  if (!after.matches({ parked: 'returning' }) || offeredToAll) return
  const news = event.type === 'OFFER' || !before.matches({ parked: 'returning' })
  for (const agentId of offeredTo)
    must(!news || agentId === lostBy || canTake(agentId), `${agentId} cannot take it`)

  function canTake(agentId: string) {
    const { freeAgents, reachableAgents } = desk
    const rings = reachableAgents.includes(agentId) || before.context.ringingAt.includes(agentId)
    return freeAgents.includes(agentId) && (rings || reachableAgents.length === 0)
  }
}

/** Twilio hears of every leg that is not wanted any more, and of every new place of the caller. */
function checkTold(before: CallSnapshot, after: CallSnapshot, event: Happened['event'], call: OneCall): void {
  const told = commandsFor(before, after, event, { rev: call.rev, at: call.at, answering: false })
  const over = event.type === 'LEG_ENDED' ? event.legSid : null
  const unwanted = wantedLegs(before).filter((leg) => !wantedLegs(after).includes(leg) && leg !== over)
  same(
    told.flatMap((command) => (command.type === 'completeLeg' ? [command.legSid] : [])),
    unwanted,
  )
  // How a supervisor's leg moves is said in checkApart.
  const supervisors = before.context.supervision?.legSid
  const moves = wantedLegs(before).filter(
    (leg) => wantedLegs(after).includes(leg) && legDestination(before, leg) !== legDestination(after, leg),
  )
  const redirectedLegs = told.flatMap((command) => (command.type === 'redirectLeg' ? [command.legSid] : []))
  same(
    redirectedLegs.filter((leg) => leg !== supervisors),
    moves.filter((leg) => leg !== supervisors),
  )
  const sidsOf = ({ context }: CallSnapshot) => context.recordings.map(({ recordingSid }) => recordingSid)
  // An erased person leaves nothing, also when Twilio tells more later.
  const news = after.context.erased ? sidsOf(after).filter((sid) => !sidsOf(before).includes(sid)) : []
  const removed = [...recordingsKept(before), ...news].filter((sid) => !recordingsKept(after).includes(sid))
  same(
    told.flatMap((command) => (command.type === 'deleteRecording' ? [command.recordingSid] : [])),
    removed,
  )
  const moved = callerDestination(after) !== callerDestination(before)
  const redirected = told.some(({ type }) => type === 'redirectCaller')
  same(redirected, moved && callerDestination(after) !== 'gone')
  // A caller who is on the line when we end a call is hung up. A caller who has ended it is not.
  const bySelf = ['CALLER_ENDED', 'FOUND_GONE'].includes(event.type)
  const hungUp = told.some(({ type }) => type === 'completeCaller')
  same(hungUp, moved && callerDestination(after) === 'gone' && !bySelf)
  same(new Set(told.map(({ id }) => id)).size, told.length)
  checkPrivacy(told, after)
}

const recordingsKept = ({ context: { message, recordings } }: CallSnapshot) => [
  ...(message === null ? [] : [message.recordingSid]),
  ...recordings.flatMap(({ recordingSid, kept }) => (kept ? [recordingSid] : [])),
]

/** The caller and the target of a consultation swap places: at no time are both in the room with the sender. */
function checkPrivacy(told: readonly CarrierCommand[], after: CallSnapshot): void {
  const leaves = (command: CarrierCommand) =>
    command.type === 'completeLeg' ||
    command.type === 'completeCaller' ||
    (command.type === 'redirectLeg' && legDestination(after, command.legSid) !== 'room') ||
    (command.type === 'redirectCaller' && callerDestination(after) !== 'room')
  const lastOut = told.findLastIndex(leaves)
  const firstIn = told.findIndex((command) => command.type.startsWith('redirect') && !leaves(command))
  must(firstIn < 0 || lastOut < firstIn, 'somebody enters before another one has left')
}

const REASONS: Record<string, readonly string[]> = {
  CLAIM: ['already_claimed', 'not_yours', 'not_in_state', 'agent_busy'],
  HOLD: ['not_yours', 'not_in_state'],
  RESUME: ['not_yours', 'not_in_state'],
  PARK: ['not_yours', 'not_in_state', 'slot_taken', 'lot_full'],
  UNPARK: ['already_claimed', 'not_in_state', 'agent_busy'],
  TRANSFER: ['not_yours', 'not_in_state', 'target_unavailable'],
  COMPLETE: ['not_yours', 'not_in_state'],
  CANCEL: ['not_yours', 'not_in_state'],
  MERGE: ['not_yours', 'not_in_state'],
  LEAVE: ['not_yours', 'not_in_state'],
  SUPERVISE: ['not_yours', 'not_in_state', 'already_supervised'],
  UNSUPERVISE: ['not_yours'],
  TAKE_OVER: ['not_yours', 'not_in_state'],
  RECORD: ['not_yours', 'not_in_state', 'recording_not_allowed', 'recording_required'],
  HANGUP: ['not_yours'],
  CONFIRM_CALLER: ['not_yours', 'not_in_state'],
  RINGING: ['not_in_state'],
}

function checkReason(call: CallSnapshot, code: string, body: NonNullable<Happened['body']>): void {
  const { agentId, endedAt, transfer } = call.context
  const possible =
    body.type === 'WRAP_UP'
      ? ['changed_meanwhile']
      : body.type === 'LEG_QUALITY'
        ? ['not_yours']
        : endedAt !== null
          ? ['call_ended']
          : (REASONS[body.type] ?? ['not_in_state'])
  must(possible.includes(code), `${body.type} was refused with ${code}`)
  if (code === 'already_claimed') must(agentId !== null, 'claimed by nobody')
  if (body.type === 'SUPERVISE' || body.type === 'UNSUPERVISE' || body.type === 'TAKE_OVER') {
    if (endedAt === null) checkSupervisorsReason(call, code, body)
    return
  }
  if (body.type === 'RECORD') {
    if (endedAt === null) checkRecordingReason(call, code, body)
    return
  }
  if (body.type === 'CONFIRM_CALLER') {
    if (endedAt === null) same(code === 'not_yours', !call.context.talkedBy.includes(body.by))
    return
  }
  if (code !== 'not_yours' || !('by' in body) || body.type === 'CLAIM' || body.type === 'LEG_QUALITY') return
  const ofTransfer = ['COMPLETE', 'CANCEL', 'MERGE'].includes(body.type)
  const theirs =
    body.type === 'LEAVE'
      ? transfer?.to.slice('agent:'.length)
      : ofTransfer
        ? (transfer?.from ?? agentId)
        : agentId
  must(theirs !== body.by, `${body.type}: it is theirs`)
}
