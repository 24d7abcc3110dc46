import { expect, test } from 'vitest'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import type { Migration } from '../../../migrations/migration.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import { createServing } from '../../../migrations/serving.ts'
import { testClock } from '../../setup/desk.ts'
import { testSite } from '../../setup/site.ts'

const { redis, site } = testSite()
const before: Migration[] = [{ id: 1, name: 'before' }]
const newer: Migration[] = [...before, { id: 2, name: 'newer' }]

let sites = 0
function openRollingUpgrade() {
  const keys = keysOf(`${site}-${sites++}`)
  const clock = testClock()
  const [old, next] = [before, newer].map((steps) => createServing({ redis, keys, clock, steps }))
  if (!old || !next) throw new Error('There are two')
  return { keys, clock, old, next }
}

test('a coordinator whose steps are not applied is not ready', async () => {
  const { keys, old, next } = openRollingUpgrade()
  expect(await old.whyNot()).toBe('not applied: 1 before')
  await applyMigrations({ redis, keys, steps: before })
  expect([await old.whyNot(), await next.whyNot()]).toEqual([null, 'not applied: 2 newer'])
})

test('an old coordinator is ready until a newer one takes requests, and again when none does any more', async () => {
  const { keys, clock, old, next } = openRollingUpgrade()
  await applyMigrations({ redis, keys, steps: newer })
  await old.announce()
  expect([await old.whyNot(), await next.whyNot()]).toEqual([null, null])
  await next.announce()
  expect(await old.whyNot()).toContain('2 newer')
  expect(await next.whyNot()).toBeNull()
  clock.pass(15_001)
  expect(await old.whyNot()).toBeNull()
})

test('a step of a newer version that has failed leaves the old coordinators ready', async () => {
  const { keys, old } = openRollingUpgrade()
  const failing = { ...(newer[1] as Migration), up: () => Promise.reject(new Error('power cut')) }
  await expect(applyMigrations({ redis, keys, steps: [...before, failing] })).rejects.toThrow('power cut')
  expect(await old.whyNot()).toBeNull()
})

test('a coordinator announces itself as long as a balancer sees that it is ready, until it ends', async () => {
  const { keys, clock, old, next } = openRollingUpgrade()
  await applyMigrations({ redis, keys, steps: newer })
  let tick: () => void = () => undefined
  let runs = false
  const end = next.start(
    {
      every(_, what) {
        tick = what
        runs = true
        return () => {
          runs = false
        }
      },
    },
    (error) => {
      throw error
    },
  )
  const ticks = async () => {
    tick()
    return old.whyNot()
  }
  expect(await ticks()).toBeNull()
  next.seen()
  expect(await old.whyNot()).toBeNull()
  expect(await ticks()).toContain('2 newer')
  clock.pass(15_001)
  expect(await ticks()).toBeNull()
  next.seen()
  expect(await ticks()).toContain('2 newer')
  end()
  expect(runs).toBe(false)
})
