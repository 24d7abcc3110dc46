import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ECHO_MS } from '../../../coordinator/feed/stream-reader.ts'
import { DeskSnapshot, PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import {
  makeAvailable,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { type LiveClient, serveFeed } from '../../setup/live-client.ts'

let desk: TestDesk
let here: TestCoordinator
let there: TestCoordinator
let feeds: Awaited<ReturnType<typeof serveFeed>>[]

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  there = await desk.open()
  feeds = await Promise.all([here, there].map(serveFeed))
  await makeAvailable(here, 'ann', 'bob')
})
afterEach(async () => {
  for (const feed of feeds) feed.close()
  await desk.close()
})

const watch = (at: TestCoordinator, agentId = 'ann', lastEventId?: string): Promise<LiveClient> =>
  (feeds[at === here ? 0 : 1] ?? never()).watch(agentId, lastEventId)
const never = (): never => {
  throw new Error('There is no such feed')
}
const revs = (console: LiveClient, callSid: string) => console.calls(callSid).map(({ rev }) => rev)

const rising = (ids: readonly string[]) => {
  const places = ids.map((id) => id.split('-').map(Number))
  return places.every(([ms = 0, n = 0], at) => {
    const [beforeMs = 0, beforeN = -1] = places[at - 1] ?? []
    return ms > beforeMs || (ms === beforeMs && n > beforeN)
  })
}
const idsOf = (console: LiveClient) => console.received.flatMap(({ id }) => (id === null ? [] : [id]))

/** The feed says again, many times, what it said of a call. */
async function tells(callSid: string, times: number) {
  const script = `for n = 1, ${times} do
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 't', 'call', 'd', ARGV[1]) end`
  await desk.redis.eval(script, 1, desk.keys.feed, JSON.stringify(await viewOf(here, callSid)))
}

describe('a console’s stream', () => {
  test('begins with the whole desk, and goes on with every change in order', async () => {
    const { callSid } = await talking(here, 'ann')
    await until(() => there.desk.call(callSid)?.state === 'active.talking')
    const console = await watch(there)
    await until(() => console.received.length > 0)
    const [first] = console.received
    expect(first?.event).toBe('snapshot')
    const snapshot = DeskSnapshot.parse(first?.data)
    expect(snapshot.calls).toEqual([await viewOf(here, callSid)])
    expect(snapshot.agents.find(({ agentId }) => agentId === 'ann')).toMatchObject({ callSid })
    expect(console.text.startsWith('retry: 1000\n\n')).toBe(true)

    await sendCommand(here, callSid, 'ann', 'HOLD')
    await sendCommand(there, callSid, 'ann', 'RESUME')
    await parks(here, callSid, 'ann')
    await console.sees(callSid, { state: 'parked.waiting' })
    expect(console.calls(callSid).map(({ state }) => state)).toEqual([
      'active.held',
      'active.talking',
      'parked.waiting',
    ])
    expect(rising(idsOf(console))).toBe(true)
    expect(console.snapshots).toHaveLength(1)
    await until(() => console.agents('ann').at(-1)?.callSid === null)
    expect(console.agents('ann').map((agent) => agent.callSid)).toEqual([null, callSid, null])
  })

  test('costs one reading for many changes that are made here, and shows what is made elsewhere among them', async () => {
    const [{ callSid }, other] = [await talking(here, 'ann'), await talking(there, 'bob')]
    await until(() => here.desk.call(other.callSid)?.state === 'active.talking')
    const console = await watch(here)
    await until(() => console.received.length > 0)
    const reads = vi.spyOn(here.blocking, 'xread')
    const startedAt = performance.now()
    for (let turn = 0; turn < 100; turn++) {
      await sendCommand(here, callSid, 'ann', turn % 2 === 0 ? 'HOLD' : 'RESUME')
      if (turn === 50) await sendCommand(there, other.callSid, 'bob', 'HOLD')
    }
    // Until what came from elsewhere is read, nobody rests.
    const mostReads = (performance.now() - startedAt) / ECHO_MS + 20
    await console.sees(other.callSid, { state: 'active.held' })
    expect(reads.mock.calls.length).toBeLessThan(mostReads)
    await console.sees(callSid, { rev: (await viewOf(here, callSid)).rev })
    expect(revs(console, callSid)).toHaveLength(100)
    expect(rising(idsOf(console))).toBe(true)
  })

  test('tells of a call that ended once, and then it is on no desk', async () => {
    const console = await watch(there)
    const callSid = await rings(here)
    await here.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    await here.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    await console.sees(callSid, { state: 'ended' })
    const other = await rings(here)
    await console.sees(other, { rev: 1 })
    expect(revs(console, callSid)).toEqual([1, 2])
    expect(there.desk.call(callSid)).toBeUndefined()
    const later = await watch(there, 'bob')
    await until(() => later.snapshots.length === 1)
    expect(later.snapshots[0]?.calls.map((call) => call.callSid)).toEqual([other])
  })

  test('that is taken up again brings exactly what was missed, also at another coordinator', async () => {
    const callSid = await rings(here)
    const console = await watch(here)
    await sendCommand(here, callSid, 'ann', 'CLAIM')
    await console.sees(callSid, { rev: 2 })
    console.leave()
    await until(() => console.closed)
    await sendCommand(there, callSid, 'ann', 'HANGUP')
    const other = await rings(there)
    for (const [at, agentId] of [
      [here, 'ann'],
      [there, 'bob'],
    ] as const) {
      await until(() => at.desk.call(other))
      const again = await watch(at, agentId, console.lastId)
      await again.sees(other, { rev: 1 })
      expect(again.snapshots).toEqual([])
      expect(revs(again, callSid)).toEqual([3])
      expect(rising([console.lastId, ...idsOf(again)])).toBe(true)
      again.leave()
    }
  })

  test.each([
    ['was never issued', () => '1-1'],
    ['is of the future', () => '99999999999999-0'],
    ['is no id at all', () => 'yesterday'],
    ['is empty', () => ''],
  ])('that is taken up at an id that %s begins with the whole desk', async (_, id) => {
    const callSid = await rings(here)
    const console = await watch(here, 'ann', id())
    await until(() => console.received.length > 0)
    expect(console.received[0]?.event).toBe('snapshot')
    expect(console.snapshots[0]?.calls.map((call) => call.callSid)).toEqual([callSid])
  })

  test('names itself where it begins, and ends its beginning with a beat', async () => {
    const [first, other] = [await watch(here), await watch(here, 'bob')]
    await until(() => first.beats.length === 1 && other.beats.length === 1)
    const ids = [first, other].map(({ snapshots }) => snapshots[0]?.consoleId)
    expect(ids).toEqual(here.feed.openConsoles.map(({ id }) => id))
    expect(new Set(ids).size).toBe(2)
    expect(first.snapshots[0]).toMatchObject({ protocol: PROTOCOL, calls: [] })
    expect(first.beats[0]).toEqual({ n: 0, at: new Date(desk.clock.now()).toISOString() })
    // All but the end of a snapshot is made once for all consoles.
    const heads = [first, other].map(({ text }) => text.slice(0, text.indexOf(',"serverTime"')))
    expect(heads[0]).toBe(heads[1])
  })

  test('names itself in its first beat when it is taken up again, after all that was missed', async () => {
    const console = await watch(here)
    await until(() => console.lastId !== '')
    console.leave()
    await until(() => console.closed)
    const callSid = await rings(here)
    const again = await watch(here, 'ann', console.lastId)
    await until(() => again.beats.length === 1)
    const [{ id } = { id: 'none' }] = here.feed.openConsoles
    expect(again.beats[0]).toMatchObject({ n: 0, consoleId: id, protocol: PROTOCOL })
    expect(again.snapshots).toEqual([])
    expect(revs(again, callSid)).toEqual([1])
    expect(again.text.indexOf('event: beat')).toBeGreaterThan(again.text.lastIndexOf('event: call'))
  })

  test('has a beat and a comment line every ten seconds, and neither moves the id to resume from', async () => {
    const console = await watch(here)
    const callSid = await rings(here)
    await console.sees(callSid, { rev: 1 })
    await until(() => console.beats.length === 2, 13_000)
    expect(console.beats.map(({ n }) => n)).toEqual([0, 1])
    expect(console.text).toMatch(/\n\n:\n\nevent: beat\ndata: \{"n":1,"at":"[^"]+"\}\n\n$/)
    const later = await watch(here, 'bob')
    await until(() => later.beats.length === 1)
    expect(later.beats[0]?.n).toBe(1)
  })

  test('begins with the whole desk when what was missed is kept no longer', async () => {
    const console = await watch(here)
    const callSid = await rings(here)
    await console.sees(callSid, { rev: 1 })
    const old = console.lastId
    console.leave()
    await tells(callSid, 4100)
    const last = await desk.redis.xrevrange(desk.keys.feed, '+', '-', 'COUNT', 1)
    const bob = await watch(here, 'bob')
    await until(() => bob.lastId === last[0]?.[0])
    const again = await watch(here, 'ann', old)
    await until(() => again.received.length > 0)
    expect(again.received[0]?.event).toBe('snapshot')
  })

  test('begins with the desk of a moment ago and the changes of agents since, and with the desk of now after a call has changed', async () => {
    const first = await watch(here, 'ann')
    await until(() => first.snapshots.length === 1)
    await here.agents.send('bob', 'BOB', { type: 'CHOOSE', presence: 'away' })
    const second = await watch(here, 'ann')
    await until(() => second.beats.length === 1)
    expect(second.snapshots[0]?.agents.find(({ agentId }) => agentId === 'bob')?.presence).toBe('available')
    expect(second.agents('bob')).toMatchObject([{ presence: 'away' }])
    const callSid = await rings(here)
    const third = await watch(here, 'ann')
    await until(() => third.beats.length === 1)
    expect(third.agents('bob')).toEqual([])
    expect(third.snapshots[0]?.calls.map((call) => call.callSid)).toContain(callSid)
    expect(third.snapshots[0]?.agents.find(({ agentId }) => agentId === 'bob')?.presence).toBe('away')
  })

  test('shows the agent as gone only a while after it has closed', async () => {
    const console = await watch(here, 'bob')
    await until(() => console.received.length > 0)
    await here.agents.send('bob', 'BOB', { type: 'STREAM_CLOSED', streamId: 'bob-1' })
    console.leave()
    await until(async () =>
      (await here.agents.roster()).some(({ agentId, servedBy }) => agentId === 'bob' && !servedBy[0]),
    )
    expect(here.desk.agent('bob')).toMatchObject({ presence: 'available' })
    const timer = here.later.timers.findLast(({ id }) => id === 'bob')
    desk.clock.pass(10_000)
    await here.agents.fire('bob', timer?.token ?? '')
    await until(() => there.desk.agent('bob')?.presence === 'offline')
  })

  test('ends when the agent’s session is revoked at another coordinator, and no other does', async () => {
    const [mine, others] = [await watch(here, 'ann'), await watch(here, 'bob')]
    await until(() => mine.received.length > 0 && others.received.length > 0)
    await there.sessions.closeAllOf('ann')
    await until(() => mine.closed)
    expect(mine.received.at(-1)).toMatchObject({ event: 'signedOut' })
    const callSid = await rings(there)
    await others.sees(callSid, { rev: 1 })
    expect(others.closed).toBe(false)
  })
})

describe('a console that reads too slowly', () => {
  const heavy = 'x'.repeat(60_000)

  async function heavyCalls() {
    const callSids = [newSid(), newSid(), newSid()]
    for (const callSid of callSids)
      await here.calls.arrive({
        type: 'INBOUND',
        callSid,
        callerNumber: null,
        callerName: heavy,
        calledNumber: null,
      })
    return callSids
  }
  const change = (callSids: readonly string[], times: number) =>
    Promise.all(
      callSids.map(async (callSid) => {
        for (let n = 0; n < times; n++) {
          const type = n % 2 === 0 ? 'CLAIM' : 'UNPARK'
          await here.calls.send(callSid, { type, by: `agent${callSid.slice(-1)}`, role: 'agent' })
          await here.calls.send(callSid, { type: 'PARK', by: 'boss', role: 'admin' })
        }
      }),
    )

  test('gets only the newest of each call, never misses the last, and others get everything', async () => {
    const [slow, quick] = [await watch(here, 'ann'), await watch(here, 'bob')]
    slow.response.pause()
    const callSids = await heavyCalls()
    await change(callSids, 100)
    const last = await Promise.all(callSids.map((callSid) => viewOf(here, callSid)))
    for (const { callSid, rev } of last) await quick.sees(callSid, { rev })
    slow.response.resume()
    for (const { callSid, rev } of last) await slow.sees(callSid, { rev })
    for (const { callSid, rev } of last) {
      expect(revs(quick, callSid)).toEqual(Array.from({ length: rev }, (_, n) => n + 1))
      const got = revs(slow, callSid)
      expect(got.at(-1)).toBe(rev)
      expect(got.length).toBeLessThan(rev)
      expect(got).toEqual([...got].sort((one, other) => one - other))
    }
    expect(rising(idsOf(slow))).toBe(true)
    // It goes on like any other.
    const callSid = await rings(there)
    await slow.sees(callSid, { rev: 1 })
  }, 30_000)

  test('and is to be closed is not written to any more, and others go on', async () => {
    const [slow, quick] = [await watch(here, 'ann'), await watch(here, 'bob')]
    slow.response.pause()
    const callSids = await heavyCalls()
    await change(callSids, 60)
    await here.sessions.closeAllOf('ann')
    const callSid = await rings(there)
    await quick.sees(callSid, { rev: 1 })
    await desk.redis.set(desk.keys.epoch, 'another')
    await until(() => quick.snapshots.length === 2)
    expect(slow.closed).toBe(false)
    slow.response.resume()
    await until(() => slow.closed)
    expect(slow.calls(callSid)).toEqual([])
  }, 30_000)

  test('that is shown the whole desk anew is not shown older things after it', async () => {
    const slow = await watch(here, 'ann')
    const quick = await watch(here, 'bob')
    slow.response.pause()
    const callSids = await heavyCalls()
    await change(callSids, 100)
    // As if Redis had lost everything and got it back from somewhere.
    await desk.redis.set(desk.keys.epoch, 'another')
    await until(() => quick.snapshots.length === 2)
    slow.response.resume()
    await until(() => slow.snapshots.length === 2)
    const callSid = await rings(here)
    await slow.sees(callSid, { rev: 1 })
    expect(rising(idsOf(slow).filter((id, at, ids) => id !== ids[at - 1]))).toBe(true)
  }, 30_000)
})

test('a process that was left behind further than the feed is kept has its consoles come back for the whole desk', async () => {
  const callSid = await rings(here)
  const console = await watch(here)
  await until(() => console.snapshots.length === 1)
  const missed = JSON.stringify({ ...(await viewOf(here, callSid)), callSid: 'CAmissed' })
  // All at once, so that no reader comes in between.
  const script = `redis.call('HSET', KEYS[2], 'view', ARGV[2])
    redis.call('ZADD', KEYS[3], 1, 'CAmissed')
    redis.call('XADD', KEYS[1], '*', 't', 'call', 'd', ARGV[2])
    for n = 1, 12000 do
      redis.call('XADD', KEYS[1], 'MAXLEN', '~', 10000, '*', 't', 'call', 'd', ARGV[1]) end`
  const keys = [desk.keys.feed, desk.keys.call('CAmissed'), desk.keys.live]
  await desk.redis.eval(script, 3, ...keys, JSON.stringify(await viewOf(here, callSid)), missed)
  await until(() => here.desk.call('CAmissed') && there.desk.call('CAmissed'))
  // A revocation may be among what was missed: each console proves its session again.
  await until(() => console.closed)
  const again = await watch(here, 'ann', console.lastId)
  await until(() => again.snapshots.length === 1)
  expect(again.snapshots[0]?.calls.map((call) => call.callSid)).toContain('CAmissed')
})

test('a coordinator that was taken for dead announces its consoles again', async () => {
  await here.agents.send('cat', 'CAT', { type: 'SIGN_IN' })
  const console = await watch(here, 'cat')
  await until(() => console.snapshots.length === 1)
  await here.agents.send('cat', 'CAT', { type: 'CHOOSE', presence: 'available' })
  const servedBy = async () => (await here.agents.roster()).find(({ agentId }) => agentId === 'cat')?.servedBy
  const [coordinatorId = ''] = (await servedBy()) ?? []
  await there.agents.send('cat', 'CAT', { type: 'COORDINATOR_LOST', coordinatorId })
  expect(await servedBy()).toEqual([])
  await here.heartbeat.beat()
  expect(await servedBy()).toEqual([coordinatorId])
  desk.clock.pass(10_000)
  for (const { id, token } of here.later.timers.concat(there.later.timers)) await here.agents.fire(id, token)
  await until(() => there.desk.agent('cat')?.presence === 'available')
  console.leave()
  await until(async () => (await servedBy())?.length === 0)
  await here.heartbeat.beat()
  expect(await servedBy()).toEqual([])
})
