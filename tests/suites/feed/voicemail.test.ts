import { afterEach, beforeEach, expect, test } from 'vitest'
import { NEW_OFFICE, type OfficeSettings } from '../../../coordinator/protocol/office/settings.ts'
import { openDesk, rings, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'
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
})
afterEach(async () => {
  for (const feed of feeds) feed.close()
  await desk.close()
})

const watch = (place: 0 | 1, lastEventId?: string) => {
  const feed = feeds[place]
  if (!feed) throw new Error('There is no such feed')
  return feed.watch('ann', lastEventId)
}
const news = (console: LiveClient) =>
  console.received.flatMap((one) => (one.event === 'voicemail' ? [one.data] : []))
const counts = (console: LiveClient) => news(console).map(({ unheard }) => unheard)

async function leaves(): Promise<string> {
  const callSid = await rings(here)
  await here.calls.send(callSid, { type: 'RECORDED', recordingSid: `RE${'1'.repeat(32)}`, seconds: 9 })
  return callSid
}

test('every console hears of a message, and of who has heard it, right after the call itself', async () => {
  const consoles = await Promise.all([watch(0), watch(1)])
  const callSid = await leaves()
  await here.calls.send(callSid, { type: 'HEARD', by: 'bob', role: 'agent' })
  await here.calls.send(callSid, { type: 'REMOVE_MESSAGE', by: 'sue', role: 'admin' })
  for (const console of consoles) {
    await until(() => news(console).length === 3)
    expect(news(console)).toMatchObject([
      { callSid, unheard: 1, voicemail: { callerName: 'Ada', durationS: 9, heardBy: null } },
      { callSid, unheard: 0, voicemail: { heardBy: 'bob' } },
      { callSid, unheard: 0, voicemail: null },
    ])
    const events = console.received.map(({ event }) => event)
    expect(events.slice(-6)).toEqual(['call', 'voicemail', 'call', 'voicemail', 'call', 'voicemail'])
    for (const { id } of console.received.slice(1)) expect(id).not.toBeNull()
  }
})

test('a console that comes is told how many wait, and nothing at all when none does', async () => {
  const early = await watch(1)
  await until(() => early.snapshots.length === 1)
  expect(early.received.map(({ event }) => event)).toEqual(['snapshot'])
  const callSid = await leaves()
  await leaves()
  await until(() => there.desk.unheard() === 2)
  const late = await watch(1)
  await until(() => news(late).length === 1)
  expect(late.received.map(({ event }) => event)).toEqual(['snapshot', 'voicemail'])
  expect(news(late)).toEqual([{ callSid: null, voicemail: null, unheard: 2 }])
  // The same of a process that has only just started.
  expect((await desk.open()).desk.unheard()).toBe(2)

  // One that was away for a moment gets what it missed.
  const { lastId } = late
  late.leave()
  await here.calls.send(callSid, { type: 'HEARD', by: 'bob', role: 'agent' })
  await until(() => there.desk.unheard() === 1)
  const again = await watch(1, lastId)
  await until(() => news(again).length === 1)
  expect([again.snapshots, counts(again)]).toEqual([[], [1]])
})

test('a message that only a newer version can read is counted, and stops neither the feed nor a process that starts', async () => {
  const console = await watch(0)
  await until(() => console.snapshots.length === 1)
  const newer = { callSid: `CA${'9'.repeat(32)}`, voicemail: { words: 'Hello' }, unheard: 1 }
  await desk.redis.xadd(desk.keys.feed, '*', 't', 'voicemail', 'd', JSON.stringify(newer))
  const callSid = await rings(there)
  await until(() => here.desk.call(callSid) !== undefined)
  expect([here.feed.reachable, here.desk.unheard()]).toEqual([true, 1])
  expect((await desk.open()).desk.call(callSid)).toBeDefined()
})

const { rev: _, changedBy: __, changedAt: ___, ...SETTINGS } = NEW_OFFICE
const closed: OfficeSettings = { ...SETTINGS, closed: { kind: 'say', text: 'Closed' } }
const ada = { agentId: 'ada', name: 'Ada' }

test('a change of the office is known to every process and console', async () => {
  const console = await watch(1)
  await here.office.change(closed, 0, ada)
  expect(here.desk.office()).toMatchObject({ rev: 1, closed: { text: 'Closed' }, changedBy: ada })
  await until(() => there.desk.office().rev === 1)
  await until(() => console.received.some(({ event }) => event === 'office'))
  expect((await desk.open()).desk.office()).toEqual(here.desk.office())
})

test('the office outlives a Redis that has lost everything', async () => {
  await here.office.change(closed, 0, ada)
  await until(() => there.desk.office().rev === 1)
  await desk.redis.unlink(await desk.redis.keys(`${desk.keys.prefix}*`))
  await until(async () => (await here.office.read()).rev === 1, 20_000)
  await until(() => there.desk.office().rev === 1 && here.desk.office().rev === 1)
  expect((await here.office.change(SETTINGS, 1, ada)).outcome).toBe('done')
}, 30_000)
