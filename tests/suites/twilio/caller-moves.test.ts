import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { type CommandRunner, createCommandRunner } from '../../../coordinator/twilio/command-runner.ts'
import { createCarrier } from '../../../coordinator/twilio/rest-carrier.ts'
import {
  CREDENTIALS,
  pointNumber,
  startTestSimulator,
  type TestSimulator,
} from '../simulator/test-simulator.ts'
import { legParams, NUMBER, newSid, type OpenDesk, openDesk } from './desk.ts'

/** Callers of a simulated Twilio, moved about by the real webhooks, carrier and outbox. */
let bench: TestSimulator
let desk: OpenDesk
let outbox: CommandRunner
/** Of commands that have failed. */
let retries: Parameters<CommandRunner['runStored']>[]

beforeEach(async () => {
  retries = []
  bench = await startTestSimulator({ outboundPerSecond: 50 })
  desk = await openDesk({ run: (commands: readonly CarrierCommand[]) => outbox.run(commands) })
  const settings = { ...CREDENTIALS, authTokenSecondary: null, callerId: NUMBER, apiUrl: bench.simulator.url }
  outbox = createCommandRunner({
    carrier: createCarrier(settings, desk.url),
    calls: desk.calls,
    publicUrl: desk.url,
    store: desk.store,
    scheduler: { retry: (commandId, attempt, dueAt) => void retries.push([commandId, attempt, dueAt]) },
    clock: desk.clock,
    log: desk.log,
    verifyAfterMs: 50,
    times: () => ({ ringMs: 25_000, limitMs: 3_600_000 }),
  })
  await pointNumber(bench, {
    voiceUrl: `${desk.url}/api/twilio/voice`,
    statusCallback: `${desk.url}/api/twilio/status`,
  })
})

afterEach(async () => {
  await outbox.idle()
  await bench.simulator.close()
  await desk.close()
})

/** A message shorter than half a second is none. */
const LONG_ENOUGH_MS = 1200

/** The command that has failed is tried again. */
async function triesAgain() {
  await expect.poll(() => retries.length, { timeout: 5000 }).toBe(1)
  for (const retry of retries.splice(0)) await outbox.runStored(...retry)
}

const by = { by: 'ann', role: 'agent' as const }
const hears = async (callSid: string, sound: string) =>
  expect
    .poll(async () => (await bench.caller.state(callSid)).hears.label, { timeout: 5000 })
    .toContain(`/sounds/${sound}.wav`)
const state = (callSid: string) => expect.poll(() => desk.stateOf(callSid), { timeout: 5000 })

async function talking(): Promise<{ callSid: string; legSid: string }> {
  const callSid = await bench.caller.call({ from: '+12175550142' })
  await hears(callSid, 'ringback')
  const legSid = newSid()
  await desk.calls.send(callSid, { type: 'CLAIM', ...by })
  await desk.ask('/api/twilio/leg', legParams(legSid, 'ann', { callSid }))
  return { callSid, legSid }
}

test('a caller hears ringback, hold and park music as the call goes on', async () => {
  const { callSid } = await talking()
  await desk.calls.send(callSid, { type: 'HOLD', ...by })
  await hears(callSid, 'hold')
  await desk.calls.send(callSid, { type: 'RESUME', ...by })
  await hears(callSid, 'ringback')
  await desk.calls.send(callSid, { type: 'PARK', ...by })
  await hears(callSid, 'park')
  await desk.calls.send(callSid, { type: 'HANGUP', ...by })
  await expect.poll(async () => (await bench.caller.state(callSid)).status).toBe('completed')
  await outbox.idle()
  expect(await desk.store.depth()).toBe(0)
  expect(await bench.caller.ask('/sim/errors')).toEqual([])
})

test('a caller who hangs up ends the call', async () => {
  const callSid = await bench.caller.call({})
  await hears(callSid, 'ringback')
  await bench.caller.hangUp(callSid)
  await state(callSid).toBe('ended')
})

test('a message is kept when the caller has left it and hung up', async () => {
  desk.desk.anyoneSignedIn = false
  const callSid = await bench.caller.call({})
  await bench.caller.where(callSid, 'voicemail')
  const since = Date.now()
  await expect.poll(() => Date.now() - since, { timeout: 5000 }).toBeGreaterThan(LONG_ENOUGH_MS)
  await bench.caller.hangUp(callSid)
  await expect
    .poll(async () => (await desk.calls.state(callSid))?.view.outcome, { timeout: 5000 })
    .toBe('voicemail')
})

/** Nobody takes the call, and the time is up. */
async function reachesVoicemail(callSid: string) {
  desk.clock.at += 30_000
  const timers = await desk.redis.zrange(desk.timers, '0', '-1')
  const [, , token = ''] = timers.find((member) => member.includes(callSid))?.split('|') ?? []
  await desk.calls.fire(callSid, token)
}

const speaks = async (callSid: string) => {
  await bench.caller.where(callSid, 'voicemail')
  const since = Date.now()
  await expect.poll(() => Date.now() - since, { timeout: 5000 }).toBeGreaterThan(LONG_ENOUGH_MS)
}

test('a caller who has begun to speak is not moved again because Twilio’s answer to the order was lost', async () => {
  const callSid = await bench.caller.call({})
  await hears(callSid, 'ringback')
  await bench.caller.ask('/sim/faults', { rest: { answer: 'lost', times: 1, path: '/Calls/' } })
  await reachesVoicemail(callSid)
  await speaks(callSid)
  await triesAgain()
  await outbox.idle()
  expect(await desk.store.depth()).toBe(0)
  expect(await bench.client.recordings.list()).toEqual([])
  expect(await desk.stateOf(callSid)).toBe('voicemail.recording')
})

/** The first REST request after it is carried out and its answer lost, the second is never answered. */
const LOST_THEN_HANGS = { seed: 2, rest: { answer: ['lost', 'hang'], times: 2, hangMs: 1_000 } }

test('a caller who was moved, unknown to us, and then called back is not left where the older order sent them', async () => {
  const { callSid } = await talking()
  await bench.caller.ask('/sim/faults', LOST_THEN_HANGS)
  await desk.calls.send(callSid, { type: 'TRANSFER', ...by, to: 'agent:bob', kind: 'blind' })
  await hears(callSid, 'hold')
  await desk.calls.send(callSid, { type: 'CANCEL', ...by })
  await triesAgain()
  await outbox.idle()
  await hears(callSid, 'ringback')
})

test('a caller who still hears ringback when a message ends the call is not left on the line', async () => {
  const callSid = await bench.caller.call({})
  await hears(callSid, 'ringback')
  await bench.caller.ask('/sim/faults', { rest: { answer: 500, times: 1, path: '/Calls/' } })
  await reachesVoicemail(callSid)
  await outbox.idle()
  const params = { CallSid: callSid, RecordingSid: 'RE1', RecordingStatus: 'completed' }
  await desk.ask(`/api/twilio/recording?callSid=${callSid}`, params)
  await triesAgain()
  await outbox.idle()
  expect(await desk.stateOf(callSid)).toBe('ended')
  expect((await bench.caller.state(callSid)).status).toBe('completed')
})

test('a caller whose call was lost from memory is found in the lot', async () => {
  const { callSid } = await talking()
  await desk.forgetEverything()
  await bench.client.calls(callSid).update({ url: `${desk.url}/api/twilio/calls/${callSid}/twiml` })
  await hears(callSid, 'park')
  await state(callSid).toBe('parked.waiting')
})

test('a caller is handed to a number outside, and hangs up with it', async () => {
  await bench.caller.ask('/sim/numbers/+12175550177', { behaviour: 'answer', afterMs: 1_000 })
  const { callSid } = await talking()
  await desk.calls.send(callSid, { type: 'TRANSFER', ...by, to: '+12175550177', kind: 'blind' })
  await hears(callSid, 'hold')
  await state(callSid).toBe('active.outside')
  await bench.caller.where(callSid, 'talking with +12175550177')
  const legs = await bench.client.calls.list({ to: '+12175550177' })
  await bench.client.calls(legs[0]?.sid ?? '').update({ status: 'completed' })
  await state(callSid).toBe('ended')
  await expect.poll(async () => (await bench.caller.state(callSid)).status).toBe('completed')
})

test('a caller comes back to the sender when the number outside is busy', async () => {
  await bench.caller.ask('/sim/numbers/+12175550178', { behaviour: 'busy' })
  const { callSid } = await talking()
  await desk.calls.send(callSid, { type: 'TRANSFER', ...by, to: '+12175550178', kind: 'blind' })
  await state(callSid).toBe('parked.returning')
  await hears(callSid, 'park')
})

test('a redirect of a caller who is gone ends the call with what Twilio says', async () => {
  const { callSid } = await talking()
  await pointNumber(bench, { statusCallback: '' })
  const [leg] = await bench.client.calls.list({ status: 'in-progress' })
  expect(leg?.sid).toBe(callSid)
  const silent = await bench.caller.call({})
  await hears(silent, 'ringback')
  await bench.caller.hangUp(silent)
  await desk.calls.send(silent, { type: 'CLAIM', by: 'bob', role: 'agent' })
  await desk.calls.send(silent, { type: 'PARK', by: 'bob', role: 'agent' })
  await state(silent).toBe('ended')
  expect((await desk.calls.history(silent)).at(-1)?.event).toBe('CALLER_ENDED')
})
