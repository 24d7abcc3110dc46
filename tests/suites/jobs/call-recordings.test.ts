import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { enforceRetention } from '../../../jobs/handlers/retention.ts'
import { settleRecordings } from '../../../jobs/handlers/settle-recordings.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { makeAvailable, newSid, until, viewOf } from '../../setup/desk.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let phones: PhoneOffice
beforeAll(async () => {
  phones = await openPhoneOffice({ desk: { settings: { historyDays: 7, recordingDays: 3 } } })
  await makeAvailable(phones.office, 'ann')
  const recording = { ...NEW_OFFICE.recording, inbound: 'always' as const, announces: false }
  await phones.office.office.change({ ...NEW_OFFICE, recording }, 0, { agentId: 'ann', name: 'ANN' })
  await until(() => phones.office.desk.office().recording.inbound === 'always')
})
beforeEach(() => phones.faults({}))
afterAll(() => phones.close())

const atTwilio = (callSid: string) => phones.office.carrier.recordingsOfCall(callSid)
const send = (callSid: string, event: Parameters<PhoneOffice['office']['calls']['send']>[1]) =>
  phones.office.calls.send(callSid, event)

/** Twilio is still to be asked which recordings it has. */
const isUnsettled = async (callSid: string) =>
  (await phones.office.recordings.unsettledBefore(Number.MAX_SAFE_INTEGER, 100)).includes(callSid)

/** Twilio has recorded enough to keep it. */
const isLongEnough = async (callSid: string) =>
  (await phones.caller.ask<{ isLongEnough: boolean }>(`/sim/calls/${callSid}/recorder`)).isLongEnough
async function isRecorded(callSid: string): Promise<void> {
  await until(async () => (await viewOf(phones.office, callSid)).recordedSince !== null)
  await until(() => isLongEnough(callSid))
}

/** Ann answers, as if her browser had connected: the caller is in the room. */
async function talks(): Promise<string> {
  const callSid = await phones.dials()
  await send(callSid, { type: 'CLAIM', by: 'ann', role: 'agent' })
  await send(callSid, { type: 'LEG_CONNECTED', legSid: newSid(), agentId: 'ann' })
  return callSid
}

test('Twilio records while the caller talks with an agent, and pauses on hold and in the lot', async () => {
  const callSid = await talks()
  await isRecorded(callSid)
  expect(await atTwilio(callSid)).toMatchObject([{ isLive: true, isComplete: false }])
  const state = async () =>
    (await phones.caller.ask<{ status: string }[]>(`/sim/calls/${callSid}/recordings`))[0]?.status
  expect(await state()).toBe('in-progress')
  await send(callSid, { type: 'HOLD', by: 'ann', role: 'agent' })
  await until(async () => (await state()) === 'paused')
  await send(callSid, { type: 'RESUME', by: 'ann', role: 'agent' })
  await until(async () => (await state()) === 'in-progress')
  await send(callSid, { type: 'PARK', by: 'ann', role: 'agent' })
  await until(async () => (await state()) === 'paused')
  await phones.caller.hangUp(callSid)
  await until(async () => (await viewOf(phones.office, callSid)).recordings[0]?.seconds != null)
  expect(await atTwilio(callSid)).toMatchObject([{ isLive: false, isComplete: true }])
  expect(await viewOf(phones.office, callSid)).toMatchObject({ outcome: 'answered', recording: null })
})

test('a recording is found at Twilio of which no news came', async () => {
  const callSid = await talks()
  await isRecorded(callSid)
  await phones.faults({ callbacks: { drop: true } })
  await phones.caller.hangUp(callSid)
  await send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  expect((await viewOf(phones.office, callSid)).recordings).toMatchObject([{ seconds: null }])
  await until(async () => (await atTwilio(callSid)).every(({ isComplete }) => isComplete))
  phones.desk.clock.pass(MINUTE_MS)
  await runJob(phones.office.jobDeps, 'sweep', {})
  const { queue } = phones.office.jobDeps
  const jobs = (await queue.getJobs(['prioritized', 'waiting'])).filter(({ name }) => name === 'reconcile')
  expect(jobs.map(({ data }) => data.callSid)).toContain(callSid)
  await runJob(phones.office.jobDeps, 'reconcile', { callSid, goneAt: null })
  const [kept] = (await viewOf(phones.office, callSid)).recordings
  expect(kept?.seconds).toBeGreaterThan(0)
  expect((await phones.office.calls.history(callSid)).at(-1)).toMatchObject({
    event: 'RECORDINGS_SETTLED',
    evidence: 'Twilio lists no other recording',
  })
  // It is not asked again.
  expect(await isUnsettled(callSid)).toBe(false)
})

test('after each call Twilio is asked once whether it has recordings that nobody knows', async () => {
  const callSid = await talks()
  await isRecorded(callSid)
  await phones.caller.hangUp(callSid)
  await until(async () => (await viewOf(phones.office, callSid)).recordings[0]?.seconds != null)
  expect(await isUnsettled(callSid)).toBe(true)
  phones.desk.clock.pass(MINUTE_MS)
  await settleRecordings(phones.office.jobDeps, callSid)
  expect(await isUnsettled(callSid)).toBe(false)
  expect((await viewOf(phones.office, callSid)).recordings).toHaveLength(1)
})

test('of a call that was adopted Twilio is asked too, though nobody has answered it since', async () => {
  const callSid = await phones.callsStranger()
  const recordingSid = await phones.office.carrier.record(callSid, `${phones.publicUrl}/api/twilio/status`)
  await until(() => isLongEnough(callSid))
  await phones.faults({ callbacks: { drop: true } })
  await phones.adopts()
  await phones.caller.hangUp(callSid)
  await send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  expect((await viewOf(phones.office, callSid)).recordings).toEqual([])
  expect(await isUnsettled(callSid)).toBe(true)
  await until(async () => (await atTwilio(callSid)).every(({ isComplete }) => isComplete))
  phones.desk.clock.pass(MINUTE_MS)
  await settleRecordings(phones.office.jobDeps, callSid)
  expect((await viewOf(phones.office, callSid)).recordings).toMatchObject([{ recordingSid }])
  expect(await isUnsettled(callSid)).toBe(false)
})

test('recordings go at Twilio too when they are older than they are kept, and before their calls', async () => {
  const callSid = await talks()
  await isRecorded(callSid)
  await phones.caller.hangUp(callSid)
  await until(async () => (await viewOf(phones.office, callSid)).recordings[0]?.seconds != null)
  phones.desk.clock.pass(2 * DAY_MS)
  await enforceRetention(phones.office.jobDeps)
  expect((await viewOf(phones.office, callSid)).recordings).toHaveLength(1)
  phones.desk.clock.pass(DAY_MS + MINUTE_MS)
  await enforceRetention(phones.office.jobDeps)
  expect(await viewOf(phones.office, callSid)).toMatchObject({ recordings: [], outcome: 'answered' })
  await until(async () => (await atTwilio(callSid)).length === 0)
})

test('a caller who is erased right after the end of their call does not come back with a recording of which no news came', async () => {
  const callSid = await talks()
  await isRecorded(callSid)
  await phones.faults({ callbacks: { drop: true } })
  await phones.caller.hangUp(callSid)
  await send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  // Redis has lost that there is a recording.
  const { redis, keys } = phones.desk
  const record = keys.call(callSid)
  const stored = JSON.parse((await redis.hget(record, 'snapshot')) ?? '')
  stored.context.recordings = []
  await redis.hset(record, 'snapshot', JSON.stringify(stored))
  await until(async () => (await atTwilio(callSid)).every(({ isComplete }) => isComplete))

  await phones.office.erase(['+12175550142'], 'boss', false)
  await until(async () => (await phones.office.carrier.fetchCall(callSid)) === null)
  expect(await atTwilio(callSid)).toHaveLength(1)
  phones.desk.clock.pass(MINUTE_MS)
  await runJob(phones.office.jobDeps, 'reconcile', { callSid, goneAt: null })
  expect((await viewOf(phones.office, callSid)).recordings).toEqual([])
  expect(await isUnsettled(callSid)).toBe(false)
  await until(async () => (await atTwilio(callSid)).length === 0)
})
