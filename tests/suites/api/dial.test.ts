import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OutboundDiallingDeps } from '../../../coordinator/dialling/outbound-dialling.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import { CarrierRejected } from '../../../coordinator/twilio/carrier-errors.ts'
import { until } from '../../setup/desk.ts'
import { type Office, OWN_NUMBER, openOffice, type Person, problemIn, viewIn } from './office.ts'

const NUMBER = '+12175550147'
const REFUSED = '+12175550146'

let office: Office
let mia: Person
let noah: Person
const rung: string[] = []

const carrier: OutboundDiallingDeps['carrier'] = {
  async dial({ to }) {
    rung.push(to)
    if (to === REFUSED) throw new CarrierRejected(21215, 'not from here')
    return `CA${randomUUID().replaceAll('-', '')}`
  },
  cancel: async () => undefined,
}

beforeAll(async () => {
  office = await openOffice({ carrier })
  mia = await office.employ('mia')
  noah = await office.employ('noah')
})
afterAll(() => office.close())

const call = (who: Person, body: unknown, headers: Record<string, string> = {}) =>
  who.request('POST', '/api/calls', body, headers)
const hangUp = (callSid: string) => office.calls.send(callSid, { type: 'HANGUP', by: 'mia', role: 'agent' })
const available = async (who: Person) => {
  await office.agents.send(who.agentId, who.agentId.toUpperCase(), {
    type: 'STREAM_OPENED',
    streamId: who.agentId,
    coordinatorId: 'elsewhere',
  })
  await who.request('PUT', '/api/me/presence', { presence: 'available' })
}

test('a number is called however it is written, and the answer is its call', async () => {
  const answer = await call(mia, { to: '(217) 555-0147' })
  expect(answer.status).toBe(201)
  const view = await viewIn(answer)
  const always = Object.entries(CallView.shape).filter(([, { type }]) => type !== 'optional')
  // Coordinators of an older version do not know that field: the schema allows it to be away.
  expect(Object.keys(view).sort()).toEqual([...always.map(([field]) => field), 'recordingNow'].sort())
  expect(view).toMatchObject({
    state: 'active.dialling',
    direction: 'outbound',
    agentId: 'mia',
    callerNumber: OWN_NUMBER,
    calledNumber: NUMBER,
  })
  expect(rung.at(-1)).toBe(NUMBER)
  expect((await (await mia.get('/api/calls')).json()).map(({ callSid }: CallView) => callSid)).toEqual([
    view.callSid,
  ])
  const busy = await call(mia, { to: NUMBER })
  expect([busy.status, (await problemIn(busy)).code]).toEqual([409, 'agent_busy'])
  await hangUp(view.callSid)
})

test('who is called back keeps the name that screens know', async () => {
  const view = await viewIn(await call(mia, { to: NUMBER, name: ' Ada Lovelace ' }))
  expect(view).toMatchObject({ callerName: 'Ada Lovelace', calledNumber: NUMBER })
  await hangUp(view.callSid)
})

test('the same key calls once, and gets the same call', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const before = rung.length
  const [one, other] = await Promise.all([call(mia, { to: NUMBER }, key), call(mia, { to: NUMBER }, key)])
  const [first, second] = [await viewIn(one), await viewIn(other)]
  expect([one.status, other.status, second.callSid]).toEqual([201, 201, first.callSid])
  expect(rung).toHaveLength(before + 1)
  await hangUp(first.callSid)
})

test.each([
  ['nothing at all', {}, 400, 'invalid_request'],
  ['words', { to: 'mary' }, 400, 'invalid_request'],
  ['half a number', { to: '+1217555' }, 400, 'invalid_request'],
  ['a colleague whose name is none', { to: 'agent:Mia!' }, 400, 'invalid_request'],
  ['a country that is not allowed', { to: '+442071838750' }, 403, 'number_not_allowed'],
  ['a number that costs extra', { to: '+19005550100' }, 403, 'number_not_allowed'],
  ['an emergency number', { to: '911' }, 403, 'number_not_allowed'],
  ['a number that Twilio will not call', { to: REFUSED }, 403, 'number_not_allowed'],
])('is refused for %s', async (_, body, status, code) => {
  const refused = await call(mia, body)
  const problem = await problemIn(refused)
  expect([refused.status, problem.code]).toEqual([status, code])
  if (status === 400) expect(problem.errors?.[0]?.path).toBe('to')
  expect(office.desk.agent('mia')?.callSid).toBeNull()
})

test('a transfer to a number that may not be called is refused, and the caller stays', async () => {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  const refused = await mia.command(`${callSid}/transfer`, { to: '+442071838750', kind: 'blind' })
  expect([refused.status, (await problemIn(refused)).code]).toEqual([403, 'number_not_allowed'])
  expect((await office.calls.state(callSid))?.view.state).toBe('active.talking')
  const done = await mia.command(`${callSid}/transfer`, { to: '+1 217 555 0147', kind: 'blind' })
  expect(await viewIn(done)).toMatchObject({ state: 'transferring.offering', outsideNumber: NUMBER })
  await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
})

test('a colleague who is free may be called with the browser’s own leg; who is not, may not', async () => {
  const unavailable = await call(mia, { to: 'agent:noah' })
  expect([unavailable.status, (await problemIn(unavailable)).code]).toEqual([409, 'target_unavailable'])
  await available(noah)
  const free = await call(mia, { to: 'agent:noah' })
  expect([free.status, await free.json()]).toEqual([202, { connect: { colleague: 'noah' } }])
  const self = await call(noah, { to: 'agent:noah' })
  expect((await problemIn(self)).code).toBe('target_unavailable')
  const callSid = await office.rings()
  await noah.command(`${callSid}/claim`)
  const busy = await call(mia, { to: 'agent:noah' })
  expect((await problemIn(busy)).code).toBe('target_unavailable')
  await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
  await until(() => office.desk.agent('noah')?.callSid === null)
})

test('operators call nobody', async () => {
  const ops = await office.employ('ops_1', 'ops')
  expect((await call(ops, { to: NUMBER })).status).toBe(403)
})

test('one agent calls twenty numbers in ten minutes, and no more; others still do', async () => {
  const ida = await office.employ('ida')
  for (let n = 0; n < 20; n++) {
    const { callSid } = await viewIn(await call(ida, { to: NUMBER }))
    await office.calls.send(callSid, { type: 'HANGUP', by: 'ida', role: 'agent' })
  }
  const refused = await call(ida, { to: NUMBER })
  expect([refused.status, (await problemIn(refused)).code]).toEqual([429, 'rate_limited'])
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  const other = await call(mia, { to: NUMBER })
  expect(other.status).toBe(201)
  await hangUp((await viewIn(other)).callSid)
})

test('a transfer that is refused costs none of these calls', async () => {
  const eve = await office.employ('eve')
  const callSid = await office.rings()
  for (let n = 0; n < 21; n++) {
    const refused = await eve.command(`${callSid}/transfer`, { to: NUMBER, kind: 'blind' })
    expect((await problemIn(refused)).code).toBe('not_yours')
  }
  const answer = await call(eve, { to: NUMBER })
  expect(answer.status).toBe(201)
  await hangUp((await viewIn(answer)).callSid)
  await office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
})

test('what was answered before is answered again, also to somebody who may call nobody any more', async () => {
  const kim = await office.employ('kim')
  const ends = (sid: string) => office.calls.send(sid, { type: 'HANGUP', by: 'kim', role: 'agent' })
  const dials = () => call(kim, { to: NUMBER }, { 'Idempotency-Key': 'dialled' })
  const dialled = await viewIn(await dials())
  await ends(dialled.callSid)
  const callSid = await office.rings()
  await kim.command(`${callSid}/claim`)
  const legSid = `CA${randomUUID().replaceAll('-', '')}`
  await office.calls.send(callSid, { type: 'LEG_CONNECTED', legSid, agentId: 'kim' })
  const body = { to: NUMBER, kind: 'blind' }
  const transfers = (key: string) =>
    kim.request('POST', `/api/calls/${callSid}/transfer`, body, { 'Idempotency-Key': key })
  const transferred = await viewIn(await transfers('sent'))
  for (let n = 2; n < 20; n++) await ends((await viewIn(await call(kim, { to: NUMBER }))).callSid)

  expect((await transfers('anew')).status).toBe(429)
  expect(await viewIn(await transfers('sent'))).toEqual(transferred)
  expect((await viewIn(await dials())).callSid).toBe(dialled.callSid)
  await ends(callSid)
})

test('many requests while the agent is on a call leave nothing for long, however many keys they have', async () => {
  const eve = await office.employ('eve')
  const first = await viewIn(await call(eve, { to: NUMBER }))
  const before = new Set(await office.redis.keys(office.keys.dial('*')))
  for (let n = 0; n < 30; n++) {
    const refused = await call(eve, { to: NUMBER }, { 'Idempotency-Key': `busy-${n}` })
    expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'agent_busy'])
  }
  const left = (await office.redis.keys(office.keys.dial('*'))).filter((key) => !before.has(key))
  const times = await Promise.all(left.map((key) => office.redis.pttl(key)))
  expect(Math.max(...times)).toBeLessThanOrEqual(60_000)
  await office.calls.send(first.callSid, { type: 'HANGUP', by: 'eve', role: 'agent' })
})
