import { afterEach, describe, expect, test, vi } from 'vitest'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { serveFeed } from '../../setup/live-client.ts'
import { openOwnRedis } from '../../setup/own-redis.ts'

let own: Awaited<ReturnType<typeof openOwnRedis>>
let desk: TestDesk
let office: TestCoordinator
let feed: Awaited<ReturnType<typeof serveFeed>>

async function open(options: { keeps: boolean }) {
  own = await openOwnRedis(options)
  desk = await openDesk({ redisUrl: own.url })
  office = await desk.open()
  feed = await serveFeed(office)
  await makeAvailable(office, 'ann', 'bob')
}
afterEach(async () => {
  feed.close()
  await desk.close()
  await own.close()
})

const storeNews = (console: Awaited<ReturnType<typeof feed.watch>>) =>
  console.received.flatMap((one) => (one.event === 'store' ? [one.data.reachable] : []))

describe('Redis', () => {
  test('away and back with what it had: consoles are told both, and everything goes on', async () => {
    await open({ keeps: true })
    const callSid = await rings(office)
    const console = await feed.watch()
    await until(() => console.snapshots.length === 1)
    await own.kill()
    await until(() => storeNews(console).includes(false))
    expect(office.feed.reachable).toBe(false)
    await expect(sendCommand(office, callSid, 'ann', 'CLAIM')).rejects.toThrow(RedisAway)
    await own.start()
    await until(() => storeNews(console).at(-1) === true)
    expect(console.snapshots.at(-1)?.calls).toEqual([await viewOf(office, callSid)])
    expect(await sendCommand(office, callSid, 'ann', 'CLAIM')).toMatchObject({ ok: true, view: { rev: 2 } })
    await console.sees(callSid, { rev: 2 })
    expect(console.closed).toBe(false)
    expect(desk.troubles.join('')).toContain('Redis is away')
  }, 30_000)

  test('back at once, but without its last writes: consoles are shown no more than there is', async () => {
    await open({ keeps: true })
    const callSid = await rings(office)
    const console = await feed.watch()
    const loseWhatFollows = own.remember()
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    await console.sees(callSid, { rev: 2 })
    await own.kill()
    loseWhatFollows()
    await own.start()
    await until(() => console.snapshots.length === 2)
    expect(console.snapshots[1]?.calls).toMatchObject([{ callSid, rev: 1, state: 'ringing.offering' }])
    expect(await sendCommand(office, callSid, 'bob', 'CLAIM')).toMatchObject({ ok: true, view: { rev: 2 } })
    await until(() => console.calls(callSid).some(({ agentId }) => agentId === 'bob'))
  }, 30_000)

  test('that has lost everything at its restart: consoles get what there is now', async () => {
    await open({ keeps: false })
    const before = await rings(office)
    const console = await feed.watch()
    await until(() => console.snapshots[0]?.calls.length === 1)
    await own.kill()
    await own.start()
    await until(() => console.snapshots.length > 1 && console.snapshots.at(-1)?.calls.length === 0)
    expect(office.desk.call(before)).toBeUndefined()
    expect(await sendCommand(office, before, 'ann', 'CLAIM')).toMatchObject({
      ok: false,
      code: 'no_such_call',
    })
    const after = await rings(office)
    await console.sees(after, { rev: 1 })
  }, 30_000)

  test('that was flushed while calls keep coming: consoles get what there is now', async () => {
    await open({ keeps: false })
    const before = await rings(office)
    const console = await feed.watch()
    await until(() => console.snapshots[0]?.calls.length === 1)
    const old = console.lastId
    await desk.redis.flushall()
    // Busy enough for the feed never to fall silent.
    await until(async () => {
      await rings(office)
      return console.snapshots.length > 1
    })
    expect(console.snapshots.at(-1)?.calls.map(({ callSid }) => callSid)).not.toContain(before)
    await until(() => office.desk.call(before) === undefined)
    const again = await feed.watch('bob', old)
    await until(() => again.received.length > 0)
    expect(again.received[0]?.event).toBe('snapshot')
  }, 30_000)

  test('that was flushed: no later view from any source is added to the desk of before', async () => {
    await open({ keeps: false })
    const there = await desk.open()
    await rings(office)
    const console = await feed.watch()
    await until(() => console.snapshots[0]?.calls.length === 1)
    // It has just looked whether Redis is the same.
    await rings(there)
    await until(() => console.received.some(({ event }) => event === 'call'))
    const told = console.received.length
    await desk.redis.flushall()
    await rings(there)
    await until(() => console.received.length > told)
    expect(console.received[told]?.event).toBe('snapshot')
  }, 30_000)

  test('away when a console comes: it is refused, and nothing is left behind', async () => {
    await open({ keeps: true })
    await own.kill()
    await expect(feed.watch('bob')).rejects.toThrow()
    await own.start()
    await until(() => office.redis.ping().catch(() => false))
    const console = await feed.watch('bob')
    await until(() => console.snapshots.length === 1)
    expect(office.feed.consoleCount).toBe(1)
  }, 30_000)

  test('whose answer is lost when a console comes: that it came is taken back', async () => {
    await open({ keeps: true })
    const send = vi.spyOn(office.agents, 'send')
    const served = async () =>
      (await office.agents.roster()).find(({ agentId }) => agentId === 'bob')?.servedBy
    const before = await served()
    send.mockImplementationOnce(async (...args) => {
      await office.agents.send(...args)
      throw new RedisAway('The answer was lost')
    })
    await expect(feed.watch('bob')).rejects.toThrow()
    expect(await served()).not.toEqual(before)
    send.mockRejectedValueOnce(new RedisAway('It is away once more'))
    await expect(office.heartbeat.beat()).rejects.toBeInstanceOf(RedisAway)
    await office.heartbeat.beat()
    expect(await served()).toEqual(before)
  })
})
