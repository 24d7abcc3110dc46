import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTodayCounter, type TodayCounter } from '../../../coordinator/calls/today.ts'
import { newSid, openDesk, type TestCoordinator, type TestDesk } from '../../setup/desk.ts'

let desk: TestDesk
let coordinator: TestCoordinator
let counter: TodayCounter
/** New York is five hours behind UTC in winter. */
let office: { timeZone: string }
beforeAll(async () => {
  desk = await openDesk()
  coordinator = await desk.open()
})
afterAll(() => desk.close())
beforeEach(async () => {
  await desk.redis.del(desk.keys.ended)
  office = { timeZone: 'America/New_York' }
  desk.clock.at = Date.UTC(2026, 11, 1, 14)
  counter = createTodayCounter(desk.redis, desk.keys, coordinator.viewsOfEnded, desk.clock, () => office)
})

/** A caller who is answered after that time, or hangs up at the voicemail. Nobody is signed in. */
async function calls(answeredAfterMs: number | null, type: 'INBOUND' | 'DIALLED' = 'INBOUND') {
  const callSid = newSid()
  const numbers = { callerNumber: '+12175550142', callerName: null, calledNumber: '+12175550100' }
  await coordinator.calls.arrive({ type, callSid, by: 'ann', ...numbers })
  if (answeredAfterMs !== null) {
    desk.clock.pass(answeredAfterMs)
    await coordinator.calls.send(callSid, { type: 'CLAIM', by: 'ann', role: 'agent' })
    await coordinator.calls.send(callSid, { type: 'LEG_CONNECTED', legSid: newSid(), agentId: 'ann' })
  }
  await coordinator.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  return callSid
}

const NONE = { calls: 0, answered: 0, missed: 0, messages: 0, medianWaitMs: null, serviceLevel: null }

test('all inbound calls of the day count, however many there are', async () => {
  expect(await counter.today()).toEqual({ day: '2026-12-01', ...NONE })
  for (const waitMs of [9_000, 4_000, 30_000]) await calls(waitMs)
  for (let n = 0; n < 12; n++) await calls(null)
  await calls(null, 'DIALLED')
  desk.clock.pass(1_000)
  expect(await counter.today()).toMatchObject({ calls: 15, answered: 3, missed: 12, medianWaitMs: 9_000 })
})

test('the service level counts answers within 20 s, and not the callers who left sooner', async () => {
  const leaves = async (afterMs: number) => {
    const numbers = { callerNumber: '+12175550142', callerName: null, calledNumber: '+12175550100' }
    const callSid = newSid()
    await coordinator.calls.arrive({ type: 'INBOUND', callSid, by: 'ann', ...numbers })
    desk.clock.pass(afterMs)
    await coordinator.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  }
  await leaves(20_000)
  expect(await counter.today()).toMatchObject({ calls: 1, serviceLevel: null })
  for (const waitMs of [4_000, 20_000, 20_001]) await calls(waitMs)
  await leaves(20_001)
  desk.clock.pass(1_000)
  expect(await counter.today()).toMatchObject({ calls: 5, answered: 3, serviceLevel: 0.5 })
})

test('the day begins at midnight by the clock of the office', async () => {
  desk.clock.at = Date.UTC(2026, 11, 1, 4, 59)
  await calls(1_000)
  expect(await counter.today()).toMatchObject({ day: '2026-11-30', calls: 1 })
  desk.clock.at = Date.UTC(2026, 11, 1, 5, 0)
  expect(await counter.today()).toEqual({ day: '2026-12-01', ...NONE })
  await calls(1_000)
  office = { timeZone: 'UTC' }
  desk.clock.pass(1_000)
  expect(await counter.today()).toMatchObject({ day: '2026-12-01', calls: 2 })
})

test('a message that arrives after the end counts, and a call that has been counted is counted once', async () => {
  const callSid = await calls(null)
  expect(await counter.today()).toMatchObject({ calls: 1, missed: 1, messages: 0 })
  desk.clock.pass(60_000)
  await coordinator.calls.send(callSid, { type: 'RECORDED', recordingSid: 'REtoday', seconds: 7 })
  expect(await counter.today()).toMatchObject({ calls: 1, missed: 1, messages: 1 })
})

test('many consoles that ask at once cost one count', async () => {
  await calls(2_000)
  const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => counter.today()))
  expect(others.every((one) => one === first)).toBe(true)
})
