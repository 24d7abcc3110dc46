import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import {
  arrivesAtWork,
  asks,
  type Coordinator,
  openDesk,
  rings,
  type TestDesk,
  until,
} from '../../setup/desk.ts'
import { openRedisProxy, type RedisProxy } from '../../setup/redis-proxy.ts'

let desk: TestDesk
let proxy: RedisProxy
let counted: Coordinator
let other: Coordinator

beforeAll(async () => {
  desk = await openDesk()
  proxy = await openRedisProxy(inject('redisUrl').slice('unix:'.length))
  counted = await desk.open({ redisUrl: proxy.url })
  other = await desk.open()
  await arrivesAtWork(counted, 'ann', 'bob')
})
afterAll(async () => {
  await desk.close()
  proxy.close()
})

/** The commands that Redis was asked for a call's sake, but for what the desk does to it of itself meanwhile. */
async function asked(callSid: string, work: () => Promise<unknown>): Promise<string[]> {
  const before = proxy.asked.length
  await work()
  const since = proxy.asked.slice(before)
  return since
    .filter((words) => words.some((word) => word.includes(callSid)))
    .filter((words) => !words.some((word) => word.includes('"event":"OFFER"')))
    .map(([name]) => name ?? '')
}

test('a command on a call that this process knows takes one round trip', async () => {
  const callSid = await rings(counted)
  expect(await asked(callSid, () => asks(counted, callSid, 'ann', 'CLAIM'))).toEqual(['evalsha'])
  expect(await asked(callSid, () => asks(counted, callSid, 'bob', 'CLAIM'))).toEqual(['evalsha'])
  expect(await asked(callSid, () => asks(counted, callSid, 'ann', 'HANGUP', 'k1'))).toEqual(['evalsha'])
})

test('a command on a call that this process does not know takes two', async () => {
  const callSid = await rings(other)
  expect(await asked(callSid, () => asks(counted, callSid, 'bob', 'CLAIM'))).toEqual(['hmget', 'evalsha'])
})

test('a command on a call that another process has just changed takes two, without a read', async () => {
  const callSid = await rings(counted)
  await until(() => other.mirror.call(callSid))
  const names = await asked(callSid, async () => {
    const decline = asks(other, callSid, 'ann', 'DECLINE')
    await decline
    // The feed may have told this process already; then its copy is gone, and it has to be read.
    await asks(counted, callSid, 'ann', 'CLAIM')
  })
  expect([
    ['evalsha', 'evalsha'],
    ['hmget', 'evalsha'],
  ]).toContainEqual(names)
})
