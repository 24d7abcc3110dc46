import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAgentActors } from '../../../coordinator/agents/agent-actors.ts'
import { ActorIsNewer } from '../../../coordinator/durable/newer.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'
import type { Clock } from '../../../coordinator/runtime.ts'
import { AGENT_MACHINE_VERSION } from '../../../machines/agent/machine.ts'
import { upgradeAgent } from '../../../migrations/index.ts'
import { openDesk, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'

let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  desk = await openDesk()
  office = await desk.open()
})
afterEach(() => desk.close())

const opens = (streamId: string, coordinatorId = 'one') =>
  office.agents.send('ann', 'Ann', { type: 'STREAM_OPENED', streamId, coordinatorId })
const closes = (streamId: string) => office.agents.send('ann', 'Ann', { type: 'STREAM_CLOSED', streamId })
const signsIn = () => office.agents.send('ann', 'Ann', { type: 'SIGN_IN' })
const chooses = (presence: 'available' | 'away') =>
  office.agents.send('ann', 'Ann', { type: 'CHOOSE', presence })
const lastTimer = () => office.later.timers.at(-1)?.token ?? ''

test('an agent is away after signing in, and keeps a choice over reloads until signing out', async () => {
  expect(await signsIn()).toMatchObject({ presence: 'away', name: 'Ann' })
  await opens('s1')
  expect(await chooses('available')).toMatchObject({ presence: 'available' })
  await closes('s1')
  desk.clock.pass(10_000)
  await office.agents.fire('ann', lastTimer())
  expect((await office.agents.send('ann', 'Ann', { type: 'RENAME', name: 'Anna' })).presence).toBe('offline')
  expect(await opens('s2')).toMatchObject({ presence: 'available', name: 'Anna' })
  expect(await office.agents.send('ann', 'Anna', { type: 'SIGN_OUT' })).toMatchObject({ presence: 'offline' })
  expect(await signsIn()).toMatchObject({ presence: 'away' })
})

test('an agent with two consoles is there until both are closed', async () => {
  await signsIn()
  await opens('s1')
  await opens('s2', 'two')
  await closes('s1')
  await closes('s1')
  expect(await office.agents.roster()).toEqual([
    { agentId: 'ann', name: 'Ann', signedIn: true, disabled: false, servedBy: ['two'] },
  ])
  await office.agents.send('ann', 'Ann', { type: 'COORDINATOR_LOST', coordinatorId: 'two' })
  expect((await office.agents.roster()).map(({ servedBy }) => servedBy)).toEqual([[]])
})

test('consoles of one agent that open at once at a process are committed once each', async () => {
  await signsIn()
  const scripts = vi.spyOn(office.redis, 'evalsha')
  const ids = Array.from({ length: 8 }, (_, n) => `s${n}`)
  await Promise.all(ids.map((id) => opens(id)))
  const history = await office.agents.history('ann')
  expect(history.slice(1).map(({ event }) => event)).toEqual(ids.map(() => 'STREAM_OPENED'))
  expect(scripts).toHaveBeenCalledTimes(ids.length)
})

test('the wait for a console that has closed is not cut short by the wait for an earlier one', async () => {
  await signsIn()
  await opens('s1')
  await closes('s1')
  const early = lastTimer()
  desk.clock.pass(10_000)
  // While it is being looked at, the console comes back and closes once more.
  let looks = 0
  const clock: Clock = { now: () => desk.clock.now() }
  const redis = new Proxy(office.redis, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (name === 'hmget' && ++looks === 2) {
          await opens('s2')
          await closes('s2')
        }
        return value.apply(target, args)
      }
    },
  })
  const { keys } = desk
  const other = createAgentActors({
    redis,
    keys,
    clock,
    upgrade: upgradeAgent,
    committed: () => undefined,
    scheduleTimer: () => undefined,
  })
  await other.fire('ann', early)
  expect(looks).toBeGreaterThanOrEqual(2)
  await until(() => office.desk.agent('ann'))
  expect(office.desk.agent('ann')).toMatchObject({ presence: 'away' })
  await office.agents.fire('ann', lastTimer())
  expect(office.desk.agent('ann')).toMatchObject({ presence: 'away' })
  desk.clock.pass(10_000)
  await office.agents.fire('ann', lastTimer())
  await until(() => office.desk.agent('ann')?.presence === 'offline')
})

test('many changes of one agent at once are all made, one after the other', async () => {
  await signsIn()
  await Promise.all(Array.from({ length: 20 }, (_, n) => opens(`s${n}`, `coordinator-${n}`)))
  expect((await office.agents.roster())[0]?.servedBy.length).toBe(20)
  await Promise.all(Array.from({ length: 20 }, (_, n) => closes(`s${n}`)))
  expect((await office.agents.roster())[0]?.servedBy).toEqual([])
  expect(Number(await desk.redis.hget(desk.keys.agent('ann'), 'rev'))).toBe(41)
})

test('an agent who is forgotten while being looked at is asked to come again', async () => {
  await signsIn()
  vi.spyOn(office.redis, 'hget').mockImplementationOnce(async () => {
    await office.redis.unlink(office.keys.roster, office.keys.agent('ann'))
    return null
  })
  await expect(signsIn()).rejects.toBeInstanceOf(RedisAway)
  expect(await signsIn()).toMatchObject({ presence: 'away', name: 'Ann' })
})

test('an agent has a history, and a repeated request changes nothing and gets its first answer', async () => {
  const origin = { key: 'ann:presence:k1', keyKind: 'command' } as const
  const choose = () => office.agents.send('ann', 'Ann', { type: 'CHOOSE', presence: 'available' }, origin)
  await signsIn()
  await opens('s1')
  expect(await choose()).toMatchObject({ presence: 'available' })
  await chooses('away')
  expect(await choose()).toMatchObject({ presence: 'available' })
  expect(office.desk.agent('ann')).toMatchObject({ presence: 'away' })
  expect(await office.agents.history('ann')).toMatchObject([
    { rev: 1, event: 'SIGN_IN', presence: 'away' },
    { rev: 2, event: 'STREAM_OPENED', presence: 'away' },
    { rev: 3, event: 'CHOOSE', presence: 'available' },
    { rev: 4, event: 'CHOOSE', presence: 'away' },
  ])
})

describe('while an old coordinator still runs beside a newer one', () => {
  const record = () => desk.keys.agent('ann')

  test('it leaves an agent of the newer version alone', async () => {
    await signsIn()
    await desk.redis.hset(record(), 'version', String(AGENT_MACHINE_VERSION + 1))
    await expect(chooses('available')).rejects.toThrow(ActorIsNewer)
    expect(await desk.redis.hget(record(), 'rev')).toBe('1')
  })

  test('its feed goes on with new fields and with values that it does not know', async () => {
    await signsIn()
    await until(() => office.desk.agent('ann'))
    const entry = { ...JSON.parse((await desk.redis.hget(desk.keys.roster, 'ann')) ?? ''), callSid: null }
    const tell = (more: object) =>
      desk.redis.xadd(desk.keys.feed, '*', 't', 'agent', 'd', JSON.stringify({ ...entry, ...more }))
    await tell({ mood: 'cheerful', name: 'Anna' })
    await until(() => office.desk.agent('ann')?.name === 'Anna')
    await tell({ presence: 'at lunch' })
    await until(() => office.desk.agent('ann') === undefined)
    await office.agents.send('bob', 'Bob', { type: 'SIGN_IN' })
    await until(() => office.desk.agent('bob'))
    expect(office.feed.reachable).toBe(true)
  })

  test('a change of the older one, which stores no view, is not hidden by the view that is stored', async () => {
    await signsIn()
    await opens('s1')
    await chooses('available')
    const stored = await desk.redis.hgetall(record())
    await chooses('away')
    // The older process has committed the rev before, and has left the view alone.
    const { view = '' } = await desk.redis.hgetall(record())
    await desk.redis.hset(record(), { ...stored, rev: '5', view })
    expect(await closes('s1')).toMatchObject({ presence: 'available' })
    expect(await office.agents.history('ann')).toHaveLength(5)
  })
})
