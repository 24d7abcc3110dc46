import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountAnnouncer } from '../../../coordinator/accounts/account-announcer.ts'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { sweep } from '../../../jobs/handlers/sweep.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { upgradeAgent } from '../../../migrations/index.ts'
import {
  connectLeg,
  makeAvailable,
  NO_TWILIO,
  newSid,
  openDesk,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { openPhoneOffice } from './phone-office.ts'

const SECOND = 1000
const PASSWORD = 'correct horse battery staple'

describe('the sweep', () => {
  let desk: TestDesk
  let office: TestCoordinator
  beforeEach(async () => {
    desk = await openDesk()
    office = await desk.open()
    // These consoles are served by this very process.
    await desk.redis.zadd(desk.keys.coordinators, desk.clock.at + 3600 * SECOND, 'elsewhere')
  })
  afterEach(() => desk.close())

  test('fires due timers whose jobs were lost', async () => {
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    const { callSid: parked } = await talking(office, 'ann')
    await parks(office, parked, 'ann')
    desk.clock.pass(30 * SECOND)
    await sweep(office.jobDeps)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'voicemail.recording' })
    expect(await viewOf(office, parked)).toMatchObject({ state: 'parked.waiting' })
    desk.clock.pass(90 * SECOND)
    await sweep(office.jobDeps)
    expect(await viewOf(office, parked)).toMatchObject({ state: 'parked.returning', offeredTo: ['ann'] })
    expect(await office.heartbeats.lastSweep()).toBe(desk.clock.at)
  })

  test('skips a call that cannot be read, and logs it', async () => {
    await makeAvailable(office, 'ann')
    const bad = await rings(office)
    desk.clock.pass(1)
    const good = await rings(office)
    const other = await desk.open()
    await desk.redis.hset(desk.keys.call(bad), 'snapshot', '{"of":"another machine"}')
    desk.clock.pass(30 * SECOND)
    await sweep(other.jobDeps)
    expect(await viewOf(other, good)).toMatchObject({ state: 'voicemail.recording' })
    expect(await other.heartbeats.lastSweep()).toBe(desk.clock.at)
    expect(desk.troubles.join('')).toContain(bad)
  })

  test('shows an agent as offline whose console has been closed for ten seconds', async () => {
    await makeAvailable(office, 'ann')
    await office.agents.send('ann', 'ANN', { type: 'STREAM_CLOSED', streamId: 'ann-1' })
    desk.clock.pass(9_999)
    await sweep(office.jobDeps)
    expect(office.desk.agent('ann')).toMatchObject({ presence: 'available' })
    desk.clock.pass(1)
    await sweep(office.jobDeps)
    await until(() => office.desk.agent('ann')?.presence === 'offline')
    await office.agents.send('ann', 'ANN', {
      type: 'STREAM_OPENED',
      streamId: 'ann-2',
      coordinatorId: 'elsewhere',
    })
    await until(() => office.desk.agent('ann')?.presence === 'available')
  })

  test('closes the consoles that a dead coordinator served, and no others', async () => {
    await makeAvailable(office, 'ann', 'bob')
    await office.agents.send('bob', 'BOB', {
      type: 'STREAM_OPENED',
      streamId: 'bob-2',
      coordinatorId: 'dead',
    })
    await office.agents.send('bob', 'BOB', { type: 'STREAM_CLOSED', streamId: 'bob-1' })
    await office.heartbeats.coordinatorBeat('dead', desk.clock.at)
    desk.clock.pass(14 * SECOND)
    await sweep(office.jobDeps)
    expect(await office.agents.roster()).toContainEqual(
      expect.objectContaining({ agentId: 'bob', servedBy: ['dead'] }),
    )
    desk.clock.pass(2 * SECOND)
    await sweep(office.jobDeps)
    const served = (await office.agents.roster()).map(({ agentId, servedBy }) => [agentId, ...servedBy])
    expect(served.sort()).toEqual([['ann', 'elsewhere'], ['bob']])
    desk.clock.pass(10 * SECOND)
    await sweep(office.jobDeps)
    await until(() => office.desk.agent('bob')?.presence === 'offline')
    expect(office.desk.agent('ann')).toMatchObject({ presence: 'available' })
  })

  test('signs out agents whose session has expired, also without an open console', async () => {
    await makeAvailable(office, 'ann', 'bob')
    await office.agents.send('bob', 'BOB', { type: 'STREAM_CLOSED', streamId: 'bob-1' })
    desk.clock.pass(24 * 3600 * SECOND + 1)
    await desk.redis.zadd(desk.keys.coordinators, desk.clock.at + 3600 * SECOND, 'elsewhere')
    await sweep(office.jobDeps)
    await sweep(office.jobDeps)
    await until(() => !office.desk.availability().anyoneSignedIn)
    // A choice that was under way when the session ended.
    await office.agents.send('ann', 'ANN', { type: 'CHOOSE', presence: 'available' })
    expect(office.desk.availability().anyoneSignedIn).toBe(true)
    await sweep(office.jobDeps)
    await until(() => !office.desk.availability().anyoneSignedIn)
    // Nobody is signed in at all: voicemail at once.
    expect(await viewOf(office, await rings(office))).toMatchObject({ state: 'voicemail.recording' })
  })

  test('ends what an account has that was disabled while no coordinator ran, by a process that died', async () => {
    await office.accounts.add({ agentId: 'ann', name: 'Ann', role: 'agent', password: PASSWORD })
    const token = await office.sessions.open({ agentId: 'ann', name: 'Ann', role: 'agent' })
    await makeAvailable(office, 'ann')
    const callSid = newSid()
    const numbers = { callerNumber: null, callerName: null, calledNumber: '+12175550147' }
    await office.calls.arrive({ type: 'DIALLED', callSid, by: 'ann', ...numbers }, { answering: false })
    await sweep(office.jobDeps)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'active.dialling' })
    expect(await office.sessions.find(token)).not.toBeNull()
    await office.close()
    await createAccounts(desk).setDisabled('ann', true)
    const started = await desk.open()
    await sweep(started.jobDeps)
    expect(await viewOf(started, callSid)).toMatchObject({ status: 'ended' })
    expect(await started.sessions.find(token)).toBeNull()
    await until(() => started.desk.agent('ann')?.presence === 'offline')
  })

  test('tells desks of an account that was disabled or enabled by a process that died', async () => {
    await office.accounts.add({ agentId: 'ann', name: 'Ann', role: 'agent', password: PASSWORD })
    await makeAvailable(office, 'ann', 'bob')
    await createAccounts(desk).setDisabled('ann', true)
    await sweep(office.jobDeps)
    await until(() => office.desk.agent('ann')?.disabled)
    expect(office.desk.agent('bob')?.disabled).toBeUndefined()
    await createAccounts(desk).setDisabled('ann', false)
    await sweep(office.jobDeps)
    await until(() => !office.desk.agent('ann')?.disabled)
  })

  test('ends what a supervisor hears whose account was disabled while no coordinator ran', async () => {
    await office.accounts.add({ agentId: 'dan', name: 'Dan', role: 'supervisor', password: PASSWORD })
    await makeAvailable(office, 'ann', 'dan')
    const { callSid } = await talking(office, 'ann')
    await office.calls.send(callSid, { type: 'SUPERVISE', by: 'dan', role: 'supervisor', mode: 'listen' })
    await connectLeg(office, callSid, 'dan')
    await sweep(office.jobDeps)
    expect(await viewOf(office, callSid)).toMatchObject({ supervision: { by: 'dan', joined: true } })
    await office.close()
    const { redis, keys, clock } = desk
    await createAccounts(desk).setDisabled('dan', true)
    await accountAnnouncer(redis, keys, clock, upgradeAgent)('dan', { type: 'disabled' })
    const started = await desk.open()
    await sweep(started.jobDeps)
    expect(await viewOf(started, callSid)).toMatchObject({ agentId: 'ann', supervision: null })
  })

  test.each([
    ['role', (accounts: ReturnType<typeof createAccounts>) => accounts.setRole('ann', 'ops')],
    [
      'password',
      (accounts: ReturnType<typeof createAccounts>) => accounts.setPassword('ann', `${PASSWORD}2`),
    ],
  ])('ends the sessions of a %s that a process has changed which died then', async (_, change) => {
    await office.accounts.add({ agentId: 'ann', name: 'Ann', role: 'agent', password: PASSWORD })
    const before = await office.sessions.open({ agentId: 'ann', name: 'Ann', role: 'agent' })
    desk.clock.pass(1)
    const account = await change(createAccounts(desk))
    const after = await office.sessions.open(account)
    await sweep(office.jobDeps)
    expect(await office.sessions.find(before)).toBeNull()
    expect(await office.sessions.find(after)).toMatchObject({ agentId: 'ann' })
  })

  test('updates the offer of a call that missed a change of the free agents', async () => {
    const callSid = await rings(office)
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'voicemail.recording' })
    await makeAvailable(office, 'ann')
    const ringing = await rings(office)
    await office.agents.send('ann', 'ANN', { type: 'CHOOSE', presence: 'away' })
    await until(async () => (await viewOf(office, ringing)).offeredTo.length === 0)
    await office.agents.send('ann', 'ANN', { type: 'CHOOSE', presence: 'available' })
    await until(() => office.desk.agent('ann')?.presence === 'available')
    await sweep(office.jobDeps)
    expect(await viewOf(office, ringing)).toMatchObject({ offeredTo: ['ann'] })
  })

  test('reconciles a call of which Twilio has sent no news, also when agents and timers change it', async () => {
    await makeAvailable(office, 'ann')
    const { callSid } = await talking(office, 'ann')
    await parks(office, callSid, 'ann')
    desk.clock.pass(120 * SECOND)
    await sweep(office.jobDeps)
    for (let n = 0; n < 3; n++) {
      desk.clock.pass(30 * SECOND)
      await sweep(office.jobDeps)
    }
    expect(await viewOf(office, callSid)).toMatchObject({ state: 'parked.returning' })
    const jobs = await office.jobDeps.queue.getJobs(['waiting', 'prioritized', 'delayed'])
    expect(jobs.map(({ name, data }) => [name, data.callSid])).toContainEqual(['reconcile', callSid])
  })

  test('does not reconcile a call of which Twilio has just sent news', async () => {
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    desk.clock.pass(59 * SECOND)
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    await connectLeg(office, callSid, 'ann')
    desk.clock.pass(59 * SECOND)
    await sweep(office.jobDeps)
    expect(await office.jobDeps.queue.getJobs(['waiting', 'prioritized', 'delayed'])).toEqual([])
  })

  test('forgets ended calls that are older than the history is kept', async () => {
    await makeAvailable(office, 'ann')
    const callSid = await rings(office)
    await sendCommand(office, callSid, 'ann', 'CLAIM')
    await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
    const page = () => office.archive.page({ before: null, limit: 10 })
    expect((await page()).map((view) => view.callSid)).toEqual([callSid])
    const keptMs = office.settings.historyDays * 86_400 * SECOND
    for (const [key, lasts] of [
      [desk.keys.call(callSid), keptMs],
      [desk.keys.history(callSid), keptMs],
      [desk.keys.requests(callSid), 3_600 * SECOND],
    ] as const) {
      const ttl = await desk.redis.pttl(key)
      expect(ttl).toBeGreaterThan(lasts - 60 * SECOND)
      expect(ttl).toBeLessThanOrEqual(lasts)
    }
    desk.clock.pass(keptMs + 1)
    await runJob(office.jobDeps, 'retention', {})
    expect(await page()).toEqual([])
    expect(await desk.redis.zcard(desk.keys.ended)).toBe(0)
  })
})

describe('a command of a process that died', () => {
  test('is taken up by another process, not before that one is missed', async () => {
    const phones = await openPhoneOffice()
    try {
      const { desk, office, caller } = phones
      await makeAvailable(office, 'ann')
      const callSid = await phones.dials()
      await sendCommand(office, callSid, 'ann', 'CLAIM')
      await connectLeg(office, callSid, 'ann')
      // It commits, and never gets to tell anybody.
      const dying = await desk.open({ twilio: NO_TWILIO })
      await parks(dying, callSid, 'ann')
      await dying.runner.idle()
      expect((await viewOf(office, callSid)).state).toBe('parked.waiting')
      expect((await caller.state(callSid)).where).toBe('ringing')
      const owed = await desk.redis.hlen(desk.keys.outbox)
      expect(owed).toBe(2)
      await dying.close()
      expect(await desk.redis.hlen(desk.keys.outbox)).toBe(owed)
      desk.clock.pass(4 * SECOND)
      await caller.where(callSid, 'park music')
      await until(async () => (await desk.redis.hlen(desk.keys.outbox)) === 0)
      expect(await office.outbox.depth()).toBe(0)
    } finally {
      await phones.close()
    }
  })
})
