import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  CREDENTIALS,
  NUMBER,
  pointAt,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

let bench: TestSimulator
let deployment: WebhookServer

beforeEach(async () => {
  bench = await startTestSimulator()
  deployment = await startWebhookServer({
    '/voice': () => '<Dial><Conference beep="false" participantLabel="caller">room-1</Conference></Dial>',
    '/elsewhere': () => '<Pause length="60"/>',
  })
  await pointAt(bench, deployment)
})

afterEach(async () => {
  await bench.simulator.close()
  await deployment.stop()
})

const answered = async () => {
  const sid = await bench.caller.call()
  await until(async () => (await bench.caller.state(sid)).status === 'in-progress')
  return sid
}

test('wrong credentials are refused with 20003', async () => {
  const response = await fetch(
    `${bench.simulator.url}/2010-04-01/Accounts/${CREDENTIALS.accountSid}/Calls.json`,
    {
      headers: { Authorization: `Basic ${btoa(`${CREDENTIALS.accountSid}:wrong`)}` },
    },
  )
  expect(response.status).toBe(401)
  expect(await response.json()).toMatchObject({ code: 20003, status: 401 })
})

test('the API key opens the API as the auth token does', async () => {
  const { accountSid, apiKeySid, apiKeySecret } = CREDENTIALS
  const response = await fetch(`${bench.simulator.url}/2010-04-01/Accounts/${accountSid}.json`, {
    headers: { Authorization: `Basic ${btoa(`${apiKeySid}:${apiKeySecret}`)}` },
  })
  expect(await response.json()).toMatchObject({ sid: accountSid, status: 'active' })
})

test('an API key is created with a secret, opens the API with it, and is told without it from then on', async () => {
  const { accountSid } = CREDENTIALS
  const { sid, secret } = await bench.client.newKeys.create({ friendlyName: 'Desk' })
  const open = () =>
    fetch(`${bench.simulator.url}/2010-04-01/Accounts/${accountSid}.json`, {
      headers: { Authorization: `Basic ${btoa(`${sid}:${secret}`)}` },
    })
  expect((await open()).status).toBe(200)
  const shown = await bench.client.keys(sid).fetch()
  expect(shown).toMatchObject({ sid, friendlyName: 'Desk' })
  expect(JSON.stringify(await bench.client.keys.list())).not.toContain(secret)
  expect(await bench.client.keys(sid).remove()).toBe(true)
  await expect(bench.client.keys(sid).fetch()).rejects.toMatchObject({ code: 20404 })
  expect((await open()).status).toBe(401)
})

test('a TwiML App is created, found by its name, changed and deleted', async () => {
  const { applications } = bench.client
  const { sid } = await applications.create({ friendlyName: 'Desk', voiceUrl: `${deployment.url}/leg` })
  await applications(sid).update({ voiceMethod: 'GET' })
  const [found] = await applications.list({ friendlyName: 'Desk' })
  expect(found).toMatchObject({ sid, voiceUrl: `${deployment.url}/leg`, voiceMethod: 'GET' })
  expect(await applications.list()).toHaveLength(2)
  await applications(sid).remove()
  await expect(applications(sid).update({})).rejects.toMatchObject({ code: 20404 })
})

test('the number and the App show where they were pointed', async () => {
  const app = await bench.client.applications(CREDENTIALS.twimlAppSid).fetch()
  expect(app.voiceUrl).toBe(`${deployment.url}/leg`)
  const [number] = await bench.client.incomingPhoneNumbers.list()
  expect(number).toMatchObject({
    phoneNumber: NUMBER,
    voiceUrl: `${deployment.url}/voice`,
    voiceMethod: 'POST',
  })
})

test('a call that is over can neither be redirected nor ended', async () => {
  const sid = await answered()
  await bench.client.calls(sid).update({ status: 'completed' })
  const update = bench.client.calls(sid).update({ url: `${deployment.url}/elsewhere` })
  await expect(update).rejects.toMatchObject({ code: 21220, status: 400 })
  await expect(bench.client.calls(sid).update({ status: 'completed' })).rejects.toMatchObject({ code: 21220 })
  await expect(bench.client.calls(`CA${'0'.repeat(32)}`).fetch()).rejects.toMatchObject({
    code: 20404,
    status: 404,
  })
})

test('calls are listed by status, number and start', async () => {
  const sid = await answered()
  const ended = await answered()
  await bench.caller.hangUp(ended)
  const live = await bench.client.calls.list({ status: 'in-progress' })
  expect(live.map((call) => call.sid)).toEqual([sid])
  expect(await bench.client.calls.list({ to: NUMBER })).toHaveLength(2)
  expect(await bench.client.calls.list({ to: '+12175550199' })).toHaveLength(0)
  expect(await bench.client.calls.list({ startTimeAfter: new Date(Date.now() + 60_000) })).toHaveLength(0)
  expect(await bench.client.calls.list({ startTimeAfter: new Date(Date.now() - 60_000) })).toHaveLength(2)
})

test('lists come in pages that lead to each other', async () => {
  await Promise.all([answered(), answered(), answered()])
  const first = await bench.client.calls.page({ pageSize: 2 })
  expect(first.instances).toHaveLength(2)
  const second = await first.nextPage()
  expect(second?.instances).toHaveLength(1)
  expect(await second?.nextPage()).toBeUndefined()
})

test('a participant can be muted, put on hold and removed', async () => {
  const sid = await answered()
  const other = await answered()
  await bench.caller.where(sid, /^talking/)
  const [room] = await bench.client.conferences.list({ status: 'in-progress' })
  const participants = bench.client.conferences(room?.sid ?? '').participants
  expect(await participants(sid).update({ muted: true, hold: true })).toMatchObject({
    muted: true,
    hold: true,
  })
  await bench.caller.where(other, 'alone on the line')
  expect(await participants(sid).update({ hold: false })).toMatchObject({ hold: false })
  await until(async () => (await bench.caller.state(other)).hears.level === 0)
  await participants(sid).remove()
  await bench.caller.where(sid, 'ended')
  expect(await participants.list()).toHaveLength(1)
})

test('a participant can be heard by one other alone, who must be in the conference', async () => {
  const [coach, agent, caller] = [await answered(), await answered(), await answered()]
  const [room] = await bench.client.conferences.list({ status: 'in-progress' })
  const participant = bench.client.conferences(room?.sid ?? '').participants(coach)
  const missing = `CA${'0'.repeat(32)}`
  await expect(participant.update({ coaching: true, callSidToCoach: missing })).rejects.toMatchObject({
    code: 16028,
  })
  expect(await participant.update({ coaching: true, callSidToCoach: agent })).toMatchObject({
    coaching: true,
    callSidToCoach: agent,
  })
  await bench.caller.hangUp(agent)
  await bench.caller.where(agent, 'ended')
  expect(await participant.update({ coaching: false })).toMatchObject({
    coaching: false,
    callSidToCoach: null,
  })
  await bench.caller.where(caller, /^talking/)
})

test('reads lag behind when they are told to', async () => {
  await bench.simulator.close()
  bench = await startTestSimulator({ restLagMs: 400 })
  await pointAt(bench, deployment)
  const sid = await answered()
  expect((await bench.client.calls(sid).fetch()).status).toBe('ringing')
  await until(async () => (await bench.client.calls(sid).fetch()).status === 'in-progress')
  await bench.caller.hangUp(sid)
  expect((await bench.client.calls(sid).fetch()).status).toBe('in-progress')
})

test('REST requests can be refused, or carried out with the answer lost', async () => {
  const sid = await answered()
  await bench.caller.ask('/sim/faults', { rest: { answer: 429 } })
  await expect(bench.client.calls(sid).fetch()).rejects.toMatchObject({ status: 429, code: 20429 })
  expect((await bench.client.calls(sid).fetch()).status).toBe('in-progress')
  await bench.caller.ask('/sim/faults', { rest: { answer: 'lost', path: sid } })
  await expect(bench.client.calls(sid).update({ status: 'completed' })).rejects.toThrow()
  expect((await bench.client.calls(sid).fetch()).status).toBe('completed')
})

test('bad parameters are named', async () => {
  const create = (to: string, from: string) =>
    bench.client.calls.create({ to, from, url: `${deployment.url}/voice` })
  await expect(create('+12175550101', '+12175550177')).rejects.toMatchObject({ code: 21210 })
  await expect(create('nobody', NUMBER)).rejects.toMatchObject({ code: 21211 })
  await expect(
    bench.client.calls.create({ to: '+12175550101', from: NUMBER, url: '' }),
  ).rejects.toMatchObject({ code: 21205 })
})
