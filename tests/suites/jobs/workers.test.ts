import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import type { RedisClient } from '../../../coordinator/redis/client.ts'
import { closeRedis, connectRedis } from '../../../coordinator/redis/connect.ts'
import { startWorkers, type Workers } from '../../../jobs/workers.ts'
import {
  connectLeg,
  makeAvailable,
  openDesk,
  parks,
  rings,
  sendCommand,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { quietLog } from '../../setup/site.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const limits = { ringMs: 150, joinMs: 150, parkMs: 150, returnMs: 150, transferMs: 150, dialMs: 150 }
const realClock = { now: Date.now }

let phones: PhoneOffice | undefined
let workers: Workers | undefined
let connection: RedisClient
beforeEach(() => {
  connection = connectRedis({ kind: 'url', url: inject('redisUrl') }, 'bullmq', quietLog)
})
afterEach(async () => {
  await workers?.close()
  await phones?.close()
  phones = undefined
  await closeRedis(connection)
})

test('jobs alone take a call through all its delays', async () => {
  phones = await openPhoneOffice({
    desk: { jobs: true, clock: realClock, settings: { limits, sweepEveryMs: 3_600_000 } },
  })
  const { office, caller, desk } = phones
  workers = await startWorkers(office.jobDeps, connection, desk.site)
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
  workers = await startWorkers(office.jobDeps, connection, desk.site)
  await makeAvailable(office, 'ann')
  const callSid = await phones.dials()
  await sendCommand(office, callSid, 'ann', 'CLAIM')
  await connectLeg(office, callSid, 'ann')
  await phones.faults({ rest: { answer: 503, times: 2, path: callSid } })
  await sendCommand(office, callSid, 'ann', 'HOLD')
  await caller.where(callSid, 'hold music')
  await until(async () => (await office.outbox.depth()) === 0)
})

test('a timer fires although the clock of the worker is behind', async () => {
  const desk = await openDesk({ jobs: true, settings: { limits, sweepEveryMs: 3_600_000 } })
  try {
    const office = await desk.open({ clock: realClock })
    const behind = await desk.open({ clock: { now: () => Date.now() - 300 } })
    workers = await startWorkers(behind.jobDeps, connection, desk.site)
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    await until(async () => (await viewOf(office, callSid)).state === 'voicemail.recording')
  } finally {
    await workers?.close()
    workers = undefined
    await desk.close()
  }
})
