import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLog } from '../../../../coordinator/ops/log.ts'
import {
  connectLeg,
  makeAvailable,
  NO_TWILIO,
  openDesk,
  parks,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
  talking,
} from '../../../setup/desk.ts'
import { SeededRandom } from '../../../setup/seeded-random.ts'
import { PUBLIC_URL, type ServedCoordinator, serveCoordinator } from '../../../setup/serve.ts'
import { signature } from '../../../simulator/webhooks/signature.ts'

const WEBHOOKS = 1_000
const AT_ONCE = 50
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8'
const NUMBER = '+12175550177'
const NAME = 'Mallory Example'
const FINAL = ['completed', 'busy', 'failed', 'no-answer', 'canceled']

interface Delivery {
  path: string
  body: string
  type: string
  signature: string | null
  /** What the answer must be. */
  status: number
}

let desk: TestDesk
let here: TestCoordinator
let served: ServedCoordinator
const lines: string[] = []

beforeAll(async () => {
  const log = createLog('debug', { write: (line: string) => void lines.push(line) })
  desk = await openDesk({ log })
  here = await desk.open()
  served = await serveCoordinator(here)
  await makeAvailable(here, 'ann', 'bob')
})
afterAll(async () => {
  served.close()
  await desk.close()
})

const sign = (path: string, params: Record<string, string>, token = NO_TWILIO.authToken) =>
  signature(token, PUBLIC_URL + path, params)

async function deliver({ path, body, type, signature: signed }: Delivery) {
  const headers: Record<string, string> = { 'Content-Type': type }
  if (signed !== null) headers['X-Twilio-Signature'] = signed
  const response = await fetch(served.url + path, { method: 'POST', body, headers })
  return { status: response.status, text: await response.text() }
}

/** What Redis holds of this desk, but for heartbeats and the audit log, which notes forgeries. */
async function stored(): Promise<Record<string, string>> {
  const all = (await desk.redis.keys(`${desk.keys.prefix}*`)).sort()
  const keys = all.filter((key) => key !== desk.keys.coordinators && !key.startsWith(desk.keys.audit('')))
  const dumps = await Promise.all(
    keys.map(async (key) => [
      key,
      createHash('sha1')
        .update((await desk.redis.dumpBuffer(key)) ?? '')
        .digest('hex'),
    ]),
  )
  return Object.fromEntries(dumps)
}

test('a thousand forged, altered, replayed, oversized and wrongly typed webhooks change nothing, and none is logged', async () => {
  const random = new SeededRandom('forged webhooks')
  const sids = [(await talking(here, 'ann')).callSid, (await talking(here, 'bob')).callSid]
  const [parked = '', onCall = ''] = sids
  await parks(here, parked, 'ann')
  await sendCommand(here, onCall, 'bob', 'HOLD')

  const paths = (callSid: string) => [
    '/api/twilio/voice',
    '/api/twilio/leg',
    `/api/twilio/leg?callSid=${callSid}&outside=1&transferAt=1`,
    `/api/twilio/calls/${callSid}/twiml?rev=1`,
    '/api/twilio/dialled?dial=x',
    '/api/twilio/wait/hold',
    '/api/twilio/status',
    '/api/twilio/room',
    `/api/twilio/recording?callSid=${callSid}`,
  ]
  const honest = () => {
    const callSid = random.pick([...sids, random.sid('CA')])
    const path = random.pick(paths(callSid))
    const params: Record<string, string> = {
      CallSid: callSid,
      From: NUMBER,
      To: '+12175550100',
      CallerName: NAME,
      CallStatus: random.pick(FINAL),
      RecordingSid: random.sid('RE'),
      RecordingDuration: '7',
    }
    return { path, params }
  }
  const encoded = (params: Record<string, string>) => new URLSearchParams(params).toString()

  const kinds: (() => Delivery)[] = [
    function forged() {
      const { path, params } = honest()
      const guess = random.pick([null, '', 'x', random.sid(''), sign(path, params, 'guess'), sign(path, {})])
      return { path, body: encoded(params), type: FORM, signature: guess, status: 403 }
    },
    function altered() {
      const { path, params } = honest()
      const signed = sign(path, params)
      const name = random.pick(Object.keys(params))
      const changed = { ...params, [name]: `${params[name]}0` }
      const { [name]: _, ...fewer } = params
      const another = path.includes('?') ? `${path}&a=b` : `${path}?a=b`
      const [at, sent] = random.pick([
        [path, changed],
        [path, fewer],
        [path, { ...params, Digits: '1' }],
        [another, params],
      ])
      return { path: at, body: encoded(sent), type: FORM, signature: signed, status: 403 }
    },
    function oversized() {
      const { path, params } = honest()
      const large = { ...params, Junk: NUMBER.repeat(8_000) }
      return { path, body: encoded(large), type: FORM, signature: sign(path, large), status: 403 }
    },
    function wronglyTyped() {
      const { path, params } = honest()
      const type = random.pick([
        'application/json',
        'text/plain',
        'text/xml',
        'multipart/form-data; boundary=b',
        'x',
      ])
      const signed = random.pick([sign(path, {}), sign(path, params)])
      const body = random.pick([JSON.stringify(params), encoded(params), `--b\r\n\r\n${NUMBER}\r\n--b--`])
      return { path, body, type, signature: signed, status: 403 }
    },
  ]
  const { callSid, legSid } = { callSid: onCall, legSid: await connectLeg(here, onCall, 'bob') }
  const form = { CallSid: legSid, From: 'client:bob', To: '', CallStatus: 'completed', CallerName: NAME }
  const once: Delivery[] = [
    { path: '/api/twilio/status', params: form },
    {
      path: `/api/twilio/calls/${callSid}/twiml`,
      params: { CallSid: callSid, From: NUMBER, CallStatus: 'in-progress' },
    },
    { path: '/api/twilio/voice', params: { CallSid: callSid, From: NUMBER, To: '+12175550100' } },
    { path: '/api/twilio/leg', params: { CallSid: random.sid('CA'), From: 'client:mallory', callSid } },
    { path: '/api/twilio/room', params: { CallSid: callSid, StatusCallbackEvent: 'participant-leave' } },
  ].map(({ path, params }) => ({
    path,
    body: encoded(params),
    type: FORM,
    signature: sign(path, params),
    status: 0,
  }))
  const first = new Map<Delivery, string>()
  for (const delivery of once) first.set(delivery, JSON.stringify(await deliver(delivery)))

  const before = await stored()
  const lasting: string[] = []
  for (const key of Object.keys(before)) if ((await desk.redis.pttl(key)) < 0) lasting.push(key)
  lines.length = 0
  for (let sent = 0; sent < WEBHOOKS; sent += AT_ONCE) {
    const batch = Array.from({ length: AT_ONCE }, () =>
      random.happens(0.2) ? random.pick(once) : random.pick(kinds)(),
    )
    await Promise.all(
      batch.map(async (delivery) => {
        const answer = await deliver(delivery)
        const earlier = first.get(delivery)
        if (earlier === undefined) expect([delivery, answer]).toEqual([delivery, { status: 403, text: '' }])
        else expect(JSON.stringify(answer)).toBe(earlier)
      }),
    )
  }
  // What lives for seconds only may have expired by now.
  const after = await stored()
  expect(before).toMatchObject(after)
  expect(Object.keys(after)).toEqual(expect.arrayContaining(lasting))
  await here.audit.flush()
  lines.push(JSON.stringify(await here.audit.page({ before: null, limit: 1_000 })))
  expect(lines.join('')).not.toMatch(/2175550177|Mallory|client:/)
  expect(lines.join('')).not.toContain(NO_TWILIO.authToken)
}, 120_000)
