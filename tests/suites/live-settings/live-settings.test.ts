import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setBrokenEntriesAside } from '../../../coordinator/redis/set-aside.ts'
import {
  makeAvailable,
  openDesk,
  parks,
  rings,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { serveFeed } from '../../setup/live-client.ts'

let desk: TestDesk
let here: TestCoordinator
let there: TestCoordinator

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  there = await desk.open()
})
afterEach(() => desk.close())

const ada = { agentId: 'ada', name: 'Ada' }
const choose = (rev: number, values: Record<string, number | null>, at = here) => {
  const settings = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]))
  return at.settingsStore.change({ settings }, rev, ada)
}
const limitsOf = async ({ calls }: TestCoordinator, callSid: string) =>
  (await calls.state(callSid))?.snapshot.context.limits
const stored = async () => JSON.parse((await desk.redis.hget(desk.keys.settings, 'settings')) ?? 'null')
const store = (document: unknown) =>
  desk.redis.hset(desk.keys.settings, {
    rev: 7,
    settings: typeof document === 'string' ? document : JSON.stringify(document),
  })
const chosen = (value: unknown) => ({ value, before: null, by: ada, at: '2026-11-22T00:00:00.000Z' })

test('a call has the timeouts that were chosen before it began, in every process that takes it', async () => {
  await makeAvailable(there, 'bob')
  const older = await rings(there)
  expect(await choose(0, { RING_TIMEOUT_S: 50, PARK_TIMEOUT_S: 90 })).toMatchObject({ outcome: 'done' })
  expect(here.live.now().limits).toMatchObject({ ringMs: 50_000, parkMs: 90_000, joinMs: 12_000 })
  await until(() => there.live.now().limits.ringMs === 50_000)
  const newer = await rings(there)
  expect(await limitsOf(here, newer)).toMatchObject({ ringMs: 50_000, parkMs: 90_000 })
  expect(await limitsOf(here, older)).toMatchObject({ ringMs: 30_000, parkMs: 120_000 })
})

test('a process that missed the news reads it when it starts, or is back', async () => {
  await choose(0, { OUTSIDE_LEGS: 3 })
  const third = await desk.open()
  expect(third.live.now().outside.legs).toBe(3)
  // Written behind the back of the feed, as by a failover.
  await store({ rev: 7, settings: { OUTSIDE_LEGS: chosen('4') } })
  expect(there.live.now().outside.legs).toBe(3)
  there.feed.reloadSoon()
  await until(() => there.live.now().outside.legs === 4)
})

test('a job that reads the settings just before they change does not bring the old ones back', async () => {
  await choose(0, { RING_TIMEOUT_S: 50 })
  const { json } = here.settingsStore
  vi.spyOn(here.settingsStore, 'json').mockImplementationOnce(async () => {
    const read = await json()
    await choose(1, { RING_TIMEOUT_S: 60 })
    return read
  })
  await here.jobDeps.historyMs()
  expect(here.live.now().limits.ringMs).toBe(60_000)
})

test('consoles hear that settings have changed, and not which', async () => {
  const feed = await serveFeed(there)
  const console = await feed.watch('ann')
  await choose(0, { RING_TIMEOUT_S: 50 })
  await until(() => console.received.some(({ event }) => event === 'settings'))
  expect(console.received.find(({ event }) => event === 'settings')?.data).toEqual({ rev: 1 })
  feed.close()
})

test('the environment wins over what was chosen', async () => {
  await choose(0, { RING_TIMEOUT_S: 50, PARK_TIMEOUT_S: 90 })
  const settings = { ...here.settings, environment: { RING_TIMEOUT_S: '20' } }
  const third = await desk.open({ settings: { ...settings, limits: { ...settings.limits, ringMs: 20_000 } } })
  expect(third.live.now().limits).toMatchObject({ ringMs: 20_000, parkMs: 90_000 })
  expect((await third.settingsStore.read()).settings.RING_TIMEOUT_S).toMatchObject({
    value: 20,
    lockedBy: 'RING_TIMEOUT_S',
  })
  expect(await choose(1, { RING_TIMEOUT_S: 60 }, third)).toMatchObject({
    outcome: 'invalid',
    faults: [{ path: 'settings.RING_TIMEOUT_S.value' }],
  })
  expect(await choose(1, { RING_TIMEOUT_S: 20, JOIN_TIMEOUT_S: 9 }, third)).toMatchObject({ outcome: 'done' })
  // It is chosen all the same, for the day on which the variable goes.
  expect((await stored()).settings.RING_TIMEOUT_S.value).toBe('50')
})

test('a change leaves what a newer version has written as it is', async () => {
  const newer = {
    rev: 7,
    kept: true,
    settings: { FUTURE_S: { any: ['thing'] }, RING_TIMEOUT_S: chosen('50') },
  }
  await store(newer)
  there.feed.reloadSoon()
  await until(() => there.live.now().limits.ringMs === 50_000)
  expect((await choose(7, { JOIN_TIMEOUT_S: 9 }, there)).outcome).toBe('done')
  expect(await stored()).toMatchObject({ ...newer, rev: 8 })
})

test('a chosen value that cannot be used is named in the log, and the others apply', async () => {
  await store({
    rev: 7,
    settings: { RING_TIMEOUT_S: chosen('soon'), JOIN_TIMEOUT_S: 9, PARK_TIMEOUT_S: chosen('90') },
  })
  const third = await desk.open()
  expect(third.live.now().limits).toMatchObject({ ringMs: 30_000, joinMs: 12_000, parkMs: 90_000 })
  expect(desk.troubles.map((line) => JSON.parse(line).setting).sort()).toEqual([
    'JOIN_TIMEOUT_S',
    'RING_TIMEOUT_S',
  ])
  expect((await choose(7, { RING_TIMEOUT_S: 40, JOIN_TIMEOUT_S: 8 }, third)).outcome).toBe('done')
  expect(third.live.now().limits).toMatchObject({ ringMs: 40_000, joinMs: 8_000, parkMs: 90_000 })
})

test('a document that is broken is put aside, and the process starts with the defaults', async () => {
  await store('{"rev":7,"sett')
  await setBrokenEntriesAside(desk.redis, desk.keys, here.log)
  expect(desk.troubles.join()).toContain('An entry that cannot be read was put aside')
  expect(await desk.redis.hget(`${desk.keys.prefix}set-aside`, 'settings:settings')).toBe('{"rev":7,"sett')
  const third = await desk.open()
  expect(third.live.now().limits.ringMs).toBe(30_000)
  expect((await choose(7, { RING_TIMEOUT_S: 40 }, third)).outcome).toBe('done')
  await until(() => there.live.now().limits.ringMs === 40_000)
})

test('a document that breaks while a process runs leaves it with the defaults', async () => {
  await choose(0, { RING_TIMEOUT_S: 40 })
  await until(() => there.live.now().limits.ringMs === 40_000)
  await store('[]')
  there.feed.reloadSoon()
  await until(() => there.live.now().limits.ringMs === 30_000)
  expect(desk.troubles.join()).toContain('The settings in Redis cannot be read')
})

test('what was chosen outlives a Redis that has lost everything', async () => {
  await choose(0, { RING_TIMEOUT_S: 40 })
  await until(() => there.live.now().limits.ringMs === 40_000)
  await desk.redis.unlink(await desk.redis.keys(`${desk.keys.prefix}*`))
  await until(async () => (await here.settingsStore.read()).rev === 1, 20_000)
  await until(() => [here, there].every((one) => one.live.now().limits.ringMs === 40_000))
}, 30_000)

test('the lot has as many slots as are chosen, and a caller stays in a slot that goes', async () => {
  await makeAvailable(here, 'ann')
  const { callSid } = await talking(here, 'ann')
  await parks(here, callSid, 'ann', 20)
  await choose(0, { PARKING_SLOTS: 2 })
  expect(here.desk.availability().freeSlots).toEqual([1, 2])
  await until(() => there.desk.availability().freeSlots.length === 2)
  expect((await viewOf(there, callSid)).parked?.slot).toBe(20)
})

test('waits that come in the wrong order are refused, and one that the environment turns round is left out', async () => {
  expect(await choose(0, { LOT_LONG_S: 120 })).toMatchObject({
    faults: [
      { path: 'settings.LOT_TOO_LONG_S.value', message: expect.stringMatching('^does not come after') },
    ],
  })
  await choose(0, { LOT_LONG_S: 100, ANSWER_LONG_S: 5 })
  const third = await desk.open({ settings: { environment: { LOT_TOO_LONG_S: '90' } } })
  expect(third.live.now().waits).toEqual({
    answer: { longMs: 5_000, tooLongMs: 20_000 },
    lot: { longMs: 60_000, tooLongMs: 90_000 },
  })
  expect(desk.troubles.join()).toContain('LOT_LONG_S')
})
