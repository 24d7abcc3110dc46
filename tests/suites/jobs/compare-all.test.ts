import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { compareAllCalls, type ReconcileFinding } from '../../../jobs/handlers/compare-all.ts'
import { connectLeg, makeAvailable, sendCommand, talking, until, viewOf } from '../../setup/desk.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const SECOND = 1000
const LAG_MS = 300

let phones: PhoneOffice
beforeAll(async () => {
  phones = await openPhoneOffice({ simulator: { restLagMs: LAG_MS } })
  await makeAvailable(phones.office, 'ann', 'bob')
})
beforeEach(() => phones.faults({}))
afterAll(() => phones.close())

/** Compares all calls with Twilio. The pauses pass on the desk's clock. */
const compared = () => compareAllCalls(phones.office.jobDeps, async (ms) => phones.desk.clock.pass(ms))

async function foundOf(callSid: string): Promise<ReconcileFinding> {
  const found = (await compared()).filter((one) => one.callSid === callSid)
  expect(found).toHaveLength(1)
  const [finding] = found
  if (!finding) throw new Error(`Nothing was found of ${callSid}`)
  return finding
}

const historyEnd = async (callSid: string) => (await phones.office.calls.history(callSid)).at(-1)

test('a call that Twilio reports live stays, and nothing is written into its history', async () => {
  const callSid = await phones.dials()
  const { rev } = await viewOf(phones.office, callSid)
  const finding = await foundOf(callSid)
  expect(finding).toMatchObject({ state: 'ringing.offering', verdict: 'stays' })
  await finding.carryOut()
  expect((await viewOf(phones.office, callSid)).rev).toBe(rev)
  await phones.caller.hangUp(callSid)
})

test('a call that is over stays while Twilio’s reads lag, and ends after two reads, with the evidence', async () => {
  const { office, desk } = phones
  const callSid = await phones.dials()
  await phones.faults({ callbacks: { drop: true } })
  await phones.caller.hangUp(callSid)
  expect(await foundOf(callSid)).toMatchObject({ verdict: 'stays' })

  await until(async () => (await office.carrier.fetchCall(callSid))?.status !== 'ringing')
  await until(async () => (await office.carrier.fetchCall(callSid))?.status !== 'in-progress')
  const began = desk.clock.at
  const finding = await foundOf(callSid)
  expect(desk.clock.at - began).toBe(5 * SECOND)
  const evidence = `Twilio said completed at ${iso(began)} and at ${iso(desk.clock.at)}`
  expect(finding).toMatchObject({ verdict: 'ends', evidence })
  // Looking changes nothing.
  expect(await viewOf(office, callSid)).toMatchObject({ endedAt: null })
  await finding.carryOut()
  expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended' })
  expect(await historyEnd(callSid)).toMatchObject({ event: 'FOUND_GONE', evidence })
})

test('a call whose agent’s leg has ended is parked under that agent’s name', async () => {
  const { office } = phones
  const callSid = await phones.dials()
  await sendCommand(office, callSid, 'ann', 'CLAIM')
  const legSid = await connectLeg(office, callSid, 'ann')
  const finding = await foundOf(callSid)
  expect(finding).toMatchObject({
    verdict: 'loses its leg',
    evidence: `Twilio says that leg ${legSid} is gone`,
  })
  await finding.carryOut()
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.waiting', parked: { by: 'ann' } })
  await phones.caller.hangUp(callSid)
})

test('a live call that is not stored here is adopted', async () => {
  const { office, desk, caller } = phones
  const callSid = await phones.dials()
  const { keys, redis } = desk
  await redis.del(keys.call(callSid), keys.history(callSid), keys.requests(callSid))
  await redis.zrem(keys.live, callSid)
  desk.clock.pass(60 * SECOND)
  await until(async () => (await office.carrier.liveCallsOfOurs()).some(({ sid }) => sid === callSid))
  const finding = await foundOf(callSid)
  expect(finding).toMatchObject({ state: null, verdict: 'is adopted' })
  expect(await office.calls.state(callSid)).toBeNull()
  await finding.carryOut()
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.waiting' })
  await caller.where(callSid, 'park music')
})

test('a called number that is not stored here is adopted after a second read', async () => {
  const { office, desk, caller } = phones
  const callSid = await phones.callsStranger()
  desk.clock.pass(60 * SECOND)
  await until(async () => (await office.carrier.fetchCall(callSid))?.status === 'in-progress')
  const began = desk.clock.at
  expect(await foundOf(callSid)).toMatchObject({ state: null, verdict: 'is adopted' })
  expect(desk.clock.at - began).toBeGreaterThanOrEqual(10 * SECOND)
  await caller.hangUp(callSid)
})

test('a call is unclear, and nothing changes, while Twilio cannot be asked', async () => {
  const { office } = phones
  const { callSid } = await talking(office, 'bob')
  await phones.faults({ rest: { answer: 503, times: 1, path: callSid } })
  const finding = await foundOf(callSid)
  expect(finding.verdict).toBe('is unclear')
  await finding.carryOut()
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'active.talking' })
})

const iso = (ms: number) => new Date(ms).toISOString()
