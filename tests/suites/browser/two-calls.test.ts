import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { createAccounts } from '../../../coordinator/accounts/store.ts'
import { keysOf } from '../../../coordinator/redis/keys.ts'
import { openBrowser } from '../../setup/browser.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk, openDesks } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  ;[front, sales] = await openDesks(browser, office)
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

async function answered(name: string): Promise<Caller> {
  const caller = await phones.call(name)
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  return caller
}

async function over(...callers: Caller[]) {
  for (const caller of callers) {
    await caller.hangUp()
    await Promise.all([front.forgot(caller), sales.forgot(caller)])
  }
}

test('one key swaps the active call and the one on hold', async () => {
  const first = await answered('Ada Brown')
  await front.press('My call', first, 'Hold')
  await first.is('hold music')
  const second = await answered('Ben Ortiz')
  await front.press('My call', first, 'Swap')
  await front.talks(first)
  await first.is('talking with Front desk')
  await second.is('hold music')
  await front.card('My call', second).getByText('on hold').waitFor()
  await front.media(first)
  await front.page.locator('body').press('s')
  await front.talks(second)
  await second.is('talking with Front desk')
  await first.is('hold music')
  await over(second, first)
})

test('a consulted colleague may mute and leave, and who asked goes on with the caller', async () => {
  const caller = await answered('Carla Weiss')
  await front.consult(caller, 'Sales')
  await sales.press('Ringing', caller, 'Answer')
  await front.card('My call', caller).getByText('You talk with Sales').waitFor()
  await sales.media(caller)
  await sales.press('My call', caller, 'Mute')
  await sales.card('My call', caller).getByRole('button', { name: 'Muted', pressed: true }).waitFor()
  await sales.press('My call', caller, 'Leave')
  await sales.lost('My call', caller)
  await front.talks(caller)
  await caller.is('talking with Front desk')
  await over(caller)
})

test('who asked a colleague and gets no for an answer is still on the call', async () => {
  const caller = await answered('Dev Patel')
  await front.consult(caller, 'Sales')
  await caller.is('hold music')
  await sales.press('Ringing', caller, 'Decline')
  await front.talks(caller)
  await caller.is('talking with Front desk')
  expect(await front.region('Parking lot').locator('[data-call-sid]').count()).toBe(0)
  await over(caller)
})

test('a role that answers no calls watches, and the figures of the day are those of the server', async () => {
  const person = { agentId: 'watch', password: 'only looks on' }
  await office.withRedis((redis) =>
    createAccounts({ redis, keys: keysOf('sandbox'), clock: { now: Date.now } }).add({
      ...person,
      name: 'Olga',
      role: 'ops',
    }),
  )
  const olga = await AgentDesk.open(browser, { url: office.url, person: () => person }, 'watch')
  const errors: string[] = []
  // The page asks who is signed in, and nobody is yet: 401.
  olga.page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().includes('401')) errors.push(line.text())
  })
  await olga.signIn()
  await olga.connection('live')
  const caller = await answered('Eve Adams')
  await front.press('My call', caller, 'Park')
  await olga.has('Parking lot', caller)
  for (const name of ['Pick up', /: more$/, 'Call', 'Take'])
    expect(await olga.page.getByRole('button', { name, exact: true }).count(), String(name)).toBe(0)
  for (const gone of [
    olga.page.getByRole('radiogroup', { name: 'Presence' }),
    olga.page.getByLabel('Call a number'),
    olga.page.locator('[data-rings]'),
  ])
    expect(await gone.count()).toBe(0)
  expect(await front.region('Colleagues').getByText('Olga').count()).toBe(0)
  await over(caller)

  const today = olga.page.getByRole('region', { name: 'Today' })
  const read = (path: string) => olga.page.evaluate(async (it) => (await fetch(it)).json(), path)
  const { length } = await read('/api/history?limit=100')
  await expect.poll(() => read('/api/today')).toMatchObject({ calls: length, answered: length, missed: 0 })
  await today.getByText('100 %').waitFor()
  await today.getByText(String(length), { exact: true }).waitFor()
  expect(errors).toEqual([])
  await olga.context.close()
})
