import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { JobCatalogue } from '../../../jobs/catalogue.ts'
import { sweep } from '../../../jobs/handlers/sweep.ts'
import { runJob } from '../../../jobs/run-job.ts'
import {
  connectLeg,
  makeAvailable,
  newSid,
  parks,
  sendCommand,
  talking,
  transfers,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const SECOND = 1000
const OUTSIDE = '+12175550170'

let phones: PhoneOffice
beforeAll(async () => {
  phones = await openPhoneOffice()
  await makeAvailable(phones.office, 'ann', 'bob')
})
beforeEach(async () => {
  await phones.faults({})
  await phones.office.jobDeps.queue.drain(true)
})
afterAll(() => phones.close())

/** The reconcile job of a call that waits in the queue, as a worker would take it. */
async function waiting(callSid: string) {
  const jobs = await phones.office.jobDeps.queue.getJobs(['waiting', 'prioritized', 'delayed'])
  const job = jobs.find(({ name, data }) => name === 'reconcile' && data.callSid === callSid)
  await job?.remove()
  return job ? JobCatalogue.reconcile.data.parse(job.data) : null
}

async function reconciles(callSid: string): Promise<void> {
  await runJob(phones.office.jobDeps, 'reconcile', await waiting(callSid))
}

/** A minute later the sweep asks about every call that Twilio was not heard of. */
async function minutePasses() {
  phones.desk.clock.pass(60 * SECOND)
  await phones.desk.redis.zadd(phones.desk.keys.coordinators, phones.desk.clock.at, 'elsewhere')
  await sweep(phones.office.jobDeps)
}

async function callerTalksTo(agentId: string) {
  const { office } = phones
  const callSid = await phones.dials()
  expect(await sendCommand(office, callSid, agentId, 'CLAIM')).toMatchObject({ ok: true })
  return { callSid, legSid: await connectLeg(office, callSid, agentId) }
}

const hangUp = async (callSid: string) => {
  await phones.caller.hangUp(callSid)
  await until(async () => (await viewOf(phones.office, callSid)).status === 'ended')
}

describe('a call that nothing was heard of', () => {
  test('is never ended while Twilio has it live, however long it is silent', async () => {
    const { office, desk } = phones
    const { callSid } = await callerTalksTo('ann')
    await parks(office, callSid, 'ann')
    for (let minute = 0; minute < 5; minute++) {
      await minutePasses()
      await reconciles(callSid)
      expect(await viewOf(office, callSid)).toMatchObject({ status: 'parked', endedAt: null })
      expect(Number(await desk.redis.zscore(desk.keys.live, callSid))).toBe(desk.clock.at)
      expect(await waiting(callSid)).toBeNull()
    }
    await hangUp(callSid)
  })

  test('is ended when Twilio says twice, with time between, that it is over, and the history says so', async () => {
    const { office, desk } = phones
    const { callSid } = await callerTalksTo('ann')
    await phones.faults({ callbacks: { drop: true } })
    await phones.caller.hangUp(callSid)
    await minutePasses()
    const first = desk.clock.at
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ endedAt: null })
    // Twilio's reads may lag behind: a second one too early is no second one.
    desk.clock.pass(4_999)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ endedAt: null })
    desk.clock.pass(1)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended', outcome: 'answered' })
    expect((await office.calls.history(callSid)).at(-1)).toMatchObject({
      event: 'FOUND_GONE',
      evidence: `Twilio said completed at ${iso(first)} and at ${iso(desk.clock.at)}`,
    })
    expect(await waiting(callSid)).toBeNull()
  })

  test('is not ended by two reads with so much time between that the first says nothing of now', async () => {
    const { office, desk } = phones
    const { callSid } = await callerTalksTo('ann')
    await phones.faults({ callbacks: { drop: true } })
    await phones.caller.hangUp(callSid)
    await runJob(office.jobDeps, 'reconcile', { callSid, goneAt: desk.clock.at - 10_001 })
    expect(await viewOf(office, callSid)).toMatchObject({ endedAt: null })
    desk.clock.pass(5 * SECOND)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended' })
  })

  test('is not ended when Twilio takes back that it is over', async () => {
    const { office, desk } = phones
    const { callSid } = await callerTalksTo('ann')
    const goneAt = desk.clock.at
    desk.clock.pass(10 * SECOND)
    await runJob(office.jobDeps, 'reconcile', { callSid, goneAt })
    expect(await viewOf(office, callSid)).toMatchObject({ endedAt: null })
    expect(Number(await desk.redis.zscore(desk.keys.live, callSid))).toBe(desk.clock.at)
    await hangUp(callSid)
  })

  test('that Twilio does not know any more is ended too, after two reads', async () => {
    const { office, desk } = phones
    const { callSid } = await talking(office, 'ann')
    await minutePasses()
    await reconciles(callSid)
    desk.clock.pass(5 * SECOND)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended', outcome: 'answered' })
  })

  test('is asked about at once when Twilio does not list it among the live ones', async () => {
    const { office, desk } = phones
    const { callSid } = await callerTalksTo('ann')
    const { callSid: listed } = await callerTalksTo('bob')
    await phones.faults({ callbacks: { drop: true } })
    await phones.caller.hangUp(callSid)
    desk.clock.pass(9_999)
    await runJob(office.jobDeps, 'adopt', {})
    expect(await waiting(callSid)).toBeNull()
    desk.clock.pass(1)
    await runJob(office.jobDeps, 'adopt', {})
    expect(await waiting(listed)).toBeNull()
    await reconciles(callSid)
    desk.clock.pass(5 * SECOND)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended', outcome: 'answered' })
    await phones.faults({})
    await hangUp(listed)
  })

  test('is left as it is while Twilio cannot be asked', async () => {
    const { office } = phones
    const { callSid } = await callerTalksTo('ann')
    await minutePasses()
    await phones.faults({ rest: { answer: 503, times: 1, path: callSid } })
    await expect(reconciles(callSid)).rejects.toThrow('503')
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'active.talking', endedAt: null })
    await phones.faults({})
    await hangUp(callSid)
  })
})

describe('a leg that ended without a word', () => {
  test('of an agent parks the caller under the agent’s name, when Twilio says twice that it knows no such leg', async () => {
    const { office, desk } = phones
    const { callSid, legSid } = await callerTalksTo('ann')
    await minutePasses()
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'active.talking' })
    desk.clock.pass(5 * SECOND)
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.waiting', parked: { by: 'ann' } })
    expect((await office.calls.history(callSid)).at(-1)).toMatchObject({
      event: 'LEG_ENDED',
      evidence: `Twilio says that leg ${legSid} is gone`,
    })
    await hangUp(callSid)
  })

  test('of a number outside ends the call, and one that is up is left alone', async () => {
    const { office, caller } = phones
    const { callSid } = await callerTalksTo('ann')
    await transfers(office, callSid, 'ann', OUTSIDE, 'blind')
    await until(async () => (await viewOf(office, callSid)).state === 'active.outside')
    const leg = (await caller.ask<{ callSid: string; to: string }[]>('/sim/calls')).find(
      ({ to }) => to === OUTSIDE,
    )
    await minutePasses()
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'active.outside' })
    await phones.faults({ callbacks: { drop: true } })
    await caller.hangUp(leg?.callSid ?? '')
    await minutePasses()
    await reconciles(callSid)
    expect(await viewOf(office, callSid)).toMatchObject({ status: 'ended', outcome: 'answered' })
    // Our caller is still on the line: that is owed to Twilio, and told at once.
    await caller.where(callSid, 'ended')
  })
})

describe('a caller that only Twilio knows', () => {
  test('is taken into the lot and hears park music, once the call is more than a moment old', async () => {
    const { office, desk, caller } = phones
    const callSid = await phones.dials()
    const { keys, redis } = desk
    await redis.del(keys.call(callSid), keys.history(callSid), keys.requests(callSid))
    await redis.zrem(keys.live, callSid)
    desk.clock.at = Date.now() + 5 * SECOND
    await runJob(office.jobDeps, 'adopt', {})
    expect(await office.calls.state(callSid)).toBeNull()
    desk.clock.pass(10 * SECOND)
    await runJob(office.jobDeps, 'adopt', {})
    expect(await viewOf(office, callSid)).toMatchObject({
      state: 'parked.waiting',
      callerNumber: '+12175550142',
      parked: { slot: expect.any(Number), by: null },
    })
    await caller.where(callSid, 'park music')
    const { rev } = await viewOf(office, callSid)
    await runJob(office.jobDeps, 'adopt', {})
    expect((await viewOf(office, callSid)).rev).toBe(rev)
    expect((await sendCommand(office, callSid, 'bob', 'UNPARK')).ok).toBe(true)
    await hangUp(callSid)
  })

  test('is not a leg that was called to join a caller, known or forgotten', async () => {
    const { office, desk, caller } = phones
    const { keys, redis } = desk
    const { callSid } = await callerTalksTo('ann')
    await transfers(office, callSid, 'ann', '+12175550171', 'blind')
    await until(async () => (await viewOf(office, callSid)).state === 'active.outside')
    const [legSid = ''] = await redis.hkeys(keys.legs)
    desk.clock.pass(60 * SECOND)
    const live = () => redis.zrange(keys.live, '0', '-1')
    const before = await live()
    await phones.adopts()
    expect(await live()).toEqual(before)
    await redis.hdel(keys.legs, legSid)
    await phones.adopts()
    expect(await live()).toEqual(before)
    await redis.hset(keys.legs, legSid, callSid)
    await caller.where(callSid, /bridged|talking|room/)
    await hangUp(callSid)
  })

  test('may be a number that we called and that never came to a room, at a second look', async () => {
    const { office, desk } = phones
    const callSid = await phones.callsStranger()
    desk.clock.pass(60 * SECOND)
    await runJob(office.jobDeps, 'adopt', {})
    expect(await office.calls.state(callSid)).toBeNull()
    await phones.adopts()
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.waiting', direction: 'outbound' })
    await hangUp(callSid)
  })

  test('is in nobody’s way: a job for a call that is over, or unknown, does nothing', async () => {
    await runJob(phones.office.jobDeps, 'reconcile', { callSid: newSid(), goneAt: null })
    await runJob(phones.office.jobDeps, 'timer', { kind: 'call', id: newSid(), token: '1.0' })
    await runJob(phones.office.jobDeps, 'timer', { kind: 'agent', id: 'nobody', token: '1.0' })
    await runJob(phones.office.jobDeps, 'command', { commandId: 'CA1:1:0', attempt: 1 })
    await expect(runJob(phones.office.jobDeps, 'sing', {})).rejects.toThrow()
    await expect(runJob(phones.office.jobDeps, 'timer', { kind: 'call' })).rejects.toThrow()
  })
})

const iso = (ms: number) => new Date(ms).toISOString()
