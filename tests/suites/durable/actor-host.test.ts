import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { initialTransition } from 'xstate'
import { ActorHost, type Commit, type ScheduledTimer } from '../../../coordinator/durable/actor-host.ts'
import { timersAfter } from '../../../coordinator/durable/decide.ts'
import { ActorIsNewer } from '../../../coordinator/durable/newer.ts'
import { idsOnly } from '../../../coordinator/ops/tracing.ts'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis, untilReady } from '../../../coordinator/redis/connect.ts'
import { type Keys, keysOf } from '../../../coordinator/redis/keys.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { type ParcelTypes, parcelKind, parcelMachine, WAITS_MS } from './parcel.ts'

const QUIET = { info: () => undefined, warn: () => undefined }
let redis: RedisClient
let keys: Keys
let now: number
const clock = { now: () => now }

beforeAll(async () => {
  redis = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'commands', QUIET)
  await untilReady(redis, 10_000)
})
beforeEach(() => {
  keys = keysOf(`host-${randomBytes(6).toString('hex')}`)
  now = Date.UTC(2026, 10, 22)
})
afterAll(() => closeRedis(redis))

/** One process that hosts parcels, and what it has been told. */
function hosting(options: Parameters<typeof parcelKind>[1] = {}) {
  const commits: Commit<ParcelTypes>[] = []
  const scheduled: ScheduledTimer[] = []
  const attempts: string[] = []
  const host = new ActorHost(parcelKind(keys.prefix, options), {
    redis,
    keys,
    clock,
    runtime: systemRuntime,
    tracing: idsOnly(randomUUID),
    committed: (commit) => void commits.push(commit),
    scheduleTimer: (timer) => void scheduled.push(timer),
    attempted: (_, __, outcome) => void attempts.push(outcome),
  })
  const announce = (parcelId: string) =>
    host.create(parcelId, (at) => {
      const [snapshot, actions] = initialTransition(parcelMachine, { parcelId })
      return { snapshot, timers: timersAfter([], actions, 1, at), event: { type: 'ANNOUNCED' } }
    })
  return { host, commits, scheduled, attempts, announce }
}

const DELIVER = { type: 'DELIVER', compartment: 1 } as const
const COLLECT = { type: 'COLLECT' } as const

describe('an actor that is no call', () => {
  test('is created once, when several create it', async () => {
    const [here, there] = [hosting(), hosting()]
    const both = await Promise.all([here.announce('p1'), there.announce('p1')])
    expect(both.map(({ created }) => created).sort()).toEqual([false, true])
    expect(both.map(({ record }) => record.view)).toEqual(
      Array(2).fill({ rev: 1, parcelId: 'p1', state: 'announced', compartment: null }),
    )
  })

  test('is changed by any process, and one that decided on an old copy decides again', async () => {
    const [here, there] = [hosting(), hosting()]
    await here.announce('p1')
    await there.host.send('p1', DELIVER)
    expect(await here.host.send('p1', COLLECT)).toMatchObject({
      ok: true,
      view: { rev: 3, state: 'collected' },
    })
    expect(here.attempts).toEqual(['done', 'stale', 'done'])
    expect(await there.host.history('p1')).toEqual([
      { rev: 1, event: 'ANNOUNCED', state: 'announced' },
      { rev: 2, event: 'DELIVER', state: 'waiting' },
      { rev: 3, event: 'COLLECT', state: 'collected' },
    ])
  })

  test('refuses what does not fit, and is unknown before it is created', async () => {
    const { host, announce } = hosting()
    expect(await host.send('p1', COLLECT)).toBeNull()
    await announce('p1')
    expect(await host.send('p1', COLLECT)).toMatchObject({
      ok: false,
      code: 'not_possible',
      view: { rev: 1 },
    })
  })

  test('answers a repeated request as the first time', async () => {
    const { host, announce } = hosting()
    await announce('p1')
    const origin = { key: 'k1', keyKind: 'command' } as const
    const first = await host.send('p1', DELIVER, origin)
    await host.send('p1', COLLECT)
    expect(await host.send('p1', DELIVER, origin)).toMatchObject({
      ok: true,
      replayed: true,
      view: first?.view,
    })
    expect(await host.answered('p1', 'k1')).toMatchObject({ view: { state: 'waiting' } })
  })

  test('is told of what its commit finds taken, and decides again or refuses', async () => {
    const { host, announce, commits } = hosting()
    for (const id of ['p1', 'p2', 'p3', 'p4']) await announce(id)
    expect(await host.send('p1', DELIVER)).toMatchObject({ view: { compartment: 1 } })
    expect(await host.send('p2', DELIVER)).toMatchObject({ view: { compartment: 2 } })
    expect(await host.send('p3', DELIVER)).toMatchObject({ view: { compartment: 3 } })
    expect(commits.at(-1)?.feed.entries.map(({ t }) => t)).toEqual(['parcel', 'locker'])
    expect(await host.send('p4', DELIVER)).toMatchObject({ ok: false, code: 'compartment_taken' })
  })

  test('has its delays fired by any process, once, and never early', async () => {
    const [here, there] = [hosting(), hosting()]
    await here.announce('p1')
    await here.host.send('p1', DELIVER)
    const [timer] = here.commits.at(-1)?.timers ?? []
    if (!timer) throw new Error('No timer was set')
    expect(timer).toMatchObject({ kind: 'parcel', id: 'p1', dueAt: now + WAITS_MS })
    await there.host.fire('p1', timer.token)
    expect(there.scheduled).toEqual([{ ...timer, trace: undefined }])
    now += WAITS_MS
    await Promise.all([here.host.fire('p1', timer.token), there.host.fire('p1', timer.token)])
    expect((await here.host.current('p1'))?.view).toMatchObject({ rev: 3, state: 'returned' })
    expect(await redis.zcard(keys.timers)).toBe(0)
    expect(await redis.hget(keys.outbox, 'p1:3')).toContain('callCarrier')
  })

  test('is shown in the feed by the very commit that changed it', async () => {
    const { announce, commits } = hosting()
    await announce('p1')
    await announce('p2')
    const [first, second] = commits
    expect(first?.feed.after).toBe('0-0')
    expect(second?.feed.after).toBe(first?.feed.entries.at(-1)?.id)
    const entries = await redis.xrange(keys.feed, '-', '+')
    expect(entries.map(([, fields]) => fields)).toEqual(
      ['p1', 'p2'].map((parcelId) => [
        't',
        'parcel',
        'd',
        JSON.stringify({ rev: 1, parcelId, compartment: null, state: 'announced' }),
      ]),
    )
  })

  test('of a newer version is left alone, and one of an older version is upgraded as it is read', async () => {
    await hosting().announce('old')
    await hosting({ version: 3 }).announce('new')
    const upgrade = hosting({
      version: 2,
      upgrade: (record) => ({ ...record, view: { ...(record.view as object), state: 'announced' } }),
    })
    expect(await upgrade.host.send('old', DELIVER)).toMatchObject({ ok: true, view: { state: 'waiting' } })
    expect(await redis.hget(`${keys.prefix}parcel:old`, 'version')).toBe('2')
    await expect(upgrade.host.send('new', DELIVER)).rejects.toThrow(ActorIsNewer)
    expect(await redis.hget(`${keys.prefix}parcel:new`, 'rev')).toBe('1')
  })

  test('needs no copies: without any it costs one read more', async () => {
    const { host, announce, attempts } = hosting({ copies: 0 })
    await announce('p1')
    await host.send('p1', DELIVER)
    expect(host.holds('p1', 2)).toBe(false)
    expect(attempts).toEqual(['done', 'done'])
  })
})
