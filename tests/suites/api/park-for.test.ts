import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SlotHistory } from '../../../coordinator/protocol/slot-history.ts'
import { type Office, openOffice, type Person, problemIn, viewIn } from './office.ts'

let office: Office
let mia: Person
let noah: Person

beforeAll(async () => {
  office = await openOffice({ caps: { legsOfAgent: 2 } })
  mia = await office.employ('mia')
  noah = await office.employ('noah')
})
afterAll(() => office.close())

const ends = (...callSids: string[]) =>
  Promise.all(
    callSids.map((callSid) => office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })),
  )

describe('a park', () => {
  test('says for whom it is, and where the call goes if nobody takes it', async () => {
    const callSid = await office.talks(mia)
    const order = { slot: 2, note: 'the red one', for: 'noah', elseTo: 'voicemail' }
    const parked = await viewIn(await mia.command(`${callSid}/park`, order))
    expect(parked.parked).toMatchObject({ ...order, by: 'mia' })
    expect((await office.calls.history(callSid)).at(-1)).toMatchObject({
      event: 'PARK',
      slot: 2,
      for: 'noah',
    })
    await ends(callSid)
  })

  test('reads a number as a person writes it', async () => {
    const callSid = await office.talks(mia)
    const answer = await mia.command(`${callSid}/park`, { elseTo: '(217) 555-0147 ext. 12' })
    expect((await viewIn(answer)).parked).toMatchObject({ for: null, elseTo: '+12175550147;ext=12' })
    await ends(callSid)
  })

  test.each([
    ['somebody who is not here', { for: 'nobody' }, 'for'],
    ['a colleague who is not here', { elseTo: 'agent:nobody' }, 'elseTo'],
    ['words', { elseTo: 'the boss' }, 'elseTo'],
    ['an agent who cannot be', { for: 'No Body' }, 'for'],
  ])('is refused for %s, and the field is named', async (_, order, field) => {
    const callSid = await office.talks(mia)
    const refused = await mia.command(`${callSid}/park`, order)
    expect(refused.status).toBe(400)
    const { code, errors } = await problemIn(refused)
    expect([code, errors?.map(({ path }) => path)]).toEqual(['invalid_request', [field]])
    expect((await office.calls.state(callSid))?.view.state).toBe('active.talking')
    await ends(callSid)
  })

  test('is refused for a number that agents may not call', async () => {
    const callSid = await office.talks(mia)
    const refused = await mia.command(`${callSid}/park`, { elseTo: '+4915112345678' })
    expect((await problemIn(refused)).code).toBe('number_not_allowed')
    await ends(callSid)
  })

  test('with a number counts for the caps, costs no minutes, and may be taken back', async () => {
    const calls = [await office.talks(mia)]
    const park = async () => mia.command(`${calls.at(-1)}/park`, { elseTo: '+12175550147' })
    expect((await park()).status).toBe(200)
    calls.push(await office.talks(mia))
    expect((await park()).status).toBe(200)
    calls.push(await office.talks(mia))
    expect((await problemIn(await park())).code).toBe('spending_limit')
    expect(await office.spending.figures()).toEqual({ legs: 0, minutes: 0 })
    expect((await noah.command(`${calls[0]}/transfer/cancel`)).status).toBe(403)
    office.passTime(120_000)
    const freed = await viewIn(await mia.command(`${calls[0]}/transfer/cancel`))
    expect(freed.parked).toMatchObject({ by: 'mia', elseTo: null })
    expect((await park()).status).toBe(200)
    await ends(...calls)
    expect(await office.spending.figures()).toEqual({ legs: 0, minutes: 0 })
  })
})

test('the history of a slot says who was there today, for whom, and how they left', async () => {
  const first = await office.talks(mia)
  await mia.command(`${first}/park`, { slot: 3, for: 'noah' })
  await noah.command(`${first}/unpark`)
  const second = await office.talks(mia)
  await mia.command(`${second}/park`, { slot: 3 })
  const read = async (slot: number | string, who = mia) => who.get(`/api/lot/${slot}/history`)
  const stays = SlotHistory.parse(await (await read(3)).json())
  expect(stays.slice(0, 2)).toMatchObject([
    { call: { callSid: second, callerName: 'Ada' }, by: 'mia', for: null, until: null, left: null },
    { call: { callSid: first }, by: 'mia', for: 'noah', left: 'UNPARK', leftBy: 'noah' },
  ])
  const elsewhere = SlotHistory.parse(await (await read(1)).json())
  expect(elsewhere.map(({ call }) => call.callSid)).not.toContain(first)
  const olga = await office.employ('olga', 'ops')
  const masked = SlotHistory.parse(await (await read(3, olga)).json())
  expect(masked[0]?.call).toMatchObject({ callerName: null, callerNumber: 'hidden' })
  expect((await read(4)).status).toBe(400)
  expect((await read('x')).status).toBe(400)
  await ends(first, second)
  office.passTime(26 * 3_600_000)
  expect(await (await read(3, await office.employ('mia'))).json()).toEqual([])
})
