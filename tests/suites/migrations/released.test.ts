import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import { applyMigrations } from '../../../migrations/runner.ts'
import { newSid, openDesk, type TestDesk, until } from '../../setup/desk.ts'
import { leafStates } from '../simulation/coverage.ts'
import { fileOf, type Kept } from './released/kept.ts'

const desks: TestDesk[] = []
afterAll(() => Promise.all(desks.map((desk) => desk.close())))
const emptyDesk = async () => {
  const desk = await openDesk()
  desks.push(desk)
  return desk
}

const versions = Array.from({ length: CALL_MACHINE_VERSION }, (_, n) => n + 1)
const callsOf = (version: number): Kept[] => JSON.parse(readFileSync(fileOf(version), 'utf8'))

/** Puts a call into Redis as that version did, under a name of its own. */
async function stored({ redis, keys }: TestDesk, kept: Kept): Promise<string> {
  const callSid = newSid()
  const named: Kept = JSON.parse(JSON.stringify(kept).replaceAll('"CA1"', `"${callSid}"`))
  const { rev, at, version, snapshot, timers, view, slot, legs, talkers, endedAt } = named
  const json = {
    snapshot: JSON.stringify(snapshot),
    timers: JSON.stringify(timers),
    view: JSON.stringify(view),
  }
  await redis.hset(keys.call(callSid), { rev, at, version, ...json })
  await redis.zadd(endedAt === null ? keys.live : keys.ended, endedAt ?? at, callSid)
  if (slot !== null) await redis.hset(keys.lot, slot, callSid)
  for (const legSid of legs) await redis.hset(keys.legs, legSid, callSid)
  for (const agentId of talkers) await redis.hset(keys.talking, agentId, callSid)
  for (const { token, dueAt } of timers) await redis.zadd(keys.timers, dueAt, `call|${callSid}|${token}`)
  return callSid
}

test('calls in every state are kept of every version there was', () => {
  for (const version of versions) {
    // Written by released/record.ts, once, before the version is released.
    expect(existsSync(fileOf(version)), `version ${version}`).toBe(true)
    for (const call of callsOf(version)) expect(call.version).toBe(version)
  }
  const states = callsOf(CALL_MACHINE_VERSION).map(({ view }) => (view as CallView).state)
  expect([...new Set(states)].sort()).toEqual(leafStates().sort())
})

describe.each(versions)('a call that version %i stored', (version) => {
  const cases = callsOf(version).flatMap((kept) => [
    [kept.name, 'before the steps were run', kept] as const,
    [kept.name, 'after the steps were run', kept] as const,
  ])

  test.each(cases)(
    'and that %s, %s, is read, goes on in time, and ends with its caller',
    async (_, when, kept) => {
      const desk = await emptyDesk()
      desk.clock.at = kept.at
      const before = when.startsWith('before') ? await stored(desk, kept) : null
      await applyMigrations({ redis: desk.redis, keys: desk.keys })
      // As an old coordinator does that still runs beside this one.
      const callSid = before ?? (await stored(desk, kept))
      const coordinator = await desk.open()

      const state = await coordinator.calls.state(callSid)
      expect(state?.view).toEqual(expect.objectContaining({ callSid, rev: kept.rev }))
      expect(coordinator.desk.call(callSid) === undefined).toBe(kept.endedAt !== null)

      // The first of them may be the end of the others.
      for (const { token, dueAt } of [...kept.timers].sort((a, b) => a.dueAt - b.dueAt).slice(0, 1)) {
        desk.clock.at = dueAt
        const before = (await coordinator.calls.state(callSid))?.rev ?? 0
        await coordinator.calls.fire(callSid, token)
        expect((await coordinator.calls.state(callSid))?.rev).toBeGreaterThan(before)
      }
      await coordinator.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
      expect((await coordinator.calls.state(callSid))?.view.status).toBe('ended')
      for (const shared of [desk.keys.lot, desk.keys.legs, desk.keys.talking])
        expect(await desk.redis.hvals(shared)).not.toContain(callSid)
    },
  )
})

describe('while an old coordinator still runs beside a newer one', () => {
  const NEWER = CALL_MACHINE_VERSION + 1

  /** A call that rings here, taken over by a version that says things which this one cannot read. */
  async function newerCall() {
    const desk = await emptyDesk()
    const coordinator = await desk.open()
    const callSid = newSid()
    await coordinator.calls.arrive({
      type: 'INBOUND',
      callSid,
      callerNumber: '+12175550142',
      callerName: null,
      calledNumber: null,
    })
    const [timer] = coordinator.later.timers
    const view = { ...coordinator.desk.call(callSid), rev: 2, direction: 'sideways' }
    const { redis, keys } = desk
    const changed = { rev: 2, version: NEWER, snapshot: '{"unheard":"of"}', view: JSON.stringify(view) }
    await redis.hset(keys.call(callSid), changed)
    await redis.xadd(keys.feed, '*', 't', 'call', 'd', JSON.stringify(view))
    return { desk, coordinator, callSid, timer, changed }
  }

  test('it leaves a call of the newer version alone, and goes on with its own', async () => {
    const { desk, coordinator, callSid, timer, changed } = await newerCall()
    const { redis, keys } = desk
    await until(() => coordinator.desk.call(callSid) === undefined)
    const untouched = async () => {
      expect(await redis.hgetall(keys.call(callSid))).toMatchObject({
        ...changed,
        rev: '2',
        version: `${NEWER}`,
      })
      expect(await redis.zscore(keys.timers, `call|${callSid}|${timer?.token}`)).not.toBeNull()
    }

    const claim = coordinator.calls.send(callSid, { type: 'CLAIM', by: 'ann', role: 'agent' })
    await expect(claim).rejects.toMatchObject({ name: 'ActorIsNewer' })
    await untouched()

    desk.clock.pass(3_600_000)
    await expect(coordinator.calls.fire(callSid, timer?.token ?? '')).rejects.toMatchObject({
      name: 'ActorIsNewer',
    })
    await untouched()

    expect(coordinator.feed.reachable).toBe(true)
    const own = newSid()
    const call = { callSid: own, callerNumber: null, callerName: null, calledNumber: null }
    await coordinator.calls.arrive({ type: 'INBOUND', ...call })
    await until(() => coordinator.desk.call(own))
  })

  test('a coordinator that starts then shows what it can read', async () => {
    const { desk, callSid } = await newerCall()
    const another = await desk.open()
    expect(another.desk.call(callSid)).toBeUndefined()
    expect(another.feed.reachable).toBe(true)
  })
})
