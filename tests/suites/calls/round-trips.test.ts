import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import {
  makeAvailable,
  openDesk,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
} from '../../setup/desk.ts'
import { openRedisProxy, type RedisProxy } from '../../setup/redis-proxy.ts'

let desk: TestDesk
let proxy: RedisProxy
let counted: TestCoordinator
let other: TestCoordinator

beforeAll(async () => {
  desk = await openDesk()
  proxy = await openRedisProxy(inject('redisUrl').slice('unix:'.length))
  counted = await desk.open({ redisUrl: proxy.url })
  other = await desk.open()
  await makeAvailable(counted, 'ann', 'bob')
})
// Otherwise the desk offers the next call to an agent who becomes free, and changes it.
beforeEach(() =>
  until(async () => {
    // One process may not have heard yet of a call that came to the other.
    const known = [counted, other].flatMap(({ desk }) => desk.calls())
    for (const callSid of new Set(known.map((it) => it.callSid)))
      await counted.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    return [counted, other].every(({ desk }) => desk.availability().freeAgents.length === 2)
  }),
)
afterAll(async () => {
  await desk.close()
  proxy.close()
})

type Asking = Parameters<typeof sendCommand>

/** The commands to Redis that an agent's command caused. What the desk does to the call by itself is left out. */
async function askedFor(callSid: string, by: string, type: Asking[3]): Promise<string[]> {
  const key = randomUUID()
  const before = proxy.asked.length
  await sendCommand(counted, callSid, by, type, key)
  return proxy.asked
    .slice(before)
    .filter((words) => words.some((word) => word.includes(callSid)))
    .filter(([name, ...words]) => name !== 'evalsha' || words.includes(key))
    .map(([name]) => name ?? '')
}

test('a command on a call that this process knows takes one round trip', async () => {
  const callSid = await rings(counted)
  expect(await askedFor(callSid, 'ann', 'CLAIM')).toEqual(['evalsha'])
  expect(await askedFor(callSid, 'bob', 'CLAIM')).toEqual(['evalsha'])
  expect(await askedFor(callSid, 'ann', 'HANGUP')).toEqual(['evalsha'])
})

test('a command on a call that this process does not know takes two', async () => {
  const callSid = await rings(other)
  expect(await askedFor(callSid, 'bob', 'CLAIM')).toEqual(['hmget', 'evalsha'])
})

test('a command on a call that another process has just changed takes two, without a read', async () => {
  const callSid = await rings(counted)
  await until(() => other.desk.call(callSid))
  await sendCommand(other, callSid, 'ann', 'DECLINE')
  // The feed may have told this process already; then its copy is gone, and it has to be read.
  expect([
    ['evalsha', 'evalsha'],
    ['hmget', 'evalsha'],
  ]).toContainEqual(await askedFor(callSid, 'ann', 'CLAIM'))
})
