import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { CallerRecord } from '../../../coordinator/protocol/caller-record.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

const NORA = '+12175550166'

let office: Office
let mia: Person
let noah: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
  const contact = { name: 'Nora Hall', numbers: [{ number: NORA }], note: 'Pays by invoice only.' }
  await mia.request('POST', '/api/contacts', contact)
})
afterAll(() => office.close())

const talks = (carrier: Partial<Pick<CallView, 'verified' | 'unconfirmed'>>) =>
  office.talks(mia, { callerNumber: NORA, callerName: null, ...carrier })
const namesIn = async (callSid: string) => {
  const answer = await noah.get(`/api/calls/${callSid}/caller`)
  return ((await answer.json()) as CallerRecord).contacts.map(({ name }) => name)
}

test('an agent who has talked with a caller says who it is, and everybody is told by whom', async () => {
  const callSid = await talks({ unconfirmed: 'failed' })
  expect(await namesIn(callSid)).toEqual([])
  const early = await noah.command(`${callSid}/confirm-caller`)
  expect([early.status, (await problemIn(early)).code]).toEqual([403, 'not_yours'])
  const key = { 'Idempotency-Key': 'once' }
  const said = await viewIn(await mia.command(`${callSid}/confirm-caller`, {}, key))
  expect(said).toMatchObject({ confirmedBy: 'mia', state: 'active.talking' })
  expect((await viewIn(await mia.command(`${callSid}/confirm-caller`, {}, key))).rev).toBe(said.rev)
  expect(await namesIn(callSid)).toEqual(['Nora Hall'])
  const parked = await viewIn(await mia.command(`${callSid}/park`))
  expect(parked).toMatchObject({ status: 'parked', confirmedBy: 'mia' })
  await noah.command(`${callSid}/unpark`)
  await office.joins(callSid, 'noah')
  expect((await problemIn(await noah.command(`${callSid}/confirm-caller`))).code).toBe('not_in_state')
  await noah.command(`${callSid}/hangup`)
  const [found] = (await (
    await noah.request('POST', '/api/history/search', { q: 'nora' })
  ).json()) as CallView[]
  expect(found).toMatchObject({ callSid, confirmedBy: 'mia' })
  const timeline = (await (await noah.get(`/api/calls/${callSid}/history`)).json()) as { event: string }[]
  expect(timeline.filter(({ event }) => event === 'CONFIRM_CALLER')).toMatchObject([{ by: 'mia' }])
  const boss = await office.employ('boss', 'admin')
  const audit = (await (await boss.get('/api/audit')).json()) as { what: string }[]
  expect(audit.filter(({ what }) => what === 'caller_confirmed')).toMatchObject([
    { who: 'mia', target: callSid, result: 'done', count: 1 },
  ])
})

test('it holds for one call: the next one from the same number is asked again', async () => {
  const first = await talks({})
  await mia.command(`${first}/confirm-caller`)
  await mia.command(`${first}/hangup`)
  const second = await talks({ verified: 'C' })
  expect((await viewIn(await mia.get(`/api/calls/${second}`))).confirmedBy).toBeUndefined()
  expect(await namesIn(second)).toEqual([])
  await mia.command(`${second}/hangup`)
  const late = await mia.command(`${second}/confirm-caller`)
  expect((await problemIn(late)).code).toBe('call_ended')
})

test('where the carrier vouches for the number there is nothing to say', async () => {
  const callSid = await talks({ verified: 'A' })
  expect((await problemIn(await mia.command(`${callSid}/confirm-caller`))).code).toBe('not_in_state')
  await mia.command(`${callSid}/hangup`)
})
