import { deepStrictEqual as same } from 'node:assert/strict'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import {
  connectLeg,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  transfers,
  until,
} from '../../setup/desk.ts'
import { extent } from '../../setup/extent.ts'
import { type LiveClient, serveFeed } from '../../setup/live-client.ts'
import { checkAgrees, checkUnbroken } from './whole-desk.ts'

const AGENTS = ['ann', 'bob', 'cat', 'dan']
const CALLS = 3
const RUNS = extent({ full: 150, short: 40 })

let desk: TestDesk
let hosts: TestCoordinator[]
let feeds: Awaited<ReturnType<typeof serveFeed>>[]
let consoles: LiveClient[]

beforeAll(async () => {
  desk = await openDesk({ settings: { parkingSlots: 2 } })
  hosts = [await desk.open(), await desk.open()]
  feeds = await Promise.all(hosts.map(serveFeed))
  consoles = await Promise.all(feeds.map((feed, n) => feed.watch(n === 0 ? 'ann' : 'bob')))
  for (const agentId of AGENTS) {
    await at(0).agents.send(agentId, agentId, { type: 'SIGN_IN' })
    const stream = { streamId: `${agentId}-1`, coordinatorId: 'elsewhere' }
    await at(1).agents.send(agentId, agentId, { type: 'STREAM_OPENED', ...stream })
    await at(0).agents.send(agentId, agentId, { type: 'CHOOSE', presence: 'available' })
  }
})
afterAll(async () => {
  for (const feed of feeds) feed.close()
  await desk.close()
})

function at(n: number): TestCoordinator {
  const host = hosts[n]
  if (!host) throw new Error('There is no such coordinator')
  return host
}

const nth = fc.nat({ max: 1 })
const call = fc.nat({ max: CALLS - 1 })
const by = fc.constantFrom('owner', 'owner', 'offered', ...AGENTS)
const op = fc.record({
  host: nth,
  call,
  by,
  to: fc.constantFrom(...AGENTS),
  slot: fc.constantFrom(undefined, undefined, 1, 2),
  does: fc.constantFrom(
    ...(['CLAIM', 'CLAIM', 'CLAIM', 'DECLINE', 'HOLD', 'RESUME', 'UNPARK', 'UNPARK'] as const),
    ...(['COMPLETE', 'CANCEL', 'park', 'park', 'transfer', 'consult', 'outside'] as const),
    ...(['joins', 'joins', 'joins', 'loses', 'recorded', 'away', 'available', 'timer', 'timer'] as const),
  ),
  pick: fc.nat(),
})
type Op = typeof op extends fc.Arbitrary<infer T> ? T : never

/** As an agent at that coordinator sees it, which may be a moment old. */
function who(one: Op, view: CallView | undefined): string {
  if (one.by === 'owner') return view?.agentId ?? view?.transfer?.from ?? one.to
  return one.by === 'offered' ? (view?.offeredTo[0] ?? one.to) : one.by
}

async function happen(one: Op, callSids: readonly string[]): Promise<void> {
  const host = at(one.host)
  const callSid = callSids[one.call] ?? ''
  const view = host.desk.call(callSid)
  const agentId = who(one, view)
  switch (one.does) {
    case 'park':
      return void (await parks(host, callSid, agentId, one.slot, one.pick % 2 ? 'admin' : 'agent'))
    case 'transfer':
      return void (await transfers(host, callSid, agentId, one.to, 'blind'))
    case 'consult':
      return void (await transfers(host, callSid, agentId, one.to, 'consult'))
    case 'outside':
      return void (await transfers(
        host,
        callSid,
        agentId,
        '+12175550177',
        one.pick % 2 ? 'blind' : 'consult',
      ))
    case 'joins': {
      const outside = view?.transfer?.to.startsWith('+')
      return void (await connectLeg(host, callSid, outside ? null : agentId))
    }
    case 'loses': {
      const legs = Object.entries(await desk.redis.hgetall(desk.keys.legs)).filter(
        ([, sid]) => sid === callSid,
      )
      const legSid = legs[one.pick % Math.max(1, legs.length)]?.[0] ?? 'CAnone'
      const outside = one.pick % 3 === 0
      await host.calls.send(callSid, { type: 'LEG_ENDED', legSid, outside, consoleSince: null })
      return
    }
    case 'recorded':
      return void (await host.calls.send(callSid, { type: 'RECORDED', recordingSid: 'RE1', seconds: 7 }))
    case 'away':
    case 'available':
      return void (await host.agents.send(one.to, one.to, { type: 'CHOOSE', presence: one.does }))
    case 'timer': {
      const timers = hosts.flatMap(({ later }) => later.timers).filter(({ id }) => callSids.includes(id))
      const timer = timers[one.pick % Math.max(1, timers.length)]
      if (!timer) return
      desk.clock.at = Math.max(desk.clock.at, timer.dueAt)
      // BullMQ promises at least once: both coordinators have it.
      await Promise.all(hosts.map(({ calls }) => calls.fire(timer.id, timer.token)))
      return
    }
    default:
      return void (await sendCommand(host, callSid, agentId, one.does))
  }
}

/** Both desks show what Redis has. */
async function mirrorsAgree(): Promise<boolean> {
  const live = await desk.redis.zrange(desk.keys.live, '0', '-1')
  const views = await Promise.all(live.map((sid) => desk.redis.hget(desk.keys.call(sid), 'view')))
  const talks = await desk.redis.hgetall(desk.keys.talking)
  const roster = await desk.redis.hgetall(desk.keys.roster)
  const calls = views.map((view) => JSON.parse(view ?? '')).sort(bySid)
  for (const { desk } of hosts) {
    same(desk.calls().sort(bySid), calls)
    for (const { agentId, presence, callSid } of desk.agents()) {
      same([callSid, presence], [talks[agentId] ?? null, JSON.parse(roster[agentId] ?? '{}').presence])
    }
  }
  return true
}
const bySid = (one: CallView, other: CallView) => one.callSid.localeCompare(other.callSid)

/** What rings for everybody rings for exactly those who are free. */
async function offersFollow(callSids: readonly string[]): Promise<boolean> {
  const { freeAgents } = at(0).desk.availability()
  for (const callSid of callSids) {
    const context = (await at(0).calls.state(callSid))?.snapshot.context
    if (!context?.offeredToAll) continue
    const takers = freeAgents.filter((agentId) => !context.declinedBy.includes(agentId))
    same([...context.offeredTo].sort(), takers.sort())
  }
  return true
}

test('many people act at once at two coordinators, and the desk stays in agreement with itself', async () => {
  let commands = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(op, { minLength: 1, maxLength: 4 }), { minLength: 4, maxLength: 12 }),
      async (batches) => {
        const callSids = await Promise.all(
          Array.from({ length: CALLS }, (_, n) => rings(at(n % 2), newSid())),
        )
        for (const batch of batches) {
          desk.clock.pass(100)
          await Promise.all([...batch.map((one) => happen(one, callSids)), checkAgrees(desk, callSids)])
          commands += batch.length
          await checkAgrees(desk, callSids)
        }
        await until(mirrorsAgree)
        await until(() => offersFollow(callSids))
        await Promise.all(
          callSids.map((sid, n) => at(n % 2).calls.send(sid, { type: 'CALLER_ENDED', status: 'completed' })),
        )
        await checkAgrees(desk, callSids)
        for (const callSid of callSids) {
          await checkUnbroken(desk, callSid)
          await Promise.all(consoles.map((one) => one.sees(callSid, { state: 'ended' })))
          for (const one of consoles) checkRising(one, callSid)
        }
        for (const { later } of hosts) later.timers.splice(0)
        // Nobody answers for Twilio here: both would try again and again what all runs before this one owe.
        await desk.redis.unlink(desk.keys.outbox, desk.keys.owed)
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  )
  expect(commands).toBeGreaterThan(RUNS * 4)
  expect(await desk.redis.hgetall(desk.keys.talking)).toEqual({})
  expect(await desk.redis.hgetall(desk.keys.lot)).toEqual({})
}, 300_000)

/** A console hears of every rev once, in order, and of the end once. */
function checkRising(console: LiveClient, callSid: string): void {
  const revs = console.calls(callSid).map(({ rev }) => rev)
  same(
    revs,
    revs.map((_, n) => n + 1),
  )
  same(console.calls(callSid).filter(({ status }) => status === 'ended').length, 1)
}
