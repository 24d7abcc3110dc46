import { describe, expect, test, vi } from 'vitest'
import type { StoredRecord } from '../../../coordinator/durable/stored-record.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { migrations } from '../../../migrations/index.ts'
import type { Migration, RecordStep } from '../../../migrations/migration.ts'
import {
  applyMigrations,
  DataIsNewer,
  dryRunMigrations,
  migrationStates,
} from '../../../migrations/runner.ts'
import { testSite } from '../../setup/site.ts'

const { redis, site } = testSite()
let sites = 0
const emptySite = () => keysOf(`${site}-${sites++}`)
const readable = () => undefined

/** Stores calls as an earlier version might have. */
async function withCalls(count: number) {
  const keys = emptySite()
  for (let n = 0; n < count; n++) {
    const callSid = `CA${n}`
    const record = { rev: '7', version: '1', snapshot: '{"old":true}', timers: '[]', view: '{}' }
    await redis.hset(keys.call(callSid), record)
    await redis.zadd(n % 2 === 0 ? keys.live : keys.ended, n, callSid)
  }
  const stored = (callSid: string) => redis.hgetall(keys.call(callSid))
  return { keys, stored }
}

const renewed: RecordStep['transform'] = (call) => ({ ...call, snapshot: { new: call.snapshot } })
const renew = { id: 1, name: 'renew', calls: { to: 2, transform: renewed } } satisfies Migration
const renewBy = (transform: RecordStep['transform']): Migration => ({ ...renew, calls: { to: 2, transform } })

describe('the steps of this version', () => {
  test('are numbered from 1 without a gap', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, place) => place + 1))
  })

  test('lead a stored call from the first version to this one without a gap', () => {
    const versions = migrations.flatMap(({ calls }) => (calls ? [calls.to] : []))
    expect([1, ...versions]).toEqual(Array.from({ length: CALL_MACHINE_VERSION }, (_, n) => n + 1))
  })

  test('are applied to an empty site once', async () => {
    const keys = emptySite()
    expect(await applyMigrations({ redis, keys })).toEqual(
      migrations.map(({ id, name }) => ({ id, name, calls: 0 })),
    )
    expect(await redis.get(`${keys.prefix}layout`)).toBe('1')
    expect(await applyMigrations({ redis, keys })).toEqual([])
    for (const { state } of await migrationStates({ redis, keys })) expect(state).toBe('applied')
  })
})

test('each stored call, live or ended, is transformed once', async () => {
  const { keys, stored } = await withCalls(450)
  const transform = vi.fn(renewed)
  const parts = { redis, keys, steps: [renewBy(transform)] }
  expect(await applyMigrations(parts)).toEqual([{ id: 1, name: 'renew', calls: 450 }])
  expect(transform).toHaveBeenCalledTimes(450)
  for (const sid of ['CA0', 'CA449']) {
    expect(await stored(sid)).toMatchObject({ rev: '7', version: '2', snapshot: '{"new":{"old":true}}' })
  }
})

test('two coordinators that start at once apply each step once', async () => {
  const { keys } = await withCalls(20)
  const up = vi.fn(async () => undefined)
  const transform = vi.fn(renewed)
  const parts = {
    redis,
    keys,
    steps: [{ ...renewBy(transform), up }],
    lockTimes: { lifeMs: 5_000, retryMs: 5 },
  }
  const applied = await Promise.all([applyMigrations(parts), applyMigrations(parts), applyMigrations(parts)])
  expect(applied.flat()).toHaveLength(1)
  expect(up).toHaveBeenCalledTimes(1)
  expect(transform).toHaveBeenCalledTimes(20)
})

test('a step that failed in its middle is begun again, and leaves alone what it had done', async () => {
  const { keys, stored } = await withCalls(10)
  let left = 4
  const failing = (call: StoredRecord) => {
    if (left-- === 0) throw new Error('power cut')
    return { ...call, snapshot: { new: call.snapshot } }
  }
  const steps = [renewBy(failing)]
  await expect(applyMigrations({ redis, keys, steps })).rejects.toThrow('power cut')
  expect(await migrationStates({ redis, keys, steps })).toMatchObject([{ state: 'begun' }])
  expect(await applyMigrations({ redis, keys, steps })).toEqual([{ id: 1, name: 'renew', calls: 6 }])
  for (let n = 0; n < 10; n++)
    expect(await stored(`CA${n}`)).toMatchObject({ snapshot: '{"new":{"old":true}}' })
})

test('the lock of a process that died is taken over when it expires', async () => {
  const keys = emptySite()
  await redis.set(`${keys.prefix}migrating`, 'somebody', 'PX', 60)
  expect(await applyMigrations({ redis, keys, lockTimes: { lifeMs: 1_000, retryMs: 5 } })).toHaveLength(
    migrations.length,
  )
})

test('a process that lost its lock stops before it writes again', async () => {
  const { keys, stored } = await withCalls(1)
  const up = async () => void (await redis.set(`${keys.prefix}migrating`, 'another'))
  const parts = { redis, keys, steps: [{ ...renew, up }] }
  await expect(applyMigrations(parts)).rejects.toThrow('took over')
  expect(await stored('CA0')).toMatchObject({ version: '1' })
  expect(await redis.get(`${keys.prefix}migrating`)).toBe('another')
})

test('a call that changes while it is transformed is transformed as it then is', async () => {
  const { keys, stored } = await withCalls(1)
  let first = true
  const up = async () => undefined
  const transform = (call: StoredRecord) => {
    if (first) void redis.hset(keys.call('CA0'), { rev: '8', snapshot: '{"late":true}' })
    first = false
    return renewed(call)
  }
  await applyMigrations({ redis, keys, steps: [{ ...renewBy(transform), up }] })
  expect(await stored('CA0')).toMatchObject({ rev: '8', version: '2', snapshot: '{"new":{"late":true}}' })
})

test('data of a newer version is refused, and left as it is', async () => {
  const keys = emptySite()
  await applyMigrations({ redis, keys, steps: [renew, { id: 2, name: 'from-the-future' }] })
  await expect(applyMigrations({ redis, keys, steps: [renew] })).rejects.toBeInstanceOf(DataIsNewer)
  await expect(migrationStates({ redis, keys, steps: [renew] })).rejects.toThrow('2 from-the-future')
})

describe('a dry run', () => {
  test('changes nothing and tells what would be', async () => {
    const { keys, stored } = await withCalls(3)
    const before = await stored('CA1')
    const report = await dryRunMigrations({ redis, keys, steps: [renew] }, readable)
    expect(report).toEqual({ pending: [{ id: 1, name: 'renew', calls: 3 }], calls: 3, failures: [] })
    expect(await stored('CA1')).toEqual(before)
    expect(await migrationStates({ redis, keys, steps: [renew] })).toMatchObject([{ state: 'pending' }])
  })

  test('names the calls that a step cannot take, and those that could not be read afterwards', async () => {
    const { keys } = await withCalls(2)
    const transform = (call: StoredRecord) => {
      if (call.id === 'CA0') throw new Error('no such field')
      return call
    }
    const unreadable = () => {
      throw new Error('not a snapshot')
    }
    const { failures } = await dryRunMigrations({ redis, keys, steps: [renewBy(transform)] }, unreadable)
    expect(failures).toEqual([
      { callSid: 'CA0', step: '1 renew', reason: 'no such field' },
      { callSid: 'CA1', step: 'read', reason: 'not a snapshot' },
    ])
  })
})
