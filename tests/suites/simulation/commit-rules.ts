import { deepStrictEqual as same } from 'node:assert/strict'
import { callRecordFrom } from '../../../coordinator/calls/call-record.ts'
import { RECORD_FIELDS } from '../../../coordinator/durable/actor-record.ts'
import { timerMember } from '../../../coordinator/durable/timer.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { outsideLegs, slotOf, talkingAgents, wantedLegs } from '../../../machines/call/selectors.ts'
import type { CallSnapshot } from '../../../machines/call/snapshot.ts'
import { upgradeCall } from '../../../migrations/index.ts'
import { type CommittedCall, documentFor } from './committed-call.ts'
import { shortSid } from './leg.ts'
import type { World } from './world.ts'

/** What the commit planned to write beside the call. */
interface PlannedWrites {
  commands: [id: string, command: string][]
  addTimers: [member: string, dueAt: number][]
}

/** What Redis has right after a commit of one call, read in one transaction. */
async function readAtOnce({ store, keys }: World, callSid: string) {
  const all = store.real.multi()
  all.hmget(keys.call(callSid), ...RECORD_FIELDS)
  all.lrange(keys.history(callSid), -1, -1)
  all.xrevrange(keys.feed, '+', '-', 'COUNT', 4)
  all.hgetall(keys.talking).hgetall(keys.lot).hgetall(keys.legs).hkeys(keys.outsideLegs)
  all.zrange(keys.timers, '0', '-1').zrange(keys.live, '0', '-1').hkeys(keys.outbox)
  const replies = ((await all.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error
    return reply
  })
  const [fields, history, feed, talking, lot, legs, outside, timers, live, outbox] = replies
  return {
    record: callRecordFrom(callSid, fields as unknown[], upgradeCall),
    line: JSON.parse((history as string[])[0] ?? 'null'),
    shown: (feed as [string, string[]][]).map(([, [, kind, , data]]) => ({ kind, data: data ?? '' })),
    ...{ talking: talking as object, lot: lot as object, legs: legs as object },
    outside: outside as string[],
    timers: timers as string[],
    live: live as string[],
    outbox: outbox as string[],
  }
}

/** Checks the rules after a commit of one call: for that call, and for what all calls share. */
export async function checkCommit(
  world: World,
  callSid: string,
  promised: PlannedWrites,
): Promise<{ now: CommittedCall | null; event: string }> {
  const { calls } = world.rules
  const read = await readAtOnce(world, callSid)
  const { record, line } = read
  const before = calls.get(callSid) ?? null
  if (record === null || line === null) {
    world.fail('commits are written', `${callSid} was committed, and is not there`)
    return { now: null, event: '' }
  }
  const { rev, snapshot, view } = record
  const kept = record.timers.filter(({ token }) => read.timers.includes(timerMember('call', callSid, token)))
  const document = documentFor(world, snapshot)
  const moved = before?.documents.at(-1)?.document !== document
  const now: CommittedCall = {
    ...{ rev, snapshot, view, timers: kept },
    ended: view.status === 'ended',
    documents: [...(before?.documents ?? []), ...(moved ? [{ since: world.scheduler.now, document }] : [])],
  }
  calls.set(callSid, now)
  const must = (holds: boolean, rule: string, why: string) =>
    holds || world.fail(rule, `${shortSid(callSid)} ${why}`)

  must(rev === (before?.rev ?? 0) + 1, 'revs count up by one', `went from ${before?.rev} to ${rev}`)
  must(
    line.rev === rev && line.from === (before?.view.agentId ?? null) && line.to === view.agentId,
    'every owner change is on the history',
    `${before?.view.agentId} → ${view.agentId} is told as ${JSON.stringify(line)}`,
  )
  const shown = read.shown.find(({ kind, data }) => kind === 'call' && JSON.parse(data).callSid === callSid)
  must(
    shown !== undefined && JSON.parse(shown.data).rev === rev,
    'feed revs have no gaps',
    `rev ${rev} is not shown`,
  )
  for (const [member] of promised.addTimers)
    must(read.timers.includes(member), 'timers are kept', `${member} is not`)
  for (const [id] of promised.commands)
    must(read.outbox.includes(id), 'what is owed to Twilio is kept', `${id} is not`)
  const { offeredTo, agentId } = snapshot.context
  must(
    now.ended || offeredTo.length > 0 || agentId !== null || kept.length > 0,
    'a live call waits for somebody or something',
    `${view.state} waits for nobody and nothing`,
  )
  must(
    before?.view.transfer?.kind !== 'consult' || view.status !== 'parked' || line.event === 'PARK',
    'a consultation that fails leaves its sender on the call',
    `went to the lot by ${line.event}`,
  )
  const left = before?.view.state === 'active.threeWay' ? before : null
  must(
    left === null || !now.ended || ['HANGUP', 'CALLER_ENDED', 'FOUND_GONE'].includes(line.event),
    'of three who talk, two go on',
    `ended by ${line.event}`,
  )
  must(
    left === null ||
      !['LEAVE', 'COMPLETE', 'CANCEL', 'LEG_ENDED'].includes(line.event) ||
      // The leg of the supervisor has ended.
      (view.state === 'active.threeWay' && view.supervision === null) ||
      (view.status === 'active' &&
        legsOfTalk(snapshot).length === 1 &&
        legsOfTalk(left.snapshot).includes(legsOfTalk(snapshot)[0] ?? '')),
    'of three who talk, two go on',
    `${line.event} led to ${view.state} with ${legsOfTalk(snapshot).length} legs`,
  )
  const noted = before?.view.wrapUp?.note ?? ''
  must(
    view.wrapUp?.note?.startsWith(noted) ?? noted === '',
    'a note that a colleague has not seen is not replaced',
    `had ${noted}, and has ${view.wrapUp?.note}`,
  )
  must(
    line.event !== 'LEG_QUALITY' || (before !== null && hasLeg(before.view, line.by)),
    'only a browser with a leg of the call tells how it sounded',
    `was measured by ${line.by}`,
  )
  const { confirmedBy } = view
  must(
    confirmedBy === undefined || (view.direction === 'inbound' && view.talkedBy.includes(confirmedBy)),
    'only who has talked with a caller says who it is',
    `is confirmed by ${confirmedBy}`,
  )
  const wasConfirmedBy = before?.view.confirmedBy
  must(
    wasConfirmedBy === undefined || confirmedBy === wasConfirmedBy,
    'what an agent says of a caller stays',
    `was confirmed by ${wasConfirmedBy}, and is by ${confirmedBy}`,
  )
  checkShared(world, read)
  return { now, event: line.event }
}

const legsOfTalk = (snapshot: CallSnapshot) =>
  wantedLegs(snapshot).filter((legSid) => legSid !== snapshot.context.supervision?.legSid)

const hasLeg = ({ talkedBy, agentId, callerNumber, transfer }: CallView, by: string) =>
  [...talkedBy, agentId].includes(by) || [callerNumber, transfer?.to].includes(`agent:${by}`)

/** Each agent, slot and leg is on one call at most, and the indexes say what the calls say. */
function checkShared(world: World, read: Awaited<ReturnType<typeof readAtOnce>>) {
  const known = [...world.rules.calls]
  const index = (rule: string, of: (call: CommittedCall) => (string | number)[]) => {
    const index = new Map<string, string>()
    for (const [callSid, call] of known)
      for (const one of of(call).map(String)) {
        const other = index.get(one)
        if (other !== undefined)
          world.fail(rule, `${one} is on ${shortSid(other)} and on ${shortSid(callSid)}`)
        index.set(one, callSid)
      }
    return Object.fromEntries(index)
  }
  const agree = (what: string, here: unknown, there: unknown) => {
    try {
      same(here, there)
    } catch {
      world.fail('indexes agree with calls', `${what}: ${JSON.stringify(here)}, but ${JSON.stringify(there)}`)
    }
  }
  const talking = index('an agent talks on one call at most', ({ snapshot }) => talkingAgents(snapshot))
  const lot = index('one caller per slot', ({ snapshot }) =>
    [slotOf(snapshot)].filter((slot) => slot !== null),
  )
  const legs = index('a leg is on one call', ({ snapshot }) => wantedLegs(snapshot))
  agree('talking', { ...read.talking }, talking)
  agree('lot', { ...read.lot }, lot)
  agree('legs', { ...read.legs }, legs)
  const outside = index('an outside leg counts once', ({ snapshot }) =>
    outsideLegs(snapshot).map((leg) => `${snapshot.context.callSid}|${leg}`),
  )
  const counted = read.outside.filter((leg) => !leg.startsWith('|'))
  agree('outside legs', counted.sort(), Object.keys(outside).sort())
  const live = known.filter(([, { ended }]) => !ended).map(([callSid]) => callSid)
  agree('live', [...read.live].sort(), live.sort())
  for (const member of read.timers.filter((one) => one.startsWith('call|'))) {
    const [, callSid = '', token] = member.split('|')
    if (!world.rules.calls.get(callSid)?.timers.some((timer) => timer.token === token))
      world.fail('timers are kept', `${member} is nobody's`)
  }
}
