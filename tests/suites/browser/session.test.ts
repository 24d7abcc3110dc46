import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { SESSION_LIFE_MS } from '../../../coordinator/sessions/sessions.ts'
import { openBrowser } from '../../setup/browser.ts'
import { full } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openSleepyBrowser } from '../../setup/lid.ts'
import { openProvider, type TestProvider } from '../../setup/openid-provider/provider.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk, openDesks } from './desk.ts'
import { DAY, faults, PHONE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 120_000 })

/** How long a session that was moved to its end still lasts. */
const LEFT_MS = 8_000

/** A page renews its token a minute before its end: six seconds after it got it. */
const TOKEN_LIFE_S = 66

const ANNA = { name: 'Anna Berg', preferred_username: 'anna', roles: ['front-desk'] }

/** From the closing of the lid. The simulated carrier notices within 15 s that a browser is gone, and ends its leg. */
const LOT_WITHIN_MS = 17_000

let provider: TestProvider
let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  provider = await openProvider()
  await provider.tell({ people: { 's-anna': ANNA, 's-none': { ...ANNA, roles: [] } } })
  const signIn = { ...provider.env, OIDC_NAME: 'Example Ltd' }
  ;[office, browser] = await Promise.all([
    openSandbox({ SIM_AWAY_MS: '2500', SIM_TOKEN_LIFE_S: String(TOKEN_LIFE_S), ...signIn }),
    openBrowser(inject('chromium')),
  ])
  ;[front, sales] = await openDesks(browser, office)
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
  await provider?.close()
})

async function answered(): Promise<Caller> {
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  return caller
}

/**
 * The sessions of an agent reach the longest life of a session in so many milliseconds, however much they are used until
 * then. A coordinator that has read them before does not know it.
 */
const moveToEnd = (agentId: string, leftMs: number) =>
  office.withRedis(async (redis) => {
    for (const key of await redis.keys('sw:{sandbox}:session:*')) {
      const session = JSON.parse((await redis.get(key)) ?? '{}')
      if (session.agentId !== agentId) continue
      const createdAt = Date.now() - SESSION_LIFE_MS + leftMs
      await redis.set(key, JSON.stringify({ ...session, createdAt, endsAt: undefined }), 'PX', leftMs)
    }
  })

const question = ({ page } = front) => page.getByRole('dialog', { name: 'Sign in again' })
const packets = async ({ callSid }: Caller, { page } = front) => {
  const samples = await page.evaluate(() => window.__switchyard?.samples ?? [])
  return samples.findLast((it) => it.callSid === callSid)?.packetsReceived ?? 0
}

test('a session that ends in mid-call asks for the password over the desk, and the talk goes on', async () => {
  const held = await answered()
  await front.press('My call', held, 'Hold')
  const caller = await answered()
  await front.mark()
  await office.kill()
  await moveToEnd('front_desk', LEFT_MS)
  const ends = performance.now() + LEFT_MS
  await office.start()
  await question().waitFor({ timeout: 60_000 })
  figure('A session ended in mid-call; the desk asked for the password after (ms)', performance.now() - ends)
  expect(await front.isMarked()).toBe(true)
  await question().getByText(`Your call with ${caller.name} goes on.`).waitFor()

  expect(await faults(front.page, [DAY, PHONE])).toEqual([])

  // Nobody sees front_desk any more. The held caller, who has no leg, waits in the lot; the talk goes on.
  await sales.card('Parking lot', held).getByText('back to Front desk').waitFor({ timeout: 25_000 })
  const before = await packets(caller)
  await caller.is('talking with Front desk')
  await front.page.waitForTimeout(2_500)
  expect(await packets(caller)).toBeGreaterThan(before + 50)

  const dialog = question()
  await front.page.keyboard.press('Escape')
  await dialog.getByLabel('Password of front_desk', { exact: true }).fill('wrong')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await dialog.getByText('The username or the password is wrong.').waitFor()
  await dialog.getByLabel('Password of front_desk', { exact: true }).fill(front.person.password)
  const signedIn = performance.now()
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await dialog.waitFor({ state: 'detached' })
  await front.connection('live')
  figure('The right password; the desk was live again after (ms)', performance.now() - signedIn)
  expect(await front.isMarked()).toBe(true)
  await front.talks(caller)
  await front.has('Ringing', held)
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
  await front.press('Ringing', held, 'Answer')
  await front.talks(held)
  await front.press('My call', held, 'Hang up')
  await held.is('ended')
})

test('while signed out an agent can leave the call, and the caller returns after signing in', async () => {
  const caller = await answered()
  const body = JSON.stringify({
    type: 'about:blank',
    title: '',
    status: 401,
    code: 'unauthenticated',
    detail: '',
  })
  await front.page.route('**/api/calls/**', (route) =>
    route.fulfill({ status: 401, contentType: 'application/problem+json', body }),
  )
  await front.press('My call', caller, 'Hold')
  await question().getByRole('button', { name: 'Leave the call' }).press('Enter')
  await sales.card('Parking lot', caller).getByText('back to Front desk').waitFor()
  await front.page.unroute('**/api/calls/**')
  await question().getByLabel('Password of front_desk', { exact: true }).fill(front.person.password)
  await question().getByRole('button', { name: 'Sign in' }).click()
  await question().waitFor({ state: 'detached' })
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
})

test('the company’s account signs in, and again over the desk in mid-call, while the talk goes on', async () => {
  const nobody = { ...office, person: (agentId: string) => ({ agentId, password: '' }) }
  const anna = await AgentDesk.open(browser, nobody, 'anna')
  const { page } = anna
  const key = 'Sign in with Example Ltd'
  const signInAs = async (name: string) => {
    await page.getByRole('link', { name: key }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await signInAs('s-none')
  await page.getByRole('alert').getByText('gives you no access to Switchyard').waitFor()
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  await signInAs('s-anna')
  await anna.region('Ringing').waitFor()
  expect(new URL(page.url()).hash).toBe('')
  await anna.available()

  const caller = await phones.call()
  await anna.press('Ringing', caller, 'Answer')
  await anna.talks(caller)
  await anna.mark()
  await anna.context.clearCookies({ name: 'switchyard_session' })
  // An echo may have asked already: then the key does nothing.
  await anna.keys('h')
  await question(anna).getByText(`Your call with ${caller.name} goes on.`).waitFor()
  expect(await faults(page, [DAY, PHONE])).toEqual([])
  const before = await packets(caller, anna)
  const opened = page.waitForEvent('popup')
  await question(anna).getByRole('button', { name: key }).click()
  const popup = await opened
  await question(anna).waitFor({ state: 'detached' })
  await pollUntil(async () => popup.isClosed(), 'the window has closed itself')
  await anna.connection('live')
  expect(await anna.isMarked()).toBe(true)
  await anna.talks(caller)
  await page.waitForTimeout(1_000)
  expect(await packets(caller, anna)).toBeGreaterThan(before)
  await anna.press('My call', caller, 'Hang up')
  await caller.is('ended')

  await page.getByRole('button', { name: 'settings' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()
  await page.getByRole('link', { name: key }).click()
  await page.getByLabel('Name').waitFor()
  await anna.context.close()
})

test('signing out in mid-call asks, and does what was chosen', async () => {
  const leave = async (choice: string) => {
    await front.page.getByRole('button', { name: 'settings' }).click()
    await front.page.getByRole('button', { name: 'Sign out' }).click()
    // By a key: the desk ignores a click on what has just come under the pointer.
    await front.page.getByRole('button', { name: choice }).press('Enter')
  }
  const caller = await answered()
  await leave('Stay')
  await front.talks(caller)
  await front.page.getByRole('button', { name: 'settings' }).click()
  await front.page.getByRole('button', { name: 'Sign out' }).click()
  await front.page.getByRole('button', { name: 'Stay' }).waitFor()
  expect(await faults(front.page, [DAY, PHONE])).toEqual([])
  await front.page.keyboard.press('Escape')
  await caller.is('talking with Front desk')
  await leave('Park the caller and sign out')
  await front.page.getByLabel('Username').waitFor()
  await sales.card('Parking lot', caller).getByText('back to Front desk').waitFor()
  await caller.is('park music')
  await caller.hangUp()

  await front.start()
  const second = await answered()
  await leave('Hang up and sign out')
  await second.is('ended')
  await front.page.getByLabel('Username').waitFor()

  // The tab crashes when the caller is parked and the session is not closed yet.
  await front.start()
  const third = await answered()
  let asked = false
  await front.page.route('**/api/session', () => {
    asked = true
  })
  await leave('Park the caller and sign out')
  await pollUntil(async () => asked, 'the page signs out')
  await front.crash()
  await sales.card('Parking lot', third).getByText('back to Front desk').waitFor()
  await third.is('park music')
  await third.hangUp()
  front = await front.again()
  await front.available()
})

if (full)
  test('the telephone’s token is renewed during a call, also when the server does not answer at first', async () => {
    const caller = await answered()
    let asked = 0
    await front.page.route('**/api/voice-token', (route) => {
      asked += 1
      return asked === 1 ? route.abort() : route.continue()
    })
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(2)
    await front.talks(caller)
    const before = await packets(caller)
    await expect.poll(() => packets(caller), { timeout: 10_000 }).toBeGreaterThan(before + 50)
    await front.page.unroute('**/api/voice-token')
    await front.press('My call', caller, 'Hang up')
    await caller.is('ended')
    await front.rings()
  })

test('an administrator who disables an agent in mid-call reads that the caller goes to the lot, and so it does', async () => {
  const caller = await answered()
  const ops = await AgentDesk.open(browser, office, 'ops')
  await ops.signIn()
  await ops.page.goto(`${office.url}/#people`)
  const act = async (name: string) => {
    await ops.page.getByRole('button', { name: 'More for Front desk' }).press('Enter')
    await ops.page.getByRole('menuitem', { name }).press('Enter')
  }
  await act('Disable…')
  const dialog = ops.page.getByRole('dialog', { name: 'Disable Front desk' })
  await dialog.getByText(`The caller now on the line, ${caller.name}, goes to the lot`).waitFor()
  await dialog.getByRole('button', { name: 'Disable' }).press('Enter')
  await front.page.getByLabel('Username').waitFor()
  // Nobody comes back for this caller: from the lot they ring at everybody at once.
  await sales.has('Parking lot', caller)
  await sales.has('Ringing', caller)
  await caller.is('park music')
  await caller.hangUp()

  await act('Enable…')
  await ops.page.getByRole('button', { name: 'Enable' }).press('Enter')
  await ops.page.getByText('Front desk can sign in again').waitFor()
  await front.start()
  await ops.context.close()
})

test('signing out in one tab takes the agent’s other tabs from the desk', async () => {
  const other = await front.again()
  await other.connection('live')
  await other.page.getByRole('button', { name: 'settings' }).click()
  await other.page.getByRole('button', { name: 'Sign out' }).click()
  await Promise.all([front, other].map(({ page }) => page.getByLabel('Username').waitFor()))
})

if (full)
  test('a lid that closes in mid-call sends the caller to the lot, and back to its agent when it opens', async ({
    onTestFinished,
  }) => {
    const laptop = await openSleepyBrowser(inject('chromium'))
    onTestFinished(async () => {
      laptop.wake()
      await laptop.browser.close()
    })
    front = await (await AgentDesk.open(laptop.browser, office, 'front_desk')).start()
    const caller = await answered()
    const legs = await phones.legs()
    const leg = legs.find((it) => it.callSid !== caller.callSid && it.status === 'in-progress')
    sales.context.setDefaultTimeout(40_000)
    laptop.sleep()
    const slept = performance.timeOrigin + performance.now()
    const inLot = await sales.when('shown', 'Parking lot', caller, slept)
    figure('The lid was closed in mid-call; the caller was in the lot after (ms)', inLot - slept)
    const { endedAt } = await phones.leg(leg?.callSid ?? '')
    figure('Of these, after the carrier had ended the leg (ms)', inLot - Date.parse(endedAt ?? ''))
    expect(inLot - slept).toBeLessThan(LOT_WITHIN_MS)
    await caller.is('park music')

    const woken = performance.timeOrigin + performance.now()
    laptop.wake()
    const back = await front.when('shown', 'Ringing', caller, woken)
    figure('The lid was opened; the caller rang at the agent after (ms)', back - woken)
    await front.connection('live')
    await front.press('Ringing', caller, 'Answer')
    await front.talks(caller)
    await caller.is('talking with Front desk')
    await front.press('My call', caller, 'Hang up')
    await caller.is('ended')
  })
