import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  makeAvailable,
  openDesk,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'

let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  desk = await openDesk()
  office = await desk.open()
  await makeAvailable(office, 'ann')
})
afterEach(() => desk.close())

const chooses = (presence: 'available' | 'away') =>
  office.agents.send('ann', 'ANN', { type: 'CHOOSE', presence })

/** Holds back the answer to the next script that reads the whole desk. */
function holdNextLoad() {
  const { redis } = office
  const evalsha = redis.evalsha.bind(redis) as (...args: unknown[]) => Promise<unknown>
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const executed = new Promise<void>((resolve) => {
    const holding = async (...args: unknown[]) => {
      const answer = await evalsha(...args)
      if (!args.includes(desk.keys.unheard) || !args.includes(desk.keys.epoch)) return answer
      Object.assign(redis, { evalsha })
      resolve()
      await released
      return answer
    }
    Object.assign(redis, { evalsha: holding })
  })
  return { executed, release: () => release() }
}

test('a change whose answer overtakes that of a reload is shown once, and nothing goes back', async () => {
  const shown: string[] = []
  office.events.on('agentChanged', ({ view }) => shown.push(view.presence))
  const load = holdNextLoad()
  office.feed.reloadSoon()
  await load.executed
  await chooses('away')
  load.release()
  await chooses('available')
  await until(() => shown.includes('available'))
  expect(shown).toEqual(['away', 'available'])
})

test('an office that only a newer version can read leaves a process with the one it knows', async () => {
  const vienna = { ...office.desk.office(), timeZone: 'Europe/Vienna' }
  await office.office.change(vienna, 0, { agentId: 'ada', name: 'Ada' })
  await desk.redis.hset(desk.keys.office, { rev: 2, settings: '{"rev":2,"hours":"as ever"}' })
  // Only a reload brings what no entry of the feed tells.
  await desk.redis.hset(desk.keys.groups, { rev: 3, settings: '{"rev":3,"changedBy":null,"groups":[]}' })
  office.feed.reloadSoon()
  await until(() => office.desk.groups().rev === 3)
  expect(office.feed.reachable).toBe(true)
  expect(office.desk.office()).toMatchObject({ rev: 1, timeZone: 'Europe/Vienna' })
  expect((await desk.open()).desk.groups().rev).toBe(3)
})

test('groups that only a newer version can read leave a process with those it knows', async () => {
  const sales = { id: '1'.repeat(32), name: 'Sales', members: ['ann'] }
  await office.groups.change([sales], 0, { agentId: 'ada', name: 'Ada' })
  await desk.redis.hset(desk.keys.groups, { rev: 2, settings: '{"rev":2,"teams":[]}' })
  // Only a reload brings what no entry of the feed tells.
  const vienna = { ...office.desk.office(), timeZone: 'Europe/Vienna', rev: 3 }
  await desk.redis.hset(desk.keys.office, { rev: 3, settings: JSON.stringify(vienna) })
  office.feed.reloadSoon()
  await until(() => office.desk.office().rev === 3)
  expect(office.desk.groups()).toMatchObject({ rev: 1, groups: [sales] })
})

test('after a reload nothing is decided on what a call was before it', async () => {
  const { callSid, legSid } = await talking(office, 'ann')
  const there = await desk.open()
  office.feed.reloadSoon()
  await there.calls.send(callSid, { type: 'LEG_ENDED', legSid, outside: false, consoleSince: null })
  await until(() => office.desk.call(callSid)?.state === 'parked.waiting')
  await office.calls.send(callSid, { type: 'AGENT_BACK', agentId: 'ann' })
  expect((await viewOf(office, callSid)).state).toBe('parked.returning')
})
