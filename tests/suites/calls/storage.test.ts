import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  makeAvailable,
  newSid,
  openDesk,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
} from '../../setup/desk.ts'
import { figure } from '../../setup/figure.ts'

const HOUR_MS = 3_600_000

let desk: TestDesk
let here: TestCoordinator

beforeAll(async () => {
  desk = await openDesk()
  here = await desk.open()
  await makeAvailable(here, 'ann', 'bob')
})
afterAll(() => desk.close())

/** With all that a call of some minutes has: a hold, a park, and requests with keys. */
async function endedCall(): Promise<string> {
  const { callSid } = await talking(here, 'ann')
  await sendCommand(here, callSid, 'ann', 'HOLD', 'key 1')
  await sendCommand(here, callSid, 'ann', 'RESUME', 'key 2')
  await here.calls.send(
    callSid,
    { type: 'LEG_CONNECTED', legSid: newSid(), agentId: 'ann' },
    { key: 'w', keyKind: 'webhook' },
  )
  await sendCommand(here, callSid, 'ann', 'HANGUP', 'key 3')
  return callSid
}

test('an ended call costs Redis at most 3 kB after an hour', async () => {
  const { redis, keys } = desk
  const callSid = await endedCall()
  const wrapUp = { type: 'WRAP_UP', by: 'ann', role: 'agent', instead: null } as const
  await here.calls.send(callSid, {
    ...wrapUp,
    note: 'Gearbox noise since Friday: wants a date',
    tags: ['order'],
  })
  const quality = {
    seconds: 1_834,
    mos: 4.2,
    rttMs: 118,
    jitterMs: 14,
    lostPercent: 1.3,
    warnings: ['high-jitter', 'high-packet-loss'],
    graph: '999876549999987999999999',
  }
  expect(
    await here.calls.send(callSid, { type: 'LEG_QUALITY', by: 'ann', role: 'agent', quality }),
  ).toMatchObject({
    ok: true,
  })
  const bytesOf = async (key: string) => Number((await redis.memory('USAGE', key, 'SAMPLES', 0)) ?? 0)
  const [record, timeline, answers] = await Promise.all([
    bytesOf(keys.call(callSid)),
    bytesOf(keys.history(callSid)),
    bytesOf(keys.requests(callSid)),
  ])
  figure('an ended call: record, timeline, remembered answers', `${record} B, ${timeline} B, ${answers} B`)
  expect(record + timeline).toBeLessThan(3_000)
  const left = await redis.pttl(keys.requests(callSid))
  expect(left).toBeGreaterThan(HOUR_MS - 60_000)
  expect(left).toBeLessThanOrEqual(HOUR_MS)
  expect(await redis.pttl(keys.call(callSid))).toBeGreaterThan(HOUR_MS)
})

test('what is remembered of a command after the end is forgotten with the rest', async () => {
  const { redis, keys } = desk
  const callSid = await endedCall()
  await redis.unlink(keys.requests(callSid))
  expect(await sendCommand(here, callSid, 'ann', 'HOLD', 'too late')).toMatchObject({
    ok: false,
    code: 'call_ended',
  })
  const left = await redis.pttl(keys.requests(callSid))
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(HOUR_MS)
})
