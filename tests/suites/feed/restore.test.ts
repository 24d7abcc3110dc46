import { pino } from 'pino'
import { expect, test } from 'vitest'
import { untilRestored } from '../../../coordinator/feed/restore.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'

const log = pino({ level: 'silent' })
/** Time does not pass: what is to be done later is done next. */
const runtime = {
  ...systemRuntime,
  after: (_: number, what: () => void) => {
    setImmediate(what)
    return () => undefined
  },
}

async function restoring(outcomes: (Error | null)[], stopped = () => false): Promise<number> {
  let tries = 0
  const restore = async () => {
    const outcome = outcomes[tries]
    tries += 1
    if (outcome) throw outcome
  }
  await untilRestored(restore, { runtime, log, stopped })
  return tries
}

test('a desk is put back again until Redis, which has just come back, has all of it', async () => {
  expect(await restoring([new RedisAway('away'), new RedisAway('away'), null])).toBe(3)
})

test('a desk that cannot be put back for another reason is not tried for ever', async () => {
  expect(await restoring([new Error('not a desk')])).toBe(1)
})

test('a process that ends puts nothing back any more', async () => {
  expect(await restoring([], () => true)).toBe(0)
})
