import { expect, test } from 'vitest'
import { LOST_AFTER_MS } from '../../../coordinator/durable/outbox.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { createLostCommands } from '../../../coordinator/twilio/lost-commands.ts'
import { logInto } from './desk.ts'

/** A process in which each look finds a lost command, unless Redis is away. */
async function lookingAround() {
  let elapsed = 0
  let away = false
  let look: () => void = () => undefined
  const [kept, taken]: [string[][], string[]] = [[], []]
  const lost = createLostCommands({
    outbox: {
      async keep(ids) {
        if (away) throw new RedisAway('away')
        kept.push([...ids])
        return ['CA1:2:0']
      },
    },
    runner: { trying: () => ['CA9:1:0'], runStored: async (id) => void taken.push(id) },
    runtime: {
      elapsed: () => elapsed,
      every(_, what) {
        look = what
        return () => undefined
      },
    },
    log: logInto([]),
  })
  await lost.start()
  return {
    kept,
    taken,
    async passes(ms: number, redis: 'is there' | 'is away' = 'is there') {
      elapsed += ms
      away = redis === 'is away'
      look()
      await new Promise(setImmediate)
    },
  }
}

test('a process that starts takes up at once what dead ones owe, and later what others leave', async () => {
  const { kept, taken, passes } = await lookingAround()
  expect([kept.length, taken.length]).toEqual([1, 1])
  await passes(500)
  expect(kept).toEqual([['CA9:1:0'], ['CA9:1:0']])
  expect(taken).toEqual(['CA1:2:0', 'CA1:2:0'])
})

test('after an outage of Redis nothing counts as lost until every process has said what it tries', async () => {
  const { kept, taken, passes } = await lookingAround()
  await passes(500, 'is away')
  for (let ms = 0; ms < LOST_AFTER_MS; ms += 500) await passes(500)
  expect([kept.length, taken.length]).toEqual([1 + LOST_AFTER_MS / 500, 1])
  await passes(500)
  expect(taken.length).toBe(2)
})

test('a process that stood still takes up nothing before it has been awake for as long', async () => {
  const { taken, passes } = await lookingAround()
  await passes(LOST_AFTER_MS + 1)
  await passes(500)
  expect(taken.length).toBe(1)
  for (let ms = 0; ms < LOST_AFTER_MS; ms += 500) await passes(500)
  expect(taken.length).toBeGreaterThan(1)
})
