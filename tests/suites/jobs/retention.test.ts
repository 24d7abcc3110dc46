import { afterEach, beforeEach, expect, test } from 'vitest'
import { CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { enforceRetention } from '../../../jobs/handlers/retention.ts'
import { openDesk, rings, type TestCoordinator, type TestDesk, until } from '../../setup/desk.ts'

const DAY_MS = 86_400_000

let desk: TestDesk
let office: TestCoordinator
beforeEach(async () => {
  desk = await openDesk({ settings: { historyDays: 7 } })
  office = await desk.open()
})
afterEach(() => desk.close())

/** Nobody is signed in, so everybody reaches the voicemail at once. */
async function leaves(): Promise<string> {
  const callSid = await rings(office)
  await office.calls.send(callSid, { type: 'RECORDED', recordingSid: `RE${callSid.slice(2)}`, seconds: 9 })
  return callSid
}

/** The commands that delete recordings. The outbox also holds the command that completes the call, for a moment. */
const owed = async () =>
  Object.values(await desk.redis.hgetall(desk.keys.outbox))
    .map((json) => JSON.parse(json))
    .filter(({ type }) => type === 'deleteRecording')
const lifeOf = (callSid: string) => desk.redis.pttl(desk.keys.call(callSid))

test('a message that is older than the history is kept is removed here and at Twilio', async () => {
  const old = await leaves()
  desk.clock.pass(6 * DAY_MS)
  const recent = await leaves()
  desk.clock.pass(DAY_MS + 1)
  await enforceRetention(office.jobDeps)
  expect(await office.voicemails.page(null, 10)).toMatchObject({
    unheard: 1,
    voicemails: [{ callSid: recent }],
  })
  expect(await owed()).toMatchObject([
    { type: 'deleteRecording', callSid: old, recordingSid: `RE${old.slice(2)}` },
  ])
  // Its call was kept only for the message.
  await until(async () => (await lifeOf(old)) < 0)
  await enforceRetention(office.jobDeps)
  expect(await owed()).toHaveLength(1)
})

test('a call is kept until its message is removed, and listening to the message does not prolong that', async () => {
  const callSid = await leaves()
  expect(await lifeOf(callSid)).toBeGreaterThan(36.9 * DAY_MS)
  desk.clock.pass(3 * DAY_MS)
  await office.calls.send(callSid, { type: 'HEARD', by: 'ann', role: 'agent' })
  expect(await lifeOf(callSid)).toBeLessThan(34.1 * DAY_MS)
})

/** Twilio has these of each call. */
const withTwilio = (of: TestCoordinator, has: { recordings: string[]; message: string | null } | null) => {
  const asked = <Answer>(answer: Answer) => {
    if (has === null) throw new CarrierUnavailable('away')
    return Promise.resolve(answer)
  }
  const { carrier } = of.jobDeps
  const recorded = has?.recordings.map((sid) => ({ sid, seconds: 9, isLive: false, isComplete: true })) ?? []
  const message = has?.message == null ? null : { sid: has.message, seconds: 9 }
  return {
    ...of.jobDeps,
    carrier: {
      ...carrier,
      recordingsOfCall: async () => asked(recorded),
      newestMessage: async () => asked(message),
    },
  }
}

test('of a call that is lost Twilio is asked what it has, and that is deleted', async () => {
  const callSid = await leaves()
  await desk.redis.del(desk.keys.call(callSid))
  await desk.redis.zadd(desk.keys.recordings, desk.clock.now(), callSid)
  desk.clock.pass(31 * DAY_MS)
  const another = await desk.open()
  await enforceRetention(withTwilio(another, null))
  expect(await desk.redis.zrange(desk.keys.recordings, '0', '-1')).toEqual([callSid])
  expect(await desk.redis.zrange(desk.keys.voicemails, '0', '-1')).toEqual([callSid])
  const [one, two, message] = ['1', '2', '3'].map((digit) => `RE${digit.repeat(32)}`) as [
    string,
    string,
    string,
  ]
  await enforceRetention(withTwilio(another, { recordings: [one, two], message }))
  expect((await owed()).map((command) => command.recordingSid).sort()).toEqual([one, two, message])
  expect(await desk.redis.zcard(desk.keys.recordings)).toBe(0)
  expect(await desk.redis.zcard(desk.keys.voicemails)).toBe(0)
  expect(desk.troubles.join()).toContain('Twilio does not say what it has')
})

test('a call whose message waits for a later run stays, and is found until then', async () => {
  const callSid = await leaves()
  const before = Array.from({ length: 500 }, (_, n) => [n, `CA${n}`])
  await desk.redis.zadd(desk.keys.voicemails, ...before.flat())
  desk.clock.pass(7 * DAY_MS + 1)
  const deps = withTwilio(office, { recordings: [], message: null })
  await enforceRetention(deps)
  expect(await lifeOf(callSid)).toBeGreaterThan(29.9 * DAY_MS)
  expect(await desk.redis.zrange(desk.keys.ended, '0', '-1')).toEqual([callSid])
  await enforceRetention(deps)
  expect(await owed()).toMatchObject([{ callSid }])
  expect(await desk.redis.zcard(desk.keys.ended)).toBe(0)
})

test('a message whose call is lost is removed from the list', async () => {
  const callSid = await leaves()
  await desk.redis.del(desk.keys.call(callSid))
  expect(await office.voicemails.page(null, 10)).toEqual({ voicemails: [], unheard: 1 })
  desk.clock.pass(8 * DAY_MS)
  const another = await desk.open()
  await enforceRetention(withTwilio(another, { recordings: [], message: null }))
  expect(await another.voicemails.page(null, 10)).toEqual({ voicemails: [], unheard: 0 })
  expect(await desk.redis.zcard(desk.keys.voicemails)).toBe(0)
})

const ada = { agentId: 'ada', name: 'Ada' }
const keepFor = (value: number) =>
  office.settingsStore.change({ settings: { HISTORY_DAYS: { value } } }, 0, ada)

test('calls that ended before the history is kept for longer are kept for longer too', async () => {
  const callSid = await leaves()
  await enforceRetention(office.jobDeps)
  await keepFor(60)
  await enforceRetention(office.jobDeps)
  expect(await lifeOf(callSid)).toBeGreaterThan(60.9 * DAY_MS)
  expect(await desk.redis.pttl(desk.keys.history(callSid))).toBeGreaterThan(60.9 * DAY_MS)
  desk.clock.pass(30 * DAY_MS)
  await enforceRetention(office.jobDeps)
  expect(await office.voicemails.page(null, 10)).toMatchObject({ voicemails: [{ callSid }] })
})

test('calls that are older than the history is kept from now on go at once, with their messages', async () => {
  const old = await leaves()
  desk.clock.pass(3 * DAY_MS)
  const recent = await leaves()
  await enforceRetention(office.jobDeps)
  await keepFor(2)
  await enforceRetention(office.jobDeps)
  expect(await owed()).toMatchObject([{ callSid: old }])
  await until(async () => (await lifeOf(old)) < 0)
  expect(await office.archive.page({ before: null, limit: 10 })).toMatchObject([{ callSid: recent }])
  expect(await lifeOf(recent)).toBeLessThan(32.1 * DAY_MS)
})

test('a process that has missed a change keeps no call for the old time, and removes none by it', async () => {
  const worker = await desk.open()
  // The news does not reach it.
  worker.live.take = () => undefined
  const before = await leaves()
  await enforceRetention(office.jobDeps)
  desk.clock.pass(6 * DAY_MS)
  await keepFor(60)
  await enforceRetention(office.jobDeps)
  const after = await rings(worker)
  await worker.calls.send(after, { type: 'CALLER_ENDED', status: 'completed' })
  expect(await lifeOf(after)).toBeLessThan(7.1 * DAY_MS)
  await enforceRetention(office.jobDeps)
  expect(await lifeOf(after)).toBeGreaterThan(59.9 * DAY_MS)

  desk.clock.pass(2 * DAY_MS)
  const late = await desk.open()
  late.live.take('')
  expect(late.live.now().historyDays).toBe(7)
  await enforceRetention(late.jobDeps)
  expect(await office.voicemails.page(null, 10)).toMatchObject({ voicemails: [{ callSid: before }] })
  expect(await lifeOf(after)).toBeGreaterThan(57.9 * DAY_MS)
})
