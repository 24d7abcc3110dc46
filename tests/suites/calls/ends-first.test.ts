import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  makeAvailable,
  newSid,
  openDesk,
  rings,
  type TestCoordinator,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'

let desk: TestDesk
let office: TestCoordinator
let other: TestCoordinator

beforeAll(async () => {
  desk = await openDesk()
  office = await desk.open()
  other = await desk.open()
  await makeAvailable(office, 'ann', 'bob')
})
afterAll(() => desk.close())

const ends = ({ calls }: TestCoordinator, callSid: string) =>
  calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' }, { evidence: 'Status callback' })
/** What screens were told of that call, in order. */
const told = async (callSid: string) => {
  const entries = await desk.redis.xrange(desk.keys.feed, '-', '+')
  const views = entries.flatMap(([, [, kind, , data = '']]) => (kind === 'call' ? [JSON.parse(data)] : []))
  return views.filter((view) => view.callSid === callSid).map(({ rev, state }) => ({ rev, state }))
}

describe('a caller whose end is told first', () => {
  test('never rings, and is on record', async () => {
    const callSid = newSid()
    expect(await ends(office, callSid)).toMatchObject({ ok: false, code: 'no_such_call' })
    await rings(other, callSid)
    expect(await viewOf(office, callSid)).toMatchObject({
      state: 'ended',
      outcome: 'abandoned',
      offeredTo: [],
    })
    expect(await told(callSid)).toEqual([{ rev: 1, state: 'ended' }])
    expect(await office.calls.history(callSid)).toMatchObject([
      { event: 'INBOUND', state: 'ended', evidence: 'Its end had been told before it arrived' },
    ])
    expect(await desk.redis.zscore(desk.keys.live, callSid)).toBeNull()
    expect((await office.archive.page({ before: null, limit: 50, q: callSid })).length).toBe(1)
    expect(await office.dueTimers.list(Number.MAX_SAFE_INTEGER, 100)).not.toContainEqual(
      expect.objectContaining({ id: callSid }),
    )
  })

  test('is not brought back by a list of Twilio’s that is older than the end', async () => {
    const callSid = newSid()
    await ends(office, callSid)
    const call = { callSid, callerNumber: '+12175550142', callerName: null, calledNumber: '+12175550100' }
    await other.calls.arrive({ type: 'FOUND_LIVE', ...call }, { evidence: 'Twilio lists it' })
    expect((await viewOf(office, callSid)).state).toBe('ended')
    expect(await desk.redis.hkeys(desk.keys.outbox)).not.toContainEqual(expect.stringContaining(callSid))
  })

  test('is over in either order of the two, also when they come at once', async () => {
    const callSids = Array.from({ length: 60 }, newSid)
    await Promise.all(
      callSids.flatMap((callSid, n) =>
        n % 2 === 0
          ? [ends(office, callSid), rings(other, callSid)]
          : [rings(office, callSid), ends(other, callSid)],
      ),
    )
    for (const callSid of callSids) expect((await viewOf(office, callSid)).state).toBe('ended')
  })

  test('is forgotten after a while: the same sid may ring then', async () => {
    const callSid = newSid()
    await ends(office, callSid)
    desk.clock.pass(600_001)
    await ends(office, newSid())
    await rings(office, callSid)
    expect((await viewOf(office, callSid)).state).toBe('ringing.offering')
    await until(() => office.desk.call(callSid))
  })

  test('is one of ten thousand who are remembered at most', async () => {
    const now = desk.clock.now()
    const many = Array.from({ length: 10_050 }, (_, n) => [now, `CA${n}`]).flat()
    await desk.redis.zadd(desk.keys.earlyEnds, ...many)
    await ends(office, newSid())
    expect(await desk.redis.zcard(desk.keys.earlyEnds)).toBe(10_000)
  })
})
