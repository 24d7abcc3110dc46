import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { accountAnnouncer } from '../../../coordinator/accounts/account-announcer.ts'
import type { SpendingCaps } from '../../../coordinator/dialling/spending.ts'
import { upgradeAgent } from '../../../migrations/index.ts'
import {
  connectLeg,
  newSid,
  openDesk,
  parks,
  sendCommand,
  talking,
  transfers,
  until,
  viewOf,
} from '../../setup/desk.ts'
import { type Office, openOffice, type Person, problemIn } from '../api/office.ts'

const NUMBER = '+12175550147'
const MINUTE = 60_000

let office: Office
afterEach(() => office?.close())

async function openWith(caps: Partial<SpendingCaps>) {
  const dial = async () => newSid()
  office = await openOffice({ caps, carrier: { dial, cancel: async () => undefined } })
  return office
}

/** A caller of the agent. */
async function caller(who: Person): Promise<string> {
  const callSid = await office.rings()
  expect((await who.command(`${callSid}/claim`)).status).toBe(200)
  await office.joins(callSid, who.agentId)
  return callSid
}

const transfer = (who: Person, callSid: string) =>
  who.command(`${callSid}/transfer`, { to: NUMBER, kind: 'blind' })
const callsNumber = (who: Person) => who.request('POST', '/api/calls', { to: NUMBER })
const ends = (callSid: string) => office.calls.send(callSid, { type: 'CALLER_ENDED', status: 'completed' })
async function refusalIn(answer: Response) {
  const { status, code, detail } = await problemIn(answer)
  return { status, code, detail }
}
const refusedBy = (detail: RegExp) => ({
  status: 403,
  code: 'spending_limit',
  detail: expect.stringMatching(detail),
})

describe('legs to numbers outside', () => {
  test('are bounded for one agent, called and transferred ones together; when one has ended there may be another', async () => {
    await openWith({ legsOfAgent: 2 })
    const mia = await office.employ('mia')
    const first = await caller(mia)
    expect((await transfer(mia, first)).status).toBe(200)
    expect((await transfer(mia, await caller(mia))).status).toBe(200)
    expect(await refusalIn(await callsNumber(mia))).toEqual(refusedBy(/^You have as many/))
    await ends(first)
    expect((await callsNumber(mia)).status).toBe(201)
    const noah = await office.employ('noah')
    expect((await callsNumber(noah)).status).toBe(201)
    expect(await office.spending.figures()).toMatchObject({ legs: 3 })
    await office.audit.flush()
    const all = await office.audit.page({ before: null, limit: 100 })
    expect(all).toContainEqual(expect.objectContaining({ who: 'mia', detail: 'spending_limit' }))
  })

  test('are bounded for the whole office, also when everybody begins one at once', async () => {
    await openWith({ legs: 3 })
    const everybody = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => office.employ(id)))
    const answers = await Promise.all(everybody.map(callsNumber))
    const created = answers.filter(({ status }) => status === 201)
    expect(created).toHaveLength(3)
    for (const answer of answers)
      if (answer.status !== 201) expect(await refusalIn(answer)).toEqual(refusedBy(/^The office has as many/))
  })

  test('are bounded for the whole office where two coordinators call and transfer at once', async () => {
    const site = newSid()
    const dial = async () => newSid()
    const open = () =>
      openOffice({ site, caps: { legs: 3 }, carrier: { dial, cancel: async () => undefined } })
    office = await open()
    const other = await open()
    onTestFinished(() => other.close())
    const here = await Promise.all(['a', 'b', 'c', 'd'].map((id) => office.employ(id)))
    const there = await Promise.all(
      ['e', 'f', 'g', 'h'].map(async (id) => other.person(id, (await office.employ(id)).cookie)),
    )
    const begins = async (who: Person, n: number) => {
      if (n % 2 === 0) return callsNumber(who)
      return transfer(who, callSids[(n - 1) / 2] ?? '')
    }
    const everybody = [...here, ...there]
    const callSids = await Promise.all(everybody.filter((_, n) => n % 2 === 1).map(caller))
    const answers = await Promise.all(everybody.map(begins))
    const begun = answers.filter(({ ok }) => ok).length
    expect(begun).toBeGreaterThan(0)
    expect(begun).toBeLessThanOrEqual(3)
    for (const answer of answers)
      if (!answer.ok) expect(await refusalIn(answer)).toEqual(refusedBy(/^The office has as many/))
    // A leg that has just begun may count twice for a moment, so fewer may have begun.
    for (const [n, who] of everybody.entries()) if (!answers[n]?.ok) await begins(who, n)
    expect(await office.spending.figures()).toMatchObject({ legs: 3 })
  })

  test('that nobody knows to have ended do not count for ever: neither of a process that died, nor of a call that is gone', async () => {
    await openWith({ legsOfAgent: 2 })
    const mia = await office.employ('mia')
    await office.spending.take('mia')
    await office.redis.hset(office.keys.outsideLegs, `${newSid()}|dialled`, '1 mia')
    await office.spending.take('mia')
    expect(await refusalIn(await callsNumber(mia))).toEqual(refusedBy(/^You have as many/))
    office.passTime(MINUTE + 1)
    expect((await callsNumber(mia)).status).toBe(201)
  })

  test('that were refused cost nothing of the limit on calls in ten minutes', async () => {
    await openWith({})
    const [mia, noah] = [await office.employ('mia'), await office.employ('noah')]
    const callSid = await caller(noah)
    for (let n = 0; n < 21; n++) expect((await transfer(mia, callSid)).status).toBe(403)
    expect((await callsNumber(mia)).status).toBe(201)
  })
})

describe('minutes of a day', () => {
  test('count while a leg runs and after it has ended, and begin anew with the next day', async () => {
    await openWith({ minutesOfAgent: 60 })
    office.passTime(86_400_000 - (Date.now() % 86_400_000) + MINUTE)
    const mia = await office.employ('mia')
    const callSid = await caller(mia)
    expect((await transfer(mia, callSid)).status).toBe(200)
    office.passTime(61 * MINUTE)
    expect(await refusalIn(await callsNumber(mia))).toEqual(refusedBy(/^You have used the minutes/))
    await ends(callSid)
    expect(await office.spending.figures()).toEqual({ legs: 0, minutes: expect.closeTo(61, 0) })
    expect(await refusalIn(await callsNumber(mia))).toEqual(refusedBy(/^You have used the minutes/))
    const noah = await office.employ('noah')
    expect((await callsNumber(noah)).status).toBe(201)
    office.passTime(24 * 60 * MINUTE)
    expect((await callsNumber(await office.employ('mia'))).status).toBe(201)
  })

  test('are bounded for the whole office', async () => {
    await openWith({ minutes: 30 })
    const [mia, noah] = [await office.employ('mia'), await office.employ('noah')]
    const callSid = await caller(mia)
    expect((await transfer(mia, callSid)).status).toBe(200)
    office.passTime(31 * MINUTE)
    expect(await refusalIn(await callsNumber(noah))).toEqual(refusedBy(/^The office has used the minutes/))
  })
})

test('when an account is disabled, its calls to numbers end and its transfers are taken back; what colleagues have goes on', async () => {
  const desk = await openDesk()
  onTestFinished(desk.close)
  const here = await desk.open()
  const dialled = newSid()
  const numbers = { callerNumber: null, callerName: null, calledNumber: NUMBER }
  await here.calls.arrive({ type: 'DIALLED', callSid: dialled, by: 'ann', ...numbers }, { answering: false })
  const passedOn = newSid()
  await here.calls.arrive({ type: 'DIALLED', callSid: passedOn, by: 'dan', ...numbers }, { answering: false })
  await connectLeg(here, passedOn, 'dan')
  await here.calls.send(passedOn, { type: 'ANSWERED' })
  await parks(here, passedOn, 'dan')
  await sendCommand(here, passedOn, 'bob', 'UNPARK')
  const { callSid: transferred } = await talking(here, 'cid')
  await transfers(here, transferred, 'cid', NUMBER, 'blind')
  const announce = accountAnnouncer(desk.redis, desk.keys, desk.clock, upgradeAgent)
  await announce('dan', { type: 'disabled' })
  await announce('ann', { type: 'disabled' })
  await announce('cid', { type: 'disabled' })
  await until(async () => (await viewOf(here, dialled)).status === 'ended')
  await until(async () => (await viewOf(here, transferred)).outsideNumber === null)
  expect(await viewOf(here, transferred)).toMatchObject({ status: 'active', endedAt: null })
  expect(await viewOf(here, passedOn)).toMatchObject({ status: 'active', agentId: 'bob' })
})
