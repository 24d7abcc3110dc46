import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import type { Revocation } from '../../../coordinator/sessions/revocation.ts'
import type { SignedInAccount } from '../../../coordinator/sessions/session.ts'
import {
  createSessions,
  SESSION_IDLE_MS,
  SESSION_LIFE_MS,
  type Sessions,
} from '../../../coordinator/sessions/sessions.ts'

const silent = { info: () => undefined, warn: () => undefined }
const MIA: SignedInAccount = { agentId: 'mia', name: 'Mia', role: 'agent' }
/** One whose name begins like the other's. */
const MIA2: SignedInAccount = { agentId: 'mia2', name: 'Mia Two', role: 'admin' }

let redis: RedisClient
let now: number
let here: Sessions
let elsewhere: Sessions
let announced: Revocation[]

beforeAll(async () => {
  redis = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'commands', silent)
  await untilReady(redis, 5_000)
})
afterAll(() => closeRedis(redis))

beforeEach(() => {
  now = Date.now()
  announced = []
  const keys = keysOf(randomUUID())
  const process = () =>
    createSessions({
      redis,
      keys,
      clock: { now: () => now },
      announce: (revocation) => void announced.push(revocation),
    })
  here = process()
  elsewhere = process()
})

test('a session is found in every process', async () => {
  const token = await here.open(MIA)
  expect(await elsewhere.find(token)).toMatchObject({
    ...MIA,
    createdAt: now,
    expiresAt: now + SESSION_IDLE_MS,
  })
  expect(await here.find('another')).toBeNull()
})

test('tokens are long and never the same', async () => {
  const tokens = await Promise.all(Array.from({ length: 50 }, () => here.open(MIA)))
  expect(new Set(tokens).size).toBe(50)
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
})

test('a known session costs no question to Redis for a minute', async () => {
  const token = await here.open(MIA)
  await here.find(token)
  const asked = vi.spyOn(redis, 'get')
  for (let n = 0; n < 10; n++) await here.find(token)
  expect(asked).not.toHaveBeenCalled()
  now += 60_001
  await here.find(token)
  expect(asked).toHaveBeenCalledOnce()
})

test('a session that nobody uses ends, also while it is held', async () => {
  const token = await here.open(MIA)
  now += SESSION_IDLE_MS - 1
  expect(await here.find(token)).not.toBeNull()
  now += 1
  expect(await here.find(token)).toBeNull()
  expect(await elsewhere.find(token)).toBeNull()
})

/** Uses the session as a request does. */
async function use(process: Sessions, token: string) {
  const session = await process.find(token)
  if (session) await process.use(session)
  return session
}

test('each use lets a session last longer, in every process, but none longer than a week', async () => {
  const token = await here.open(MIA)
  const openedAt = now
  while (now + SESSION_IDLE_MS / 2 < openedAt + SESSION_LIFE_MS) {
    now += SESSION_IDLE_MS / 2
    expect(await use(now % 2 === 0 ? here : elsewhere, token)).not.toBeNull()
  }
  expect(await elsewhere.agentsSignedIn()).toEqual(new Set(['mia']))
  now = openedAt + SESSION_LIFE_MS
  expect(await use(here, token)).toBeNull()
})

test('a use is noted once a minute, and not after the session has ended', async () => {
  const token = await here.open(MIA)
  now += 60_000
  const session = await here.find(token)
  const noted = vi.spyOn(redis, 'evalsha')
  await use(here, token)
  await use(here, token)
  expect(noted).toHaveBeenCalledOnce()
  noted.mockRestore()
  await here.close(token)
  now += 60_000
  if (session) await elsewhere.use(session)
  expect(await elsewhere.find(token)).toBeNull()
})

test('an agent finds its own sessions and ends one, or all others', async () => {
  const place = { address: '203.0.113.7', userAgent: 'Firefox' }
  const tokens = [await here.open(MIA, place), await here.open(MIA), await here.open(MIA)]
  await here.open(MIA2)
  const [first, second, third] = await Promise.all(tokens.map((token) => here.find(token)))
  const own = await elsewhere.listOf('mia')
  expect(own.map(({ hash }) => hash).sort()).toEqual([first, second, third].map((it) => it?.hash).sort())
  expect(own.find(({ hash }) => hash === first?.hash)).toMatchObject(place)
  expect(await elsewhere.closeOne('mia2', second?.hash ?? '')).toMatchObject({ closed: 0 })
  expect(await elsewhere.closeOne('mia', second?.hash ?? '')).toMatchObject({ closed: 1, left: 2 })
  if (first) expect(await elsewhere.closeOthers(first)).toBe(1)
  expect((await here.listOf('mia')).map(({ hash }) => hash)).toEqual([first?.hash])
  expect(await here.listOf('mia2')).toHaveLength(1)
})

test('closing says whose it was, how many are left, and tells all processes', async () => {
  const first = await here.open(MIA)
  const second = await here.open(MIA)
  await here.open(MIA2)
  const hash = (await here.find(first))?.hash
  expect(await here.close(first)).toMatchObject({ agentId: 'mia', left: 1 })
  expect(announced).toEqual([{ agentId: 'mia', sessionHash: hash, madeRoom: false }])
  expect(await here.find(first)).toBeNull()
  expect(await here.close(first)).toBeNull()
  expect(await here.close(second)).toMatchObject({ left: 0 })
})

test('a process that held a closed session forgets it when it is told', async () => {
  const token = await here.open(MIA)
  await elsewhere.find(token)
  await here.close(token)
  for (const revocation of announced) elsewhere.forget(revocation)
  expect(await elsewhere.find(token)).toBeNull()
})

test('what was read before a revocation is not held after it', async () => {
  const token = await here.open(MIA)
  const reading = elsewhere.find(token)
  elsewhere.forget({ agentId: 'mia', sessionHash: null, madeRoom: false })
  await reading
  await here.closeAllOf('mia')
  expect(await elsewhere.find(token)).toBeNull()
})

test('all sessions of an agent close together, and nobody else’s', async () => {
  const tokens = [await here.open(MIA), await here.open(MIA)]
  const other = await here.open(MIA2)
  expect(await here.closeAllOf('mia')).toBe(2)
  expect(announced).toEqual([{ agentId: 'mia', sessionHash: null, madeRoom: false }])
  for (const token of tokens) expect(await here.find(token)).toBeNull()
  expect(await here.find(other)).not.toBeNull()
})

test('who is signed in follows opening, closing and the end of a session', async () => {
  const token = await here.open(MIA)
  expect(await elsewhere.agentsSignedIn()).toEqual(new Set(['mia']))
  now += SESSION_IDLE_MS / 2
  await here.open(MIA2)
  expect(await elsewhere.agentsSignedIn()).toEqual(new Set(['mia', 'mia2']))
  await here.close(token)
  expect(await elsewhere.agentsSignedIn()).toEqual(new Set(['mia2']))
  now += SESSION_IDLE_MS
  expect(await elsewhere.agentsSignedIn()).toEqual(new Set())
})

test('without Redis nobody is known who was not known already', async () => {
  const gone = connectRedis({ kind: 'url', url: 'unix:/nowhere/redis.sock' }, 'commands', silent)
  const parts = { redis: gone, keys: keysOf('gone'), clock: { now: () => now }, announce: () => undefined }
  const cut = createSessions(parts)
  await expect(cut.find('token')).rejects.toThrow(RedisAway)
  await expect(cut.open(MIA)).rejects.toThrow(RedisAway)
  await closeRedis(gone)
})

test('one more than 20 sessions signs out the first, everywhere, and nobody else', async () => {
  const other = await here.open(MIA2)
  const tokens: string[] = []
  for (let n = 0; n < 21; n++) {
    now += 1
    tokens.push(await here.open(MIA))
    if (n === 0) await here.find(tokens[0] ?? '')
  }
  expect(announced).toMatchObject([{ agentId: 'mia', madeRoom: true }])
  for (const process of [here, elsewhere]) {
    expect(await process.find(tokens[0] ?? '')).toBeNull()
    expect(await process.find(tokens[1] ?? '')).toMatchObject(MIA)
    expect(await process.find(tokens[20] ?? '')).toMatchObject(MIA)
    expect(await process.find(other)).toMatchObject(MIA2)
  }
})

test('a session that a newer one of the same agent replaces made room for it; another agent’s did not', async () => {
  const first = await here.open(MIA)
  await here.open(MIA)
  await here.close(first, MIA.agentId)
  const other = await here.open(MIA2)
  await here.close(other, MIA.agentId)
  expect(announced.map(({ agentId, madeRoom }) => ({ agentId, madeRoom }))).toEqual([
    { agentId: MIA.agentId, madeRoom: true },
    { agentId: MIA2.agentId, madeRoom: false },
  ])
})
