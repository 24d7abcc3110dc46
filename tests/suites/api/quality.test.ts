import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person

beforeAll(async () => {
  office = await openOffice()
  mia = await office.employ('mia')
  noah = await office.employ('noah')
})
afterAll(() => office.close())

const QUALITY = {
  seconds: 75,
  mos: 4.1,
  rttMs: 90,
  jitterMs: 6,
  lostPercent: 0.4,
  warnings: ['high-jitter'],
  graph: '9987-9',
}

async function endedCall(): Promise<string> {
  const callSid = await office.rings()
  await mia.command(`${callSid}/claim`)
  await office.joins(callSid, 'mia')
  await mia.command(`${callSid}/hangup`)
  return callSid
}

const timelineOf = async (callSid: string) => (await mia.get(`/api/calls/${callSid}/history`)).json()

test('what a browser measured of its leg is on the timeline, once, however often it is sent', async () => {
  const callSid = await endedCall()
  const send = () => mia.command(`${callSid}/quality`, QUALITY, { 'Idempotency-Key': 'leg 1' })
  const first = await send()
  expect(first.status).toBe(200)
  expect((await send()).status).toBe(200)
  const entries = await timelineOf(callSid)
  expect(entries.at(-1)).toMatchObject({ event: 'LEG_QUALITY', by: 'mia', state: 'ended', quality: QUALITY })
  expect(entries.at(-1).rev).toBe((await viewIn(first)).rev)
})

test('an agent who was not on the call tells nothing of its sound', async () => {
  const callSid = await endedCall()
  const refused = await noah.command(`${callSid}/quality`, QUALITY)
  expect(refused.status).toBe(403)
  expect((await problemIn(refused)).code).toBe('not_yours')
})

test('a report that is too large, or no report, is refused by field', async () => {
  const callSid = await endedCall()
  const refused = await mia.command(`${callSid}/quality`, {
    ...QUALITY,
    graph: '9'.repeat(1_000),
    mos: 'good',
    warnings: ['<b>'],
  })
  expect(refused.status).toBe(400)
  expect((await problemIn(refused)).errors?.map(({ path }) => path).sort()).toEqual([
    'graph',
    'mos',
    'warnings.0',
  ])
})
