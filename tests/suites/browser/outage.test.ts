import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { CallerPhones } from './caller.ts'
import { type AgentDesk, openDesks } from './desk.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

const PARK_TIMEOUT_S = 6

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 60_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([
    openSandbox({ PARK_TIMEOUT_S: String(PARK_TIMEOUT_S) }),
    openBrowser(inject('chromium')),
  ])
  ;[front, sales] = await openDesks(browser, office)
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

async function answered(at: AgentDesk) {
  const caller = await phones.call()
  await at.press('Ringing', caller, 'Answer')
  await at.talks(caller)
  return caller
}

test('after a kill of the coordinator every caller, slot and timer is there, and no console was reloaded', async () => {
  const desks = [front, sales]
  const talking = await answered(sales)
  const parked = await answered(front)
  await front.press('My call', parked, 'Park')
  await parked.is('park music')
  const { returnsAt, slot } = await front.parking(parked)
  await Promise.all(desks.map((desk) => desk.mark()))

  const killedAt = performance.timeOrigin + performance.now()
  await office.kill()
  await Promise.all(desks.map((desk) => desk.connection('reconnecting')))
  const ready = await office.start()
  figure('After the kill the coordinator is ready again in (ms)', ready)
  const readyAt = performance.timeOrigin + performance.now()
  await Promise.all(desks.map((desk) => desk.connection('live')))
  for (const desk of desks) await desk.card('Parking lot', parked).and(desk.slot(slot)).waitFor()

  // The time in the slot continues; it does not begin anew.
  const due = Math.max(Date.parse(returnsAt), readyAt)
  const late = (await front.when('shown', 'Ringing', parked, killedAt)) - due
  figure('The parked call returns to its agent, later than due by (ms)', late)
  expect(late).toBeGreaterThan(-100)
  // The console has its stream back a little after the server is ready.
  expect(late).toBeLessThan(5_000)
  await front.press('Ringing', parked, 'Answer')
  await front.talks(parked)
  await parked.is('talking with Front desk')
  await talking.is('talking with Sales')
  expect(await sales.telephones()).toBe('onCall')
  await sales.media(talking)
  for (const desk of desks) expect(await desk.isMarked()).toBe(true)

  await front.press('My call', parked, 'Hang up')
  await sales.press('My call', talking, 'Hang up')
  await Promise.all([parked.is('ended'), talking.is('ended')])
  await Promise.all(desks.flatMap((desk) => [desk.forgot(parked), desk.forgot(talking)]))
})

test('a Redis that crashes is started again, and every call is in the same state', async () => {
  const desks = [front, sales]
  const caller = await answered(front)
  await front.press('My call', caller, 'Hold')
  await caller.is('hold music')
  await Promise.all(desks.map((desk) => desk.mark()))
  await office.killRedis()
  await pollUntil(async () => (await fetch(`${office.url}/readyz`)).ok, 'it is ready again')
  await front.press('My call', caller, 'Resume')
  await caller.is('talking with Front desk')
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
  await front.forgot(caller)
  for (const desk of desks) expect(await desk.isMarked()).toBe(true)
})

test('while Redis is away the console says why commands are refused, and it recovers by itself', async () => {
  const desks = [front, sales]
  const caller = await answered(front)
  await Promise.all(desks.map((desk) => desk.mark()))

  await office.freezeRedis()
  await Promise.all(desks.map((desk) => desk.page.getByText('No changes possible just now').waitFor()))
  await front.press('My call', caller, 'Hold')
  await front.reads('Not put on hold')
  await front.reads(/Nothing was done/)
  expect(await front.status(`/api/calls/${caller.callSid}/hold`)).toBe(503)
  await front.talks(caller)
  await caller.is('talking with Front desk')

  office.thawRedis()
  await Promise.all(
    desks.map((desk) => desk.page.getByText('No changes possible just now').waitFor({ state: 'detached' })),
  )
  await Promise.all(desks.map((desk) => desk.connection('live')))
  await front.press('My call', caller, 'Hold')
  await caller.is('hold music')
  await front.press('My call', caller, 'Resume')
  await caller.is('talking with Front desk')
  const next = await phones.call()
  await sales.press('Ringing', next, 'Answer')
  await sales.talks(next)
  for (const desk of desks) expect(await desk.isMarked()).toBe(true)

  await front.press('My call', caller, 'Hang up')
  await sales.press('My call', next, 'Hang up')
  await Promise.all([caller.is('ended'), next.is('ended')])
})
