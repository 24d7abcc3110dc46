import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePerson, PersonOnCall } from '../../../coordinator/data-protection/erase.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'
import { until, viewOf } from '../../setup/desk.ts'
import { textOf } from '../../setup/text-of-site.ts'
import { openPhoneOffice, type PhoneOffice } from './phone-office.ts'

const NUMBER = '+12175550142'
const OTHER = '+12175550143'

let phones: PhoneOffice
// Nobody is signed in: everybody is asked to leave a message.
beforeAll(async () => {
  phones = await openPhoneOffice()
})
afterAll(() => phones.close())

/** Of 20 ms: a second and a half. */
const FRAMES = 75

/** Somebody leaves a message. @returns the call */
async function leavesMessage(from: string): Promise<string> {
  const { caller, office } = phones
  const says = async () =>
    (await caller.ask<{ says: { frames: number } }>(`/sim/calls/${callSid}`)).says.frames
  const callSid = await caller.call({ from })
  await caller.where(callSid, 'voicemail')
  const before = await says()
  await until(async () => (await says()) > before + FRAMES)
  await caller.hangUp(callSid)
  await until(async () => (await viewOf(office, callSid)).outcome === 'voicemail')
  return callSid
}

test('nothing stays of a person at Twilio, in Redis or in another process, also when Twilio is away at first', async () => {
  const { office, desk, caller } = phones
  const elsewhere = await desk.open()
  const [first, other] = [await leavesMessage(NUMBER), await leavesMessage(OTHER)]
  await office.contacts.add({
    ...{ name: 'Rosa Petrov', organisation: null, note: null, vip: false, blocked: true },
    numbers: [{ number: NUMBER, kind: 'mobile' }],
  })
  const ofRosa = () => elsewhere.archive.page({ before: null, limit: 10, q: 'rosa' })
  await until(async () => (await ofRosa()).length === 1)

  await phones.faults({ rest: { answer: 503, times: 10_000, path: '/' } })
  const away = await office.erase([NUMBER], 'boss', false)
  expect(away.carrier).toEqual({ recordings: 1, logEntries: null, owed: 2 })
  expect(away.remains).toContain('carrier_log')
  expect(await textOf(desk)).not.toMatch(/12175550142|Rosa/)
  expect(await ofRosa()).toEqual([])
  expect(elsewhere.contacts.book.withNumber(NUMBER)).toEqual([])

  await phones.faults({})
  for (const [id, attempt, dueAt] of office.later.retries.splice(0)) {
    desk.clock.at = Math.max(desk.clock.at, dueAt)
    await office.runner.runStored(id, attempt, dueAt)
  }
  await office.runner.idle()
  expect(await office.carrier.loggedLegsWith(NUMBER)).toEqual([])
  expect(await office.carrier.newestMessage(first)).toBeNull()
  expect(await office.carrier.newestMessage(other)).not.toBeNull()
  expect(await office.carrier.loggedLegsWith(OTHER)).toMatchObject([{ sid: other }])

  const again = await office.erase([NUMBER], 'boss', false)
  expect(again.carrier).toEqual({ recordings: 0, logEntries: 0, owed: 0 })
  expect(again.found.filter(({ count }) => count > 0)).toEqual([])
  const list = await caller.ask<unknown>('/sim/calls')
  expect(JSON.stringify(list)).toContain(OTHER)
})

test('a leg that Redis does not know any more goes from Twilio’s log, and a live one is left alone', async () => {
  const { office, desk, caller } = phones
  const callSid = await leavesMessage(NUMBER)
  await desk.redis.del(desk.keys.call(callSid), desk.keys.history(callSid))
  await desk.redis.zrem(desk.keys.ended, callSid)
  const report = await office.erase([NUMBER], 'boss', false)
  expect(report.carrier).toEqual({ recordings: 0, logEntries: 1, owed: 0 })
  expect(await office.carrier.fetchCall(callSid)).toBeNull()
  const live = await caller.call({ from: NUMBER })
  await caller.where(live, 'voicemail')
  await expect(office.erase([NUMBER], 'boss', false)).rejects.toThrow()
  expect(await office.erase([NUMBER], 'boss', true)).toMatchObject({ onCall: true })
  expect(await office.carrier.fetchCall(live)).toMatchObject({ status: 'in-progress' })
})

test('an erasure is refused when the person’s call ends while it looks for calls that have ended', async () => {
  const { office, desk, caller } = phones
  const callSid = await caller.call({ from: OTHER })
  await caller.where(callSid, 'voicemail')
  await until(() => office.desk.call(callSid) !== undefined)
  const erase = erasePerson({
    ...office,
    keys: desk.keys,
    intents: { isUnderWay: () => false, forget: async () => undefined },
    runtime: systemRuntime,
    find: {
      ...office.findPerson,
      async everywhere(numbers) {
        const found = await office.findPerson.everywhere(numbers)
        await caller.hangUp(callSid)
        await until(() => office.desk.call(callSid) === undefined)
        return found
      },
    },
  })
  await expect(erase([OTHER], 'boss', false)).rejects.toThrow(PersonOnCall)
})
