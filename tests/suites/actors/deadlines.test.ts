import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgentActors } from '../../../coordinator/actors/agent-actors.ts'
import { RedisAway } from '../../../coordinator/failures.ts'
import {
  arrivesAtWork,
  asks,
  type Coordinator,
  openDesk,
  rings,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { type OwnRedis, openOwnRedis } from '../../setup/own-redis.ts'

let redis: OwnRedis
let desk: TestDesk
let office: Coordinator
beforeAll(async () => {
  redis = await openOwnRedis({ keeps: false })
  desk = await openDesk({ redisUrl: redis.url })
  office = await desk.open()
  await arrivesAtWork(office, 'ann', 'bob')
})
afterAll(async () => {
  await desk?.close()
  await redis?.close()
})

/** Lets go on what hung, and waits until it has done all that it was sent. */
async function thaws() {
  redis.thaw()
  await until(() => desk.redis.ping().catch(() => false))
}

test('what was answered with "nothing was done" is not done when Redis comes to it after all', async () => {
  const callSid = await rings(office)
  redis.freeze()
  await expect(asks(office, callSid, 'ann', 'CLAIM')).rejects.toThrow(RedisAway)
  await thaws()
  expect(await viewOf(office, callSid)).toMatchObject({ rev: 1, state: 'ringing.offering' })
  await until(() => asks(office, callSid, 'ann', 'CLAIM').catch(() => false))
  expect(await viewOf(office, callSid)).toMatchObject({ rev: 2, agentId: 'ann' })
})

test('nor is a choice of presence', async () => {
  // Hangs between what is read and what is written: a write is all that could come too late.
  let hangs = false
  const hanging = new Proxy(office.redis, {
    get(target, name) {
      if (hangs && name === 'evalsha') redis.freeze()
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const later = { timer: () => undefined, retry: () => undefined }
  const host = { keys: desk.keys, clock: desk.clock, later, publish: () => undefined }
  const actors = createAgentActors({ ...host, redis: hanging })
  const name = 'BOB'
  // It learns how Redis's clock stands from the first thing that it does.
  await actors.send('bob', name, { type: 'CHOOSE', presence: 'away' })
  await until(() => office.mirror.agent('bob')?.presence === 'away')
  hangs = true
  await expect(actors.send('bob', name, { type: 'CHOOSE', presence: 'available' })).rejects.toThrow(RedisAway)
  await thaws()
  expect(JSON.parse((await desk.redis.hget(desk.keys.roster, 'bob')) ?? '')).toMatchObject({
    presence: 'away',
  })
})
