import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person
let admin: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
  admin = await office.employ('ada', 'admin')
})
afterAll(() => office.close())

async function endedCall(): Promise<string> {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  await mia.command(`${callSid}/hangup`)
  return callSid
}

test('a note and tags are added to a call that has ended, and found', async () => {
  const callSid = await endedCall()
  const noted = await noah.command(`${callSid}/wrap-up`, { note: ' Wants a  date ', tags: ['order'] })
  expect(noted.status).toBe(200)
  const view = await viewIn(noted)
  expect(view).toMatchObject({
    status: 'ended',
    agentId: 'mia',
    talkedBy: ['mia'],
    wrapUp: { note: 'Wants a date', tags: ['order'], by: 'noah' },
  })
  const found = await mia.request('POST', '/api/history/search', { q: 'date order noah mia' })
  expect(await found.json()).toEqual([])
  const again = await mia.request('POST', '/api/history/search', { q: 'date order mia' })
  expect(((await again.json()) as CallView[]).map((call) => call.callSid)).toEqual([callSid])
  const timeline = await (await mia.get(`/api/calls/${callSid}/history`)).json()
  expect(timeline.at(-1)).toMatchObject({ event: 'WRAP_UP', by: 'noah', state: 'ended' })
})

test('whoever has not read the present note cannot replace it, and a repeated request does nothing twice', async () => {
  const callSid = await endedCall()
  const write = (who: Person, note: string, instead: string | null, key = `${who.agentId} ${note}`) =>
    who.command(`${callSid}/wrap-up`, { note, instead }, { 'Idempotency-Key': key })
  const first = await viewIn(await write(mia, 'first', null))
  const lost = await write(noah, 'second', null)
  expect(lost.status).toBe(412)
  expect(await problemIn(lost)).toMatchObject({
    code: 'changed_meanwhile',
    call: { wrapUp: { note: 'first', by: 'mia' } },
  })
  const second = await viewIn(await write(noah, 'first and second', first.wrapUp?.at ?? null))
  expect(second.wrapUp).toMatchObject({ note: 'first and second', by: 'noah' })
  expect((await viewIn(await write(mia, 'first', null))).rev).toBe(first.rev)
  const cleared = await viewIn(await write(mia, '', second.wrapUp?.at ?? null))
  expect(cleared.wrapUp).toMatchObject({ note: null, tags: [], by: 'mia' })
})

test('a note is written while the call goes on, and stays when it ends', async () => {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  const talking = await viewIn(await mia.command(`${callSid}/wrap-up`, { note: 'asks for Bob' }))
  expect(talking).toMatchObject({ state: 'active.talking', wrapUp: { note: 'asks for Bob' } })
  const ended = await viewIn(await mia.command(`${callSid}/hangup`))
  expect(ended).toMatchObject({ status: 'ended', wrapUp: { note: 'asks for Bob' } })
})

test('a tag is one of the office, or one that the call has from before', async () => {
  const callSid = await endedCall()
  const refused = await mia.command(`${callSid}/wrap-up`, { tags: ['order', 'nonsense'] })
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors).toEqual([
    { path: 'tags', message: 'nonsense is no tag of this office' },
  ])
  const first = await viewIn(await mia.command(`${callSid}/wrap-up`, { tags: ['order'] }))
  const settings = { ...NEW_OFFICE, tags: ['repair'] }
  expect((await admin.request('PUT', '/api/office', settings, { 'If-Match': '"0"' })).status).toBe(200)
  const instead = first.wrapUp?.at ?? null
  const both = await viewIn(await mia.command(`${callSid}/wrap-up`, { tags: ['order', 'repair'], instead }))
  expect(both.wrapUp?.tags).toEqual(['order', 'repair'])
  const twice = { ...settings, tags: ['repair', 'repair'] }
  expect((await admin.request('PUT', '/api/office', twice, { 'If-Match': '"1"' })).status).toBe(400)
})

test('who sees no callers sees no note', async () => {
  const callSid = await endedCall()
  await mia.command(`${callSid}/wrap-up`, { note: 'a secret', tags: [] })
  const olga = await office.employ('olga', 'ops')
  const seen = await (await olga.get(`/api/calls/${callSid}`)).text()
  expect(seen).not.toContain('a secret')
  expect(JSON.parse(seen).wrapUp).toMatchObject({ note: 'hidden', by: 'mia' })
  expect((await olga.command(`${callSid}/wrap-up`, { note: 'x' })).status).toBe(403)
})
