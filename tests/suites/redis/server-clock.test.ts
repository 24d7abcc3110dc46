import { expect, test } from 'vitest'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { createServerClock } from '../../../coordinator/redis/server-clock.ts'

const SERVER_AT = Date.UTC(2026, 10, 22)

/** A server whose clock the test sets, and that answers after as long as the test says. */
function serverClock() {
  const server = { elapsed: 0, ahead: SERVER_AT, thereMs: 0, backMs: 0 }
  const evalsha = async () => {
    server.elapsed += server.thereMs
    const at = server.elapsed + server.ahead
    server.elapsed += server.backMs
    return [String(Math.floor(at / 1000)), String((at % 1000) * 1000)]
  }
  const clock = createServerClock(
    { evalsha } as unknown as RedisClient,
    { feed: 'feed' },
    {
      elapsed: () => server.elapsed,
      every: () => () => undefined,
    },
  )
  const errorMs = () => clock.now() - (server.elapsed + server.ahead)
  return { server, clock, errorMs }
}

test('the clock is that of the Redis server, as exact as the fastest of the last answers', async () => {
  const { server, clock, errorMs } = serverClock()
  Object.assign(server, { thereMs: 0, backMs: 400 })
  await clock.read()
  expect(errorMs()).toBe(-200)
  Object.assign(server, { thereMs: 1, backMs: 1 })
  await clock.read()
  expect(errorMs()).toBe(0)
  Object.assign(server, { thereMs: 900, backMs: 0 })
  await clock.read()
  expect(errorMs()).toBe(0)
})

test('the clock never goes back because an answer was faster', async () => {
  const { server, clock } = serverClock()
  Object.assign(server, { thereMs: 400, backMs: 0 })
  await clock.read()
  const before = clock.now()
  Object.assign(server, { thereMs: 1, backMs: 1 })
  await clock.read()
  expect(clock.now()).toBe(before)
})

test('the clock follows another server at once, also back', async () => {
  const { server, clock, errorMs } = serverClock()
  await clock.read()
  const before = clock.now()
  server.ahead -= 3_600_000
  await clock.read()
  expect(errorMs()).toBe(0)
  expect(clock.now()).toBeLessThan(before)
})
