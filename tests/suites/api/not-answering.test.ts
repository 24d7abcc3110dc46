import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../setup/desk.ts'
import { type Office, openOffice, type Person, problemIn } from './office.ts'

/** Roles that do not answer calls watch the desk and are no part of it. */
let office: Office
let olga: Person

beforeAll(async () => {
  office = await openOffice()
  olga = await office.employ('olga', 'ops')
})
afterAll(() => office.close())

test('who does not answer calls has no presence, no line, and is not there for callers', async () => {
  const closed = new AbortController()
  const stream = await fetch(`${office.url}/api/events`, {
    headers: { cookie: olga.cookie },
    signal: closed.signal,
  })
  expect(stream.status).toBe(200)
  expect(await (await olga.get('/api/me')).json()).toMatchObject({ role: 'ops', presence: 'offline' })
  const refused = [
    await olga.request('PUT', '/api/me/presence', { presence: 'available' }),
    await olga.get('/api/voice-token'),
    await olga.request('POST', '/api/calls', { to: '+12175550147' }),
  ]
  for (const answer of refused)
    expect([answer.status, (await problemIn(answer)).code]).toEqual([403, 'forbidden'])

  const callSid = await office.rings()
  expect((await office.calls.state(callSid))?.view).toMatchObject({
    state: 'voicemail.recording',
    offeredTo: [],
  })
  expect(office.desk.agent('olga')).toBeUndefined()
  closed.abort()
})

test('who does not answer calls gets no transfer, also not by the time the desk is read again', async () => {
  const mia = await office.employ('mia')
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  for (const kind of ['blind', 'consult']) {
    const refused = await mia.command(`${callSid}/transfer`, { to: 'agent:olga', kind })
    expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'target_unavailable'])
  }
  await mia.command(`${callSid}/hangup`)
})

test('signing out and in again leaves nothing of them on the desk', async () => {
  const again = await office.signIn('olga', undefined, { cookie: olga.cookie })
  expect(again.status).toBe(204)
  await until(() => office.desk.agent('mia') !== undefined)
  expect(office.desk.agents().map(({ agentId }) => agentId)).toEqual(['mia'])
})
