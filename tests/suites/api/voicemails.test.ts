import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Voicemail } from '../../../coordinator/protocol/voicemail.ts'
import { CarrierRejected, CarrierUnavailable } from '../../../coordinator/twilio/carrier-errors.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

const SOUND = Buffer.from('RIFF a sound that is thirty-six bytes')
let office: Office
let mia: Person
let sue: Person
let twilio: (recordingSid: string) => Promise<Buffer>

beforeAll(async () => {
  office = await openOffice({ recording: (recordingSid) => twilio(recordingSid) })
  mia = await office.employ('mia')
  sue = await office.employ('sue', 'supervisor')
})
afterAll(() => office.close())
beforeEach(async () => {
  twilio = async () => SOUND
  await office.redis.del(office.keys.voicemails, office.keys.unheard)
})

/** Somebody leaves a message of that many seconds. */
async function leaves(seconds: number | null = 7): Promise<string> {
  office.passTime(1000)
  const callSid = await office.rings()
  await office.calls.fire(callSid, (await ringTimerOf(callSid)) ?? '')
  await office.calls.send(callSid, { type: 'RECORDED', recordingSid: `RE${callSid.slice(2)}`, seconds })
  return callSid
}

/** Nobody answers: its time is up. */
async function ringTimerOf(callSid: string) {
  office.passTime(30_000)
  const timers = await office.redis.zrange(office.keys.timers, '0', '-1')
  return timers.find((member) => member.startsWith(`call|${callSid}|`))?.split('|')[2]
}

interface Page {
  voicemails: Voicemail[]
  unheard: number
}
const page = async (query = '', by = mia) => (await (await by.get(`/api/voicemails${query}`)).json()) as Page
const sids = ({ voicemails }: Page) => voicemails.map(({ callSid }) => callSid)

test('messages are listed newest first, page by page, with how many nobody has heard', async () => {
  const [first, second, third] = [await leaves(), await leaves(12), await leaves(null)]
  const all = await page()
  expect(sids(all)).toEqual([third, second, first])
  expect(all).toMatchObject({
    unheard: 3,
    voicemails: [
      { durationS: null },
      { callerName: 'Ada', callerNumber: '+12175550148', durationS: 12, heardBy: null, heardAt: null },
      { durationS: 7 },
    ],
  })
  const newest = await page('?limit=2')
  expect(sids(newest)).toEqual([third, second])
  const before = encodeURIComponent(newest.voicemails[1]?.at ?? '')
  expect(sids(await page(`?before=${before}`))).toEqual([first])
  for (const [query, field] of [
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?before=today', 'before'],
  ] as const)
    expect((await problemIn(await mia.get(`/api/voicemails${query}`))).errors?.[0]?.path).toBe(field)
})

test('who listens first has heard it, for everybody, and it is on the call’s history', async () => {
  const callSid = await leaves()
  const heard = await mia.request('POST', `/api/voicemails/${callSid}/heard`)
  expect([heard.status, await heard.json()]).toMatchObject([200, { callSid, heardBy: 'mia' }])
  const again = await sue.request('POST', `/api/voicemails/${callSid}/heard`)
  expect([again.status, await again.json()]).toMatchObject([200, { heardBy: 'mia' }])
  expect((await page()).unheard).toBe(0)
  const history = (await (await mia.get(`/api/calls/${callSid}/history`)).json()) as object[]
  expect(history.slice(-2)).toMatchObject([
    { event: 'RECORDED', state: 'ended' },
    { event: 'HEARD', by: 'mia', state: 'ended' },
  ])
  expect(await (await mia.get(`/api/calls/${callSid}`)).json()).toMatchObject({ outcome: 'voicemail' })
})

test('a recording in which nobody had time to speak is no message', async () => {
  const callSid = await leaves(0)
  expect(sids(await page())).not.toContain(callSid)
  expect(await (await mia.get(`/api/calls/${callSid}`)).json()).toMatchObject({ outcome: 'missed' })
  expect((await mia.get(`/api/voicemails/${callSid}/audio`)).status).toBe(404)
})

test('a supervisor removes a message, at Twilio too, and it does not come back', async () => {
  const callSid = await leaves()
  expect((await mia.request('DELETE', `/api/voicemails/${callSid}`)).status).toBe(403)
  expect((await page()).unheard).toBe(1)
  expect((await sue.request('DELETE', `/api/voicemails/${callSid}`)).status).toBe(204)
  expect(await page()).toMatchObject({ unheard: 0 })
  await office.audit.flush()
  const [audited] = await office.audit.page({ before: null, limit: 1 })
  expect(audited).toMatchObject({ what: 'message_removed', who: 'sue', target: callSid })
  expect(sids(await page())).not.toContain(callSid)
  const owed = Object.values(await office.redis.hgetall(office.keys.outbox)).map((json) => JSON.parse(json))
  expect(owed).toContainEqual(
    expect.objectContaining({ callSid, type: 'deleteRecording', recordingSid: `RE${callSid.slice(2)}` }),
  )
  await office.calls.send(callSid, { type: 'RECORDED', recordingSid: 'RElate', seconds: 3 })
  expect(sids(await page())).not.toContain(callSid)
  for (const [method, path] of [
    ['POST', `${callSid}/heard`],
    ['DELETE', callSid],
    ['GET', `${callSid}/audio`],
  ] as const)
    expect((await sue.request(method, `/api/voicemails/${path}`)).status).toBe(404)
})

test('the sound goes through us, whole or in part, and is kept by nobody', async () => {
  const callSid = await leaves()
  const asked: string[] = []
  twilio = async (recordingSid) => {
    asked.push(recordingSid)
    return SOUND
  }
  const audio = (range?: string) =>
    mia.get(`/api/voicemails/${callSid}/audio`, range === undefined ? {} : { range })
  const whole = await audio()
  expect(whole.status).toBe(200)
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'audio/wav',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    'content-length': String(SOUND.length),
  })
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(SOUND)
  expect(asked).toEqual([`RE${callSid.slice(2)}`])
  const last = SOUND.length - 1
  for (const [range, from, to] of [
    ['bytes=0-', 0, last],
    ['bytes=5-9', 5, 9],
    ['bytes=5-999', 5, last],
    ['bytes=-4', last - 3, last],
    ['bytes=-999', 0, last],
  ] as const) {
    const part = await audio(range)
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes ${from}-${to}/${SOUND.length}`,
    ])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(SOUND.subarray(from, to + 1))
  }
  for (const range of ['bytes=999-', 'bytes=9-5', 'bytes=-0']) {
    const none = await audio(range)
    expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${SOUND.length}`])
  }
  for (const range of ['bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])
    expect((await audio(range)).status, range).toBe(200)
})

test('Twilio away, late or forgetful is said so, and nothing of it is shown', async () => {
  const callSid = await leaves()
  const audio = async () => {
    const response = await mia.get(`/api/voicemails/${callSid}/audio`)
    return {
      status: response.status,
      retry: response.headers.get('retry-after'),
      text: await response.text(),
    }
  }
  const secret = 'https://api.twilio.com/Accounts/AC1/Recordings'
  twilio = () => Promise.reject(new CarrierUnavailable(secret))
  expect(await audio()).toMatchObject({ status: 503, retry: '2' })
  // Said to be there, and not yet to be had.
  twilio = () => Promise.reject(new CarrierRejected(20404, secret))
  expect(await audio()).toMatchObject({ status: 503, retry: '2' })
  office.passTime(60_000)
  expect(await audio()).toMatchObject({ status: 404 })
  expect((await audio()).text).not.toContain('twilio.com')
})

test('only people of the office come near a message, and operators hear none', async () => {
  const callSid = await leaves()
  const olaf = await office.employ('olaf', 'ops')
  const nobody = await office.request('GET', `/api/voicemails/${callSid}/audio`)
  expect([nobody.status, (await problemIn(nobody)).code]).toEqual([401, 'unauthenticated'])
  expect((await office.request('GET', '/api/voicemails')).status).toBe(401)
  expect((await olaf.get(`/api/voicemails/${callSid}/audio`)).status).toBe(403)
  expect((await olaf.request('POST', `/api/voicemails/${callSid}/heard`)).status).toBe(403)
  const forged = { origin: 'https://elsewhere.example.com' }
  expect((await sue.request('DELETE', `/api/voicemails/${callSid}`, undefined, forged)).status).toBe(403)
  for (const sid of ['CAnobody', '..%2F..%2Fcalls', 'RE1', `${callSid}%3A1`])
    expect([400, 404], sid).toContain((await mia.get(`/api/voicemails/${sid}/audio`)).status)
  expect((await page()).unheard).toBeGreaterThan(0)
})
