import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

let office: Office
let mia: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
})
afterAll(() => office.close())

const json = async (path: string) => (await mia.get(path)).json()

test('the choice of presence is taken, and nothing else', async () => {
  const chosen = await mia.request('PUT', '/api/me/presence', { presence: 'available' })
  expect(chosen.status).toBe(200)
  expect(await chosen.json()).toMatchObject({ agentId: 'mia', presence: 'available', callSid: null })
  expect(await json('/api/me')).toMatchObject({ presence: 'available' })
  const refused = await mia.request('PUT', '/api/me/presence', { presence: 'offline' })
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors?.[0]?.path).toBe('presence')
})

test('a choice of presence that is sent again under its key does nothing twice', async () => {
  const choose = (presence: string, key?: string) =>
    mia.request('PUT', '/api/me/presence', { presence }, key === undefined ? {} : { 'Idempotency-Key': key })
  const first = await (await choose('available', 'k1')).json()
  await choose('away')
  expect(await (await choose('available', 'k1')).json()).toEqual(first)
  expect(await json('/api/me')).toMatchObject({ presence: 'away' })
  await choose('available')
})

test('colleagues are listed, and the token for the line is the agent’s own', async () => {
  expect(await json('/api/agents')).toMatchObject([{ agentId: 'mia', name: 'MIA' }])
  expect(await json('/api/voice-token')).toMatchObject({
    token: 'jwt-of-mia',
    identity: 'mia',
    edge: 'roaming',
  })
})

test('a live call is on the list, an ended one only under its own name', async () => {
  const callSid = await office.rings()
  expect(await json('/api/calls')).toMatchObject([{ callSid, status: 'ringing' }])
  expect(await json(`/api/calls/${callSid}`)).toMatchObject({ callSid, rev: 1 })
  await mia.command(`${callSid}/claim`)
  await mia.command(`${callSid}/hangup`)
  expect(await json('/api/calls')).toEqual([])
  expect(await json(`/api/calls/${callSid}`)).toMatchObject({ status: 'ended' })
})

test('the history of a call tells every event in order', async () => {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await mia.command(`${callSid}/hangup`)
  const history = await json(`/api/calls/${callSid}/history`)
  expect(history).toMatchObject([
    { rev: 1, event: 'INBOUND', by: null },
    { rev: 2, event: 'CLAIM', by: 'mia', from: null, to: 'mia', state: 'active.connecting' },
    { rev: 3, event: 'HANGUP', by: 'mia', state: 'ended' },
  ])
})

test('a call that nobody knows is not found', async () => {
  for (const path of ['/api/calls/CAnobody', '/api/calls/CAnobody/history']) {
    const missing = await mia.get(path)
    expect(missing.status).toBe(404)
    expect((await problemIn(missing)).code).toBe('no_such_call')
  }
})

test('ended calls come newest first, page by page, and can be searched', async () => {
  const other = await openOffice()
  const noah = await other.employ('noah')
  const ended: string[] = []
  for (let n = 0; n < 3; n++) {
    const callSid = await other.rings()
    await noah.command(`${callSid}/claim`)
    await noah.command(`${callSid}/hangup`)
    ended.unshift(callSid)
    other.passTime(1000)
  }
  const page = async (query: string) => (await (await noah.get(`/api/history?${query}`)).json()) as CallView[]
  expect((await page('')).map(({ callSid }) => callSid)).toEqual(ended)
  const first = await page('limit=2')
  expect(first.map(({ callSid }) => callSid)).toEqual(ended.slice(0, 2))
  const rest = await page(`before=${encodeURIComponent(first[1]?.endedAt ?? '')}`)
  expect(rest.map(({ callSid }) => callSid)).toEqual(ended.slice(2))
  expect(await page('q=ada')).toHaveLength(3)
  expect(await page('q=nobody')).toHaveLength(0)
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['before=yesterday', 'before'],
  ] as const) {
    const refused = await noah.get(`/api/history?${query}`)
    expect(refused.status).toBe(400)
    expect((await problemIn(refused)).errors?.[0]?.path).toBe(field)
  }
  await other.close()
})
