import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { JobCatalogue } from '../../../jobs/catalogue.ts'
import { compareAllCalls } from '../../../jobs/handlers/compare-all.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { until, viewOf } from '../../setup/desk.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const GRACE_MS = 5_000
/** Of 20 ms: a second and a half. */
const FRAMES = 75

let phones: PhoneOffice
// Nobody is signed in: everybody is asked to leave a message.
beforeAll(async () => {
  phones = await openPhoneOffice()
})
beforeEach(() => phones.faults({}))
afterAll(() => phones.close())

const says = async (callSid: string) =>
  (await phones.caller.ask<{ says: { frames: number } }>(`/sim/calls/${callSid}`)).says.frames

/** Somebody speaks to the voicemail, or rings off at once, and none of Twilio's news of it can be taken. */
async function hangsUpUnheard({ speaks }: { speaks: boolean }): Promise<string> {
  const { caller, office } = phones
  const callSid = await caller.call({ from: '+12175550142' })
  await caller.where(callSid, 'voicemail')
  const before = await says(callSid)
  if (speaks) await until(async () => (await says(callSid)) > before + FRAMES)
  await phones.faults({ callbacks: { drop: true } })
  await caller.hangUp(callSid)
  if (speaks) await until(async () => (await office.carrier.newestMessage(callSid)) !== null)
  expect(await viewOf(office, callSid)).toMatchObject({ state: 'voicemail.recording' })
  return callSid
}

/** The second read. */
const reconciles = async (callSid: string) => {
  const goneAt = phones.desk.clock.at
  phones.desk.clock.pass(GRACE_MS)
  await runJob(phones.office.jobDeps, 'reconcile', { callSid, goneAt })
}
const messageOf = async (callSid: string) =>
  (await phones.office.calls.state(callSid))?.snapshot.context.message

const isKept = async (callSid: string) => {
  const kept = await phones.office.carrier.newestMessage(callSid)
  expect(await viewOf(phones.office, callSid)).toMatchObject({ status: 'ended', outcome: 'voicemail' })
  expect(await messageOf(callSid)).toMatchObject({ recordingSid: kept?.sid, seconds: kept?.seconds })
  expect((await phones.office.calls.history(callSid)).at(-1)).toMatchObject({
    event: 'RECORDED',
    evidence: `Twilio lists recording ${kept?.sid}`,
  })
}

test('a message without a callback is found when the call is found to be over', async () => {
  const callSid = await hangsUpUnheard({ speaks: true })
  await reconciles(callSid)
  await isKept(callSid)
})

test('the next attempt finds the message if Twilio cannot be asked at first, and the call has ended already', async () => {
  const { office } = phones
  const callSid = await hangsUpUnheard({ speaks: true })
  await phones.faults({ rest: { answer: 503, times: 1, path: 'Recordings' } })
  await expect(reconciles(callSid)).rejects.toThrow('503')
  expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
  await reconciles(callSid)
  await isKept(callSid)
})

test('a call without a message stays missed', async () => {
  const callSid = await hangsUpUnheard({ speaks: false })
  await reconciles(callSid)
  expect(await viewOf(phones.office, callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
})

test('a job looks for the message of a call that `npm run reconcile` has ended', async () => {
  const { jobDeps } = phones.office
  const callSid = await hangsUpUnheard({ speaks: true })
  const found = await compareAllCalls(jobDeps, async (ms) => phones.desk.clock.pass(ms))
  await found.find((one) => one.callSid === callSid)?.carryOut()
  expect(await viewOf(phones.office, callSid)).toMatchObject({ status: 'ended', outcome: 'missed' })
  const jobs = await jobDeps.queue.getJobs(['waiting', 'prioritized', 'delayed'])
  const job = jobs.find(({ name, data }) => name === 'reconcile' && data.callSid === callSid)
  await runJob(jobDeps, 'reconcile', JobCatalogue.reconcile.data.parse(job?.data))
  await isKept(callSid)
})
