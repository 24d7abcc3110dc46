import { isDeepStrictEqual } from 'node:util'
import { timerMember } from '../../../coordinator/durable/timer.ts'
import { legDestination, participation, talkingAgents, wantedLegs } from '../../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../../machines/call/snapshot.ts'
import { documentFor } from './committed-call.ts'
import { isInRoom, isOver, type SimulatedLeg, shortSid } from './leg.ts'
import type { World } from './world.ts'

/** A timer may be late by the time in which the next sweep finds it. */
const LATE_MS = 15_000

/** A rule that does not hold, and why. */
export type Complaint = [rule: string, why: string]
export type Complain = (rule: string, why: string) => void

/** Checked some time after the last fault: no caller is lost, and nothing is left behind. */
export async function complaintsAfterFaults(world: World): Promise<Complaint[]> {
  const complaints: Complaint[] = []
  const complain: Complain = (rule, why) => void complaints.push([rule, why])
  const running = await world.store.real.zrange(world.keys.timers, '0', '-1')
  for (const leg of world.callers.legs) if (!isOver(leg)) checkCaller(world, leg, running, complain)
  checkGhosts(world, complain)
  checkAgents(world, complain)
  checkOffers(world, complain)
  checkScreens(world, complain)
  world.rules.recording.complainAfterFaults(complain)
  await checkOwed(world, complain)
  return complaints
}

/** Checked some time after all callers have hung up: the desk is empty. */
export async function complaintsAfterCalls(world: World): Promise<Complaint[]> {
  const complaints: Complaint[] = []
  const complain: Complain = (rule, why) => void complaints.push([rule, why])
  const { store, keys, rules } = world
  for (const [callSid, { ended, view }] of rules.calls)
    if (!ended)
      complain('no ghost stays', `${shortSid(callSid)} is in ${view.state}, and nobody is on the line`)
  const all = store.real.multi()
  all.hgetall(keys.talking).hgetall(keys.lot).hgetall(keys.legs).zrange(keys.live, '0', '-1')
  for (const [n, reply] of ((await all.exec()) ?? []).entries())
    if (Object.keys(reply[1] as object).length > 0)
      complain('no ghost stays', `${['talking', 'lot', 'legs', 'live'][n]} holds ${JSON.stringify(reply[1])}`)
  checkGhosts(world, complain)
  rules.recording.complainAfterCalls(complain)
  await checkOwed(world, complain)
  return complaints
}

/** A live caller is with an agent, offered, in a slot with a timer, or leaves a message, and hears what the state says. */
function checkCaller(world: World, leg: SimulatedLeg, members: readonly string[], complain: Complain) {
  const lost = (why: string) => complain('every live caller is looked after', `${shortSid(leg.sid)} ${why}`)
  const known = world.rules.calls.get(leg.sid)
  // A browser that calls a colleague sees that there is no call any more, and hangs up by itself.
  if (!known) return leg.from.startsWith('client:') ? undefined : lost('is on the line, and nobody knows')
  if (known.ended) return lost('is on the line, and the call has ended')
  const { snapshot, view } = known
  const timers = known.timers.filter(({ token }) => members.includes(timerMember('call', leg.sid, token)))
  if (leg.document !== documentFor(world, snapshot)) lost(`is in ${view.state}, and hears ${leg.document}`)
  const { offeredTo, agentId, legSid } = snapshot.context
  const running = timers.some(({ dueAt }) => dueAt > world.scheduler.now - LATE_MS)
  const its = legSid === null ? null : world.twilio.legs.get(legSid)
  const joined = agentId !== null && (its ? isInRoom(its) : snapshot.matches({ active: 'held' }))
  const outside = wantedLegs(snapshot).some((sid) => {
    const wanted = world.twilio.legs.get(sid)
    return wanted !== undefined && !isOver(wanted)
  })
  if (!joined && offeredTo.length === 0 && !running && !outside)
    lost(`is in ${view.state}, and waits for nobody`)
  if (timers.some(({ dueAt }) => dueAt < world.scheduler.now - LATE_MS))
    lost(`is in ${view.state}, and its time is up`)
}

function checkGhosts(world: World, complain: Complain) {
  const { rules, twilio } = world
  for (const [callSid, { ended, view, snapshot }] of rules.calls) {
    const leg = twilio.legs.get(callSid)
    if (!ended && (!leg || isOver(leg)))
      complain('no ghost stays', `${shortSid(callSid)} is in ${view.state}, and its caller is gone`)
    for (const sid of wantedLegs(snapshot)) {
      const wanted = twilio.legs.get(sid)
      if (!wanted || isOver(wanted))
        complain(
          'no ghost stays',
          `${shortSid(callSid)} in ${view.state} has leg ${shortSid(sid)}, which is over`,
        )
      else if (wanted.document !== '' && isInRoom(wanted) !== (legDestination(snapshot, sid) === 'room'))
        complain(
          'who waits beside a call comes back into it',
          `${shortSid(sid)} of ${shortSid(callSid)} in ${view.state} runs ${wanted.document}`,
        )
    }
    checkSupervisor(world, snapshot, complain)
  }
  for (const leg of twilio.legs.values()) {
    if (leg.kind === 'caller' || !isInRoom(leg) || rules.calls.has(leg.sid)) continue
    const known = rules.calls.get(leg.callSid)
    if (!known || !wantedLegs(known.snapshot).includes(leg.sid))
      complain(
        'no ghost stays',
        `${leg.kind} leg ${shortSid(leg.sid)} is in the room of ${shortSid(leg.callSid)}`,
      )
  }
}

/** A supervisor is on the line, and those hear the supervisor that the mode says. */
function checkSupervisor({ twilio }: World, snapshot: CallSnapshot, complain: Complain) {
  const { supervision, callSid } = snapshot.context
  if (supervision === null) return
  const leg = supervision.legSid === null ? undefined : twilio.legs.get(supervision.legSid)
  const [is, should] = [leg?.part, leg && participation(snapshot, leg.sid)]
  if (!leg || (isInRoom(leg) && !isDeepStrictEqual(is, should)))
    complain(
      'a supervisor is heard as the mode says',
      `${shortSid(callSid)}: ${supervision.by} is ${JSON.stringify(is)}, and should be ${JSON.stringify(should)}`,
    )
}

function checkAgents(world: World, complain: Complain) {
  for (const { id, connected } of world.agents.all)
    if (!connected) complain('everybody is back', `${id}'s console has no stream`)
  for (const { desk, name } of world.coordinators.running)
    for (const { id, connected, console, frozen } of world.agents.all) {
      const presence = desk.agent(id)?.presence
      if (connected === (presence === undefined || presence === 'offline'))
        complain('presence is true', `${name} shows ${id} as ${presence}, connected: ${connected}`)
      const why = console?.proofs.why
      const rings = desk.agent(id)?.rings
      if (connected && !frozen && (rings?.why !== why || rings?.ok !== (why === null)))
        complain(
          'what a console proves is shown',
          `${name} shows ${id}'s console as ${rings?.why}, which is ${why}`,
        )
    }
}

/** What is offered to all is offered to exactly those who can take it. */
function checkOffers(world: World, complain: Complain) {
  const busy = [...world.rules.calls.values()].flatMap(({ snapshot }) => talkingAgents(snapshot))
  const agents = world.coordinators.anyReady()?.desk.agents() ?? []
  const free = agents.filter(({ presence, agentId }) => presence === 'available' && !busy.includes(agentId))
  const isDeaf = (agentId: string) =>
    free.some(({ agentId: id, rings }) => id === agentId && rings?.ok === false && rings.why !== 'unproven')
  for (const [callSid, { ended, snapshot, view }] of world.rules.calls) {
    const { offeredToAll, offeredTo, declinedBy, unheardAt } = snapshot.context
    const able = free.map(({ agentId }) => agentId).filter((agentId) => !declinedBy.includes(agentId))
    const rings = able.filter((agentId) => !isDeaf(agentId))
    const takers = rings.length === 0 || unheardAt !== null ? able : rings
    if (!ended && offeredToAll && String([...offeredTo].sort()) !== String(takers.sort()))
      complain(
        'offers follow the desk',
        `${shortSid(callSid)} in ${view.state} is offered to ${offeredTo}, not to ${takers}`,
      )
  }
}

/** Every process and every screen shows what Redis has. */
function checkScreens(world: World, complain: Complain) {
  const live = [...world.rules.calls].filter(([, { ended }]) => !ended)
  const revs = Object.fromEntries(live.map(([callSid, { rev }]) => [callSid, rev]))
  const check = (who: string, shown: { callSid: string; rev: number; status: string }[]) => {
    const theirs = shown.filter(({ status }) => status !== 'ended')
    for (const { callSid, rev } of theirs)
      if (revs[callSid] !== rev)
        complain(
          'screens show what is',
          `${who} has rev ${rev} of ${shortSid(callSid)}, not ${revs[callSid]}`,
        )
    if (theirs.length !== live.length)
      complain('screens show what is', `${who} has ${theirs.length} of ${live.length} calls`)
  }
  for (const { desk, name } of world.coordinators.running) check(name, desk.calls())
  for (const { console, id, connected } of world.agents.all)
    if (connected && console) check(`${id}'s console`, [...console.calls.values()])
}

async function checkOwed(world: World, complain: Complain): Promise<void> {
  const owed = await world.store.real.hgetall(world.keys.outbox)
  for (const [id, command] of Object.entries(owed))
    complain('nothing stays owed to Twilio', `${id}: ${command}`)
}
