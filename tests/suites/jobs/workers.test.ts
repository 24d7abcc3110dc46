import { afterEach, expect, inject, test } from 'vitest'
import { connectRedis } from '../../../coordinator/redis/connect.ts'
import { addJob } from '../../../jobs/queue.ts'
import { startWorkers, type Workers } from '../../../jobs/workers.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import {
  connectLeg,
  makeAvailable,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { quietLog } from '../../setup/site.ts'
import { openTcpProxy } from '../../setup/tcp-proxy.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const limits = { ringMs: 150, joinMs: 150, parkMs: 150, returnMs: 150, transferMs: 150, dialMs: 150 }
const realClock = { now: Date.now }

let phones: PhoneOffice | undefined
let workers: Workers | undefined
const jobsOf = ({ site }: TestDesk, { jobDeps }: TestCoordinator, opens = () => connect()) => ({
  queue: jobDeps.queue,
  connect: opens,
  site,
})
const connect = (url = inject('redisUrl')) => connectRedis({ kind: 'url', url }, 'bullmq', quietLog)
afterEach(async () => {
  await workers?.close()
  await phones?.close()
  phones = undefined
})

test('jobs alone take a call through all its delays', async () => {
  phones = await openPhoneOffice({
    desk: { jobs: true, clock: realClock, settings: { limits, sweepEveryMs: 3_600_000 } },
  })
  const { office, caller, desk } = phones
  workers = await startWorkers(office.jobDeps, jobsOf(desk, office))
  await makeAvailable(office, 'ann', 'bob')
  const states = async (callSid: string) => (await office.calls.history(callSid)).map(({ event }) => event)

  const callSid = await phones.dials()
  await sendCommand(office, callSid, 'ann', 'CLAIM')
  await connectLeg(office, callSid, 'ann')
  await parks(office, callSid, 'ann')
  await caller.where(callSid, 'park music')
  await until(async () => (await viewOf(office, callSid)).offeredTo.length === 2)
  expect(await states(callSid)).toEqual(
    expect.arrayContaining(['INBOUND', 'CLAIM', 'LEG_CONNECTED', 'PARK', 'parkTimeout', 'returnTimeout']),
  )

  const other = await phones.dials()
  await caller.where(other, 'voicemail')
  expect(await states(other)).toContain('ringTimeout')
  expect((await viewOf(office, other)).state).toBe('voicemail.recording')

  // An agent's console that closes is noticed by a job as well.
  const timers = await office.jobDeps.queue.getJobCounts('completed', 'failed')
  expect(timers.completed).toBeGreaterThanOrEqual(3)
  expect(timers.failed).toBe(0)
  expect(await office.heartbeats.lastWorkerBeat()).not.toBeNull()
  const jobs = await office.jobDeps.queue.getJobs(['completed', 'waiting', 'delayed'])
  expect(JSON.stringify(jobs.map(({ data }) => data))).not.toContain('+1217')
})

test('a job runs a command again that Twilio answered with 503', async () => {
  phones = await openPhoneOffice({
    desk: { jobs: true, clock: realClock, settings: { sweepEveryMs: 3_600_000 } },
  })
  const { office, caller, desk } = phones
  workers = await startWorkers(office.jobDeps, jobsOf(desk, office))
  await makeAvailable(office, 'ann')
  const callSid = await phones.dials()
  await sendCommand(office, callSid, 'ann', 'CLAIM')
  await connectLeg(office, callSid, 'ann')
  await phones.faults({ rest: { answer: 503, times: 2, path: callSid } })
  await sendCommand(office, callSid, 'ann', 'HOLD')
  await caller.where(callSid, 'hold music')
  await until(async () => (await office.outbox.depth()) === 0)
})

test('a timer whose job is lost with its worker fires within seconds, also without a sweep', async () => {
  const desk = await openDesk({ jobs: true, settings: { limits, sweepEveryMs: 3_600_000 } })
  try {
    const office = await desk.open({ clock: realClock })
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    const { queue } = office.jobDeps
    await until(async () => (await queue.getDelayedCount()) > 0)
    await queue.drain(true)
    workers = await startWorkers(office.jobDeps, jobsOf(desk, office))
    await until(async () => (await viewOf(office, callSid)).state === 'voicemail.recording', 5_000)
  } finally {
    await workers?.close()
    workers = undefined
    await desk.close()
  }
})

test('a timer fires although the clock of the worker is behind', async () => {
  const desk = await openDesk({ jobs: true, settings: { limits, sweepEveryMs: 3_600_000 } })
  try {
    const office = await desk.open({ clock: realClock })
    const behind = await desk.open({ clock: { now: () => Date.now() - 300 } })
    workers = await startWorkers(behind.jobDeps, jobsOf(desk, behind))
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    await until(async () => (await viewOf(office, callSid)).state === 'voicemail.recording')
  } finally {
    await workers?.close()
    workers = undefined
    await desk.close()
  }
})

test('a worker whose connection has fallen silent is replaced, and jobs run again', async () => {
  const desk = await openDesk({ jobs: true, settings: { limits, sweepEveryMs: 300 } })
  const line = await openTcpProxy([{ path: inject('redisUrl').slice('unix:'.length) }])
  const urls = [`redis://${line.address}`]
  try {
    const office = await desk.open({ clock: realClock })
    const sweptAfter = (at: number) => until(async () => ((await office.heartbeats.lastSweep()) ?? 0) > at)
    workers = await startWorkers(
      office.jobDeps,
      jobsOf(desk, office, () => connect(urls.shift())),
    )
    await sweptAfter(0)
    line.set('hangs')
    await sweptAfter(Date.now() + 500)
  } finally {
    await workers?.close()
    workers = undefined
    line.close()
    await desk.close()
  }
})

test('a job that fails tells the job board nothing of the call', async () => {
  const desk = await openDesk({ jobs: true, settings: { sweepEveryMs: 3_600_000 } })
  try {
    const office = await desk.open({ clock: realClock })
    const { queue } = office.jobDeps
    workers = await startWorkers(office.jobDeps, jobsOf(desk, office))
    const callSid = newSid()
    const snapshot = 'Ada Lovelace 2175550142'
    const record = { rev: 1, at: 1, snapshot, timers: '[]', version: CALL_MACHINE_VERSION }
    await desk.redis.hset(desk.keys.call(callSid), record)
    const { id = '' } = await addJob(queue, 'timer', { kind: 'call', id: callSid, token: 'one' })
    await until(async () => (await queue.getJob(id))?.failedReason !== undefined)
    const told = JSON.stringify(await queue.getJob(id))
    expect(told).toContain('not valid JSON')
    expect(told).not.toMatch(/Ada|2175550142/)
  } finally {
    await workers?.close()
    workers = undefined
    await desk.close()
  }
})
