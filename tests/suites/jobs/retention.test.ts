import { afterEach, beforeEach, expect, test } from 'vitest'
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
  expect(await lifeOf(callSid)).toBeGreaterThan(7.9 * DAY_MS)
  desk.clock.pass(3 * DAY_MS)
  await office.calls.send(callSid, { type: 'HEARD', by: 'ann', role: 'agent' })
  expect(await lifeOf(callSid)).toBeLessThan(5.1 * DAY_MS)
})

test('a message whose call is lost is removed from the list', async () => {
  const callSid = await leaves()
  await desk.redis.del(desk.keys.call(callSid))
  expect(await office.voicemails.page(null, 10)).toEqual({ voicemails: [], unheard: 1 })
  desk.clock.pass(8 * DAY_MS)
  const another = await desk.open()
  await enforceRetention(another.jobDeps)
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
  expect(await lifeOf(recent)).toBeLessThan(3.1 * DAY_MS)
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
