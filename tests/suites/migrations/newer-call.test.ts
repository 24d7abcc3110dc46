import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CallCommands } from '../../../coordinator/protocol/call-commands.ts'
import { twilioEndpoints } from '../../../coordinator/twilio/webhooks.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { CALL_MACHINE_VERSION } from '../../../machines/call/machine.ts'
import {
  makeAvailable,
  NO_TWILIO,
  newSid,
  openDesk,
  type TestCoordinator,
  type TestDesk,
  talking,
  until,
} from '../../setup/desk.ts'
import { PUBLIC_URL, type ServedCoordinator, serveCoordinator } from '../../setup/serve.ts'
import { signature } from '../../simulator/webhooks/signature.ts'

/** A coordinator of this version during a rolling upgrade: a newer version has the call, and this one is asked about it. */
let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
let supervisor: string
let callSid: string
let legSid: string
/** A call that no newer version has touched. */
let own: string

beforeAll(async () => {
  desk = await openDesk()
  here = await desk.open()
  served = await serveCoordinator(here)
  supervisor = await served.employ('sue', 'supervisor')
  await makeAvailable(here, 'ann', 'bob')
  ;({ callSid, legSid } = await talking(here, 'ann'))
  own = (await talking(here, 'bob')).callSid
  await here.calls.send(callSid, { type: 'RECORDED', recordingSid: 'RE1', seconds: 7 })
  const changed = { rev: 99, version: CALL_MACHINE_VERSION + 1, snapshot: '{"unheard":"of"}' }
  await desk.redis.hset(desk.keys.call(callSid), changed)
  await desk.redis.xadd(desk.keys.feed, '*', 't', 'call', 'd', JSON.stringify({ callSid, rev: 99 }))
  await until(() => here.desk.call(callSid) === undefined)
})
afterAll(async () => {
  served.close()
  await desk.close()
})

/** All that Redis holds of the two calls. */
const stored = async () => {
  const { redis, keys } = desk
  const of = (sid: string) => [
    redis.hgetall(keys.call(sid)),
    redis.hgetall(keys.requests(sid)),
    redis.lrange(keys.history(sid), 0, -1),
  ]
  const shared = [redis.hgetall(keys.legs), redis.hgetall(keys.talking), redis.hgetall(keys.lot)]
  const queued = [
    redis.zrange(keys.timers, '0', '-1'),
    redis.zrange(keys.live, '0', '-1'),
    redis.zcard(keys.owed),
  ]
  return Promise.all([...of(callSid), ...of(own), ...shared, ...queued])
}
let before: Awaited<ReturnType<typeof stored>>
beforeEach(async () => {
  before = await stored()
})

async function webhook(path: string, params: Record<string, string>) {
  const form = { From: '+12175550142', To: NO_TWILIO.callerId ?? '', ...params }
  const signed = signature(NO_TWILIO.authToken, PUBLIC_URL + path, form)
  const body = new URLSearchParams(form)
  const response = await fetch(served.url + path, {
    method: 'POST',
    body,
    headers: { 'X-Twilio-Signature': signed },
  })
  return { status: response.status, body: await response.text() }
}

/** Of each webhook: the path, what Twilio sends, and what must come of it. */
const caller = () => ({ CallSid: callSid, CallStatus: 'in-progress' })
const news = () => ({ CallSid: callSid, RecordingSid: 'RE2', RecordingDuration: '7' })
const WEBHOOKS: Record<string, { path?: () => string; params: () => Record<string, string>; is: string }[]> =
  {
    '/api/twilio/voice': [{ params: caller, is: 'waits' }],
    '/api/twilio/calls/:callSid/twiml': [
      { path: () => `/api/twilio/calls/${callSid}/twiml?rev=99`, params: caller, is: 'waits' },
      { path: () => `/api/twilio/calls/${callSid}/twiml?noticed=1`, params: caller, is: 'waits' },
      {
        path: () => `/api/twilio/calls/${callSid}/twiml?recordingSid=RE2&seconds=7`,
        params: caller,
        is: 'waits',
      },
    ],
    '/api/twilio/legs/:legSid/twiml': [
      {
        path: () => `/api/twilio/legs/${legSid}/twiml?callSid=${callSid}`,
        params: () => ({ ...caller(), CallSid: legSid }),
        is: 'waits',
      },
    ],
    '/api/twilio/dialled': [{ path: () => '/api/twilio/dialled?dial=wish', params: caller, is: 'waits' }],
    '/api/twilio/leg': [
      { params: () => ({ CallSid: newSid(), From: 'client:ann', callSid }), is: 'is asked again' },
      { params: () => ({ CallSid: newSid(), From: 'client:sue', callSid }), is: 'is asked again' },
      {
        path: () => `/api/twilio/leg?callSid=${callSid}&outside=1`,
        params: () => ({ CallSid: newSid(), CallStatus: 'in-progress' }),
        is: 'waits',
      },
    ],
    '/api/twilio/status': [
      { params: () => ({ CallSid: callSid, CallStatus: 'completed' }), is: 'is asked again' },
      {
        params: () => ({ CallSid: legSid, From: 'client:ann', CallStatus: 'completed' }),
        is: 'is asked again',
      },
      {
        path: () => `/api/twilio/status?callSid=${callSid}&outside=1`,
        params: () => ({ CallSid: legSid, CallStatus: 'completed' }),
        is: 'is asked again',
      },
    ],
    '/api/twilio/recording': [
      { path: () => `/api/twilio/recording?callSid=${callSid}`, params: news, is: 'is asked again' },
    ],
    '/api/twilio/call-recording': ['in-progress', 'completed', 'absent'].map((RecordingStatus) => ({
      path: () => `/api/twilio/call-recording?callSid=${callSid}`,
      params: () => ({ ...news(), RecordingStatus }),
      is: 'is asked again',
    })),
    '/api/twilio/wait/:sound': [{ path: () => '/api/twilio/wait/hold', params: caller, is: 'is answered' }],
    '/api/twilio/room': [{ params: caller, is: 'is answered' }],
  }

test('every webhook is asked', () => {
  const deps = { ...here, twilio: NO_TWILIO, publicUrl: PUBLIC_URL } as unknown
  const paths = twilioEndpoints(deps as Parameters<typeof twilioEndpoints>[0]).map(({ path }) => path)
  expect(Object.keys(WEBHOOKS).sort()).toEqual(paths.sort())
})

describe('a webhook about a call of a newer version changes nothing and hangs up nobody', () => {
  const cases = Object.entries(WEBHOOKS).flatMap(([path, asked]) =>
    asked.map((one, n) => ({ webhook: path, n, ...one })),
  )
  test.each(cases)('$webhook ($n): $is', async ({ path, params, is, ...one }) => {
    const at = path?.() ?? one.webhook
    const { status, body } = await webhook(at, params())
    expect(body).not.toMatch(/<Hangup|<Reject/)
    if (is === 'waits') {
      expect(status).toBe(200)
      // Ringback, and then the same question, which another coordinator may answer.
      expect(body).toContain('/sounds/ringback.wav')
      expect(body).toContain(`<Redirect method="POST">${PUBLIC_URL}${at.replaceAll('&', '&amp;')}#rc=3`)
    } else if (is === 'is asked again') expect([status, body]).toEqual([503, ''])
    else expect(status).toBeLessThan(300)
    expect(await stored()).toEqual(before)
  })
})

const BODIES: Partial<Record<keyof typeof CallCommands, object>> = {
  transfer: { to: 'agent:bob', kind: 'consult' },
  supervise: { mode: 'listen' },
  record: { state: 'on' },
  wrapUp: { note: 'wants a date' },
  quality: { seconds: 60, mos: 4, rttMs: 80, jitterMs: 4, lostPercent: 1, warnings: [], graph: '99' },
}
const commands = Object.entries(CallCommands).map(([name, command]) => ({
  method: 'method' in command ? command.method : 'POST',
  path: command.path,
  body: BODIES[name as keyof typeof CallCommands] ?? {},
}))

describe('a request of a console about a call of a newer version is to be sent again', () => {
  test.each([
    ...commands,
    { method: 'POST', path: 'ringing', body: { consoleId: '3f8e0b9c-58a6-4f0e-9a53-0d9d1a6f1a10' } },
    { method: 'GET', path: '' },
    { method: 'GET', path: 'history' },
    { method: 'GET', path: 'caller' },
    { method: 'GET', path: 'recordings/RE1/audio' },
    { method: 'DELETE', path: 'recordings/RE1' },
  ])('$method $path', async ({ method, path, ...request }) => {
    const response = await fetch(`${served.url}/api/calls/${callSid}/${path}`.replace(/\/$/, ''), {
      method,
      headers: { cookie: supervisor, 'content-type': 'application/json', 'idempotency-key': path },
      ...('body' in request ? { body: JSON.stringify(request.body) } : {}),
    })
    expect(await response.json()).toMatchObject({ code: 'unavailable' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await stored()).toEqual(before)
  })
})

test('no job touches it, and none fails', async () => {
  const [timer = ''] = await desk.redis.zrange(desk.keys.timers, '0', '0')
  const token = timer.split('|')[2] ?? ''
  await runJob(here.jobDeps, 'timer', { kind: 'call', id: callSid, token })
  await runJob(here.jobDeps, 'reconcile', { callSid, goneAt: null })
  expect(await stored()).toEqual(before)
})
