import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Groups } from '../../../coordinator/protocol/groups.ts'
import { openDesk, rings, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
import { type LiveClient, serveFeed } from '../../setup/live-client.ts'

let desk: TestDesk
let here: TestCoordinator
let there: TestCoordinator
let feed: Awaited<ReturnType<typeof serveFeed>>

beforeEach(async () => {
  desk = await openDesk()
  here = await desk.open()
  there = await desk.open()
  feed = await serveFeed(there)
})
afterEach(async () => {
  feed.close()
  await desk.close()
})

const ada = { agentId: 'ada', name: 'Ada' }
const group = (name: string, ...members: string[]) => ({ id: '1'.repeat(32), name, members })
const news = (console: LiveClient): Groups[] =>
  console.received.flatMap((one) => (one.event === 'groups' ? [one.data] : []))

test('a change of the groups is known to every process and console at once, and to those that come later', async () => {
  const console = await feed.watch('ann')
  await until(() => console.snapshots.length === 1)
  expect(console.snapshots[0]?.groups).toEqual({ rev: 0, changedBy: null, groups: [] })
  await here.groups.change([group('Sales', 'ann')], 0, ada)
  expect(here.desk.groups().rev).toBe(1)
  await until(() => news(console).length === 1)
  const changed = { rev: 1, changedBy: ada, groups: [group('Sales', 'ann')] }
  expect(news(console)).toEqual([changed])
  // A page that is loaded again, and a process that has only just started.
  const again = await feed.watch('ann')
  await until(() => again.snapshots.length === 1)
  expect(again.snapshots[0]?.groups).toEqual(changed)
  expect((await desk.open()).desk.groups()).toEqual(changed)
  // One that was away for a moment gets what it missed.
  const { lastId } = again
  again.leave()
  await here.groups.change([], 1, ada)
  await until(() => there.desk.groups().rev === 2)
  const back = await feed.watch('ann', lastId)
  await until(() => news(back).length === 1)
  expect([back.snapshots, news(back)[0]?.groups]).toEqual([[], []])
})

test('the groups outlive a Redis that has lost everything', async () => {
  await here.groups.change([group('Sales', 'ann')], 0, ada)
  await until(() => there.desk.groups().rev === 1)
  await desk.redis.unlink(await desk.redis.keys(`${desk.keys.prefix}*`))
  await until(async () => (await here.groups.read()).rev === 1, 20_000)
  await until(() => there.desk.groups().rev === 1 && here.desk.groups().rev === 1)
  expect((await here.groups.change([], 1, ada)).outcome).toBe('done')
}, 30_000)

test('groups that only a newer version can read hide no call, here or on a console', async () => {
  await desk.redis.hset(desk.keys.groups, { rev: 3, settings: '{"rev":3,"teams":[]}' })
  const late = await desk.open()
  expect(late.desk.groups().groups).toEqual([])
  const callSid = await rings(here)
  await until(() => late.desk.call(callSid) !== undefined)
})
