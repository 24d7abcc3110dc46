import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { WIDE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** Each round has nine calls. */
const ROUNDS = extent({ full: 5, short: 1 })

vi.setConfig({ testTimeout: ROUNDS * 120_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones
let calls = 0

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  const open = (agentId: string) => AgentDesk.open(browser, office, agentId, { viewport: WIDE })
  ;[front, sales] = await Promise.all([open('front_desk'), open('sales')])
  phones = await CallerPhones.open(browser, office)
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const type = ({ page }: AgentDesk, text: string) => page.keyboard.type(text)

/** By the palette: types until the wanted line is the first, and presses Enter. */
async function find(desk: AgentDesk, text: string, line: string | RegExp) {
  await desk.keys('Control+k')
  await desk.page.getByRole('combobox', { name: 'Find' }).and(desk.page.locator(':focus')).waitFor()
  await type(desk, text)
  await desk.page.getByRole('option', { name: line, selected: true }).waitFor()
  await desk.keys('Enter')
  await desk.page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function signIn(desk: AgentDesk) {
  await desk.page.getByLabel('Username').and(desk.page.locator(':focus')).waitFor()
  await type(desk, desk.person.agentId)
  await desk.keys('Tab')
  await type(desk, desk.person.password)
  await desk.keys('Enter')
  await desk.region('Ringing').waitFor()
  await find(desk, 'available', 'Go available')
  await desk.rings()
}

async function rings(name?: string): Promise<Caller> {
  const caller = await phones.call(name)
  calls += 1
  await front.has('Ringing', caller)
  return caller
}

/** The digit beside the call, as the agent reads it. */
const digitOf = async (caller: Caller): Promise<string> =>
  (await front
    .card('Ringing', caller)
    .getByRole('button', { name: 'Answer' })
    .locator('.key')
    .textContent()) ?? ''

async function answered(name?: string): Promise<Caller> {
  const caller = await rings(name)
  await front.keys('a')
  await front.talks(caller)
  return caller
}

async function hangsUp(desk: AgentDesk, caller: Caller) {
  await desk.keys('e')
  await caller.is('ended')
  await Promise.all([front.forgot(caller), sales.forgot(caller)])
}

/** What a receptionist does in an hour: one call of each kind in each round. */
const round: readonly [what: string, call: () => Promise<void>][] = [
  [
    'of two who ring, the second is answered by its digit, and the two are swapped',
    async () => {
      const first = await rings()
      const second = await rings()
      await front.keys(await digitOf(second))
      await front.talks(second)
      await front.keys('h')
      await second.is('hold music')
      await front.has('Ringing', first)
      await front.keys(await digitOf(first))
      await front.talks(first)
      await front.keys('s')
      await front.talks(second)
      await hangsUp(front, second)
      // A key that comes at once would be meant for the call before.
      const goneAt = await front.when('gone', 'My call', second)
      await pollUntil(async () => Date.now() > goneAt + 1_000, 'the call on hold is the only one')
      await front.keys('h')
      await front.talks(first)
      await hangsUp(front, first)
    },
  ],
  [
    'a caller is parked and picked up from the slot',
    async () => {
      const caller = await answered()
      await front.keys('k')
      await caller.is('park music')
      await front.has('Parking lot', caller)
      const { slot } = await front.parking(caller)
      await front.keys('p', String(slot))
      await front.talks(caller)
      await hangsUp(front, caller)
    },
  ],
  [
    'a caller is parked with a note, which a colleague reads, and is picked up as who waits longest',
    async () => {
      const caller = await answered()
      await front.keys('Shift+K')
      await front.page.getByLabel('Note').and(front.page.locator(':focus')).waitFor()
      await type(front, 'asks for the price of parts')
      await front.keys('Enter')
      await sales.card('Parking lot', caller).getByText('asks for the price of parts').waitFor()
      await front.keys('p', 'p')
      await front.talks(caller)
      await hangsUp(front, caller)
    },
  ],
  [
    'a caller is transferred to a colleague, who answers',
    async () => {
      const caller = await answered()
      await find(front, 'transfer sales', 'Transfer to Sales')
      await sales.has('Ringing', caller)
      await sales.keys('a')
      await sales.talks(caller)
      await hangsUp(sales, caller)
    },
  ],
  [
    'a transfer is taken back while it still rings',
    async () => {
      const caller = await answered()
      await find(front, 'transfer sales', 'Transfer to Sales')
      await sales.has('Ringing', caller)
      await front.page.getByRole('button', { name: 'Take back' }).first().waitFor()
      await front.keys('z')
      await front.talks(caller)
      await sales.lost('Ringing', caller)
      await hangsUp(front, caller)
    },
  ],
  [
    'a colleague is asked first, and then has the caller',
    async () => {
      const caller = await answered()
      await find(front, 'ask sales', 'Ask Sales first')
      await sales.has('Ringing', caller)
      await sales.keys('a')
      await front.card('My call', caller).getByText('You talk with Sales').waitFor()
      await front.keys('t')
      await sales.talks(caller)
      await hangsUp(sales, caller)
    },
  ],
  [
    'who was missed is called back from the list, with a note on the call',
    async () => {
      const name = `Missed ${calls}`
      const missed = await rings(name)
      const number = encodeURIComponent((await missed.now()).from)
      await fetch(`${office.simulatorUrl}/sim/numbers/${number}`, {
        method: 'POST',
        body: JSON.stringify({ behaviour: 'answer', afterMs: 300 }),
      })
      await missed.hangUp()
      await front.forgot(missed)
      await find(front, 'history', 'Open History')
      const list = front.page.getByRole('region', { name: /^To call back/ })
      await list.getByText(name).first().waitFor()
      await front.keys('b')
      const line = front.region('My call')
      await line.getByText('Talking').waitFor()
      const callSid = (await line.locator('[data-call-sid]').getAttribute('data-call-sid')) ?? ''
      await list.getByText(name).first().waitFor({ state: 'detached' })
      await front.keys('e')
      const row = front.page.locator(`[data-ended-call="${callSid}"]`)
      await row.waitFor()
      await front.keys('/')
      await type(front, name)
      await front.page.getByRole('status').filter({ hasText: '2 calls' }).waitFor()
      await front.keys('ArrowDown')
      while ((await row.locator(':focus').count()) === 0) await front.keys('ArrowDown')
      await front.keys('Enter')
      await front.page.getByRole('article', { name: `Call with ${name}` }).waitFor()
      await front.keys('w')
      await front.page.locator('textarea:focus').waitFor()
      await type(front, 'wants a gearbox by Monday')
      await front.keys('Control+Enter')
      await row
        .getByText('wants a gearbox')
        .or(front.page.getByText(/^you, Today/i))
        .first()
        .waitFor()
      await find(front, 'desk', 'Open Desk')
      await front.region('Ringing').waitFor()
    },
  ],
  [
    'a caller who is not known becomes a contact while they talk',
    async () => {
      const caller = await answered(`Stranger ${calls}`)
      const name = `Person ${calls} of Dale Farms`
      await front.keys('Shift+I')
      await front.page
        .getByRole('form', { name: 'Add to contacts' })
        .getByLabel('Name')
        .and(front.page.locator(':focus'))
        .waitFor()
      await front.keys('Control+a')
      await type(front, name)
      await front.keys('Enter')
      await front.card('My call', caller).getByText(name, { exact: true }).waitFor()
      await front.page.getByRole('form', { name: 'Add to contacts' }).waitFor({ state: 'detached' })
      await hangsUp(front, caller)
    },
  ],
]

test("a receptionist's hour needs no mouse", async () => {
  for (const { page } of [front, sales])
    await page.evaluate(() => {
      addEventListener('pointerdown', () => document.body.setAttribute('data-pointed', ''), { capture: true })
    })
  await Promise.all([signIn(front), signIn(sales)])
  const began = performance.now()
  for (let n = 0; n < ROUNDS; n++)
    for (const [what, call] of round) {
      process.stdout.write(`  ${calls + 1}: ${what}\n`)
      await call()
    }
  expect(calls).toBe(ROUNDS * 9)
  figure('Calls by keyboard alone, each in (s)', (performance.now() - began) / 1_000 / calls)
  for (const { page } of [front, sales])
    expect(await page.evaluate(() => document.body.hasAttribute('data-pointed'))).toBe(false)
})
