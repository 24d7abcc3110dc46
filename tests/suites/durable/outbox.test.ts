import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { z } from 'zod'
import { createOutbox, LOST_AFTER_MS } from '../../../coordinator/durable/outbox.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { quietLog } from '../../setup/site.ts'

const AT = Date.UTC(2026, 10, 22)
const Command = z.object({ id: z.string(), at: z.number() })
const MOVES = { id: 'CA1:2:0', at: AT }

let redis: RedisClient
let now: number
let outbox: ReturnType<typeof createOutbox<z.infer<typeof Command>>>
beforeAll(async () => {
  redis = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'commands', quietLog)
  await untilReady(redis, 10_000)
})
afterAll(() => closeRedis(redis))
beforeEach(async () => {
  now = AT
  const keys = keysOf(`outbox-${randomBytes(6).toString('hex')}`)
  outbox = createOutbox(redis, keys, Command, { now: () => now })
  await outbox.enqueue([MOVES])
})

test('no process takes up what the process that committed it may still try', async () => {
  now += LOST_AFTER_MS - 1
  expect(await outbox.keep([])).toEqual([])
  expect(await outbox.claim(MOVES.id, null)).toBeNull()
})

test('a command is not lost as long as a process says that it tries it, however long that takes', async () => {
  for (let seconds = 0; seconds < 20; seconds++) {
    now += 1_000
    expect(await outbox.keep([MOVES.id])).toEqual([])
    expect(await outbox.claim(MOVES.id, null)).toBeNull()
  }
})

test('of many processes one takes up a command whose process has died', async () => {
  now += LOST_AFTER_MS
  expect(await outbox.keep([])).toEqual([MOVES.id])
  const claims = await Promise.all(Array.from({ length: 5 }, () => outbox.claim(MOVES.id, null)))
  expect(claims.filter((claim) => claim !== null)).toEqual([MOVES])
  expect(await outbox.keep([])).toEqual([])
})

test('a command that is to be tried again is left to its retry, and is lost when the retry does not come', async () => {
  const dueAt = AT + 30_000
  await outbox.postpone(MOVES.id, dueAt)
  now = dueAt - 1
  expect(await outbox.keep([MOVES.id])).toEqual([])
  expect(await outbox.claim(MOVES.id, null)).toBeNull()
  now = dueAt + LOST_AFTER_MS
  expect(await outbox.keep([])).toEqual([MOVES.id])
  expect(await outbox.claim(MOVES.id, null)).toEqual(MOVES)
})

test('a retry gets its command once, also by a clock that is behind, and not one that another process has taken up', async () => {
  const dueAt = AT + 500
  await outbox.postpone(MOVES.id, dueAt)
  expect(await outbox.claim(MOVES.id, dueAt)).toEqual(MOVES)
  expect(await outbox.claim(MOVES.id, dueAt)).toBeNull()
})

test('a command that is done is nobody’s', async () => {
  await outbox.done(MOVES)
  now += LOST_AFTER_MS
  expect(await outbox.keep([MOVES.id])).toEqual([])
  expect(await outbox.claim(MOVES.id, null)).toBeNull()
  expect(await outbox.depth()).toBe(0)
})
