import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import { CallerPhones } from './caller.ts'
import { type AgentDesk, openDesks } from './desk.ts'
import { DAY, faults, NIGHT, PHONE, WIDE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 60_000 })

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

const tell = (number: string, behaviour: object) =>
  fetch(`${office.simulatorUrl}/sim/numbers/${encodeURIComponent(number)}`, {
    method: 'POST',
    body: JSON.stringify(behaviour),
  })

/** This agent's newest call under "My call". */
async function mine(desk: AgentDesk): Promise<{ callSid: string }> {
  const card = desk.region('My call').locator('[data-call-sid]').first()
  return { callSid: (await card.getAttribute('data-call-sid')) ?? '' }
}

const at = (desk: AgentDesk, call: { callSid: string }, words: string) =>
  desk.card('My call', call).getByText(words, { exact: true }).waitFor()

const leg = ({ callSid }: { callSid: string }, holds: (it: SimulatedCall) => boolean, what: string) =>
  pollUntil(async () => holds(await phones.leg(callSid)), what)

/** With the keyboard alone. */
async function dials(desk: AgentDesk, number: string): Promise<{ callSid: string }> {
  await desk.page.keyboard.press('Escape')
  await desk.page.getByLabel('Call a number', { exact: true }).waitFor()
  await desk.page.locator('body').press('c')
  await desk.page.keyboard.type(number)
  await desk.page.keyboard.press('Enter')
  return mine(desk)
}

test('an agent dials a number with the keyboard, hears it ring, and talks once it is answered', async () => {
  await tell('+12175550177', { behaviour: 'answer', afterMs: 2_500 })
  const call = await dials(front, '2175550177')
  await at(front, call, 'Calling…')
  await front.card('My call', call).getByText('(217) 555-0177').waitFor()
  expect(await front.card('My call', call).getByRole('button', { name: 'Hold' }).isDisabled()).toBe(true)
  const line = await pollUntil(
    async () =>
      (await phones.legs()).find((it) => it.from === 'client:front_desk' && it.status === 'in-progress'),
    'the agent’s line',
  )
  await leg(line, ({ hears }) => hears.label.includes('ringback') && hears.level > 0, 'ringback')
  await front.talks(call)
  await leg(call, ({ hears }) => hears.kind === 'voices' && hears.level > 0, 'the agent is heard')
  await front.media(call)
  await front.card('My call', call).getByRole('button', { name: 'Keypad' }).click()
  await front.page.keyboard.type('42#')
  await front.page.getByRole('status', { name: 'Keys sent' }).filter({ hasText: '42#' }).waitFor()
  await front.page.keyboard.press('Escape')
  await front.press('My call', call, 'Park')
  await leg(call, ({ where }) => where === 'park music', 'park music')
  await sales.press('Parking lot', call, 'Pick up')
  await sales.talks(call)
  await sales.press('My call', call, 'Hang up')
  await leg(call, ({ status }) => status === 'completed', 'the end')
  await front.forgot(call)
})

test.each([
  ['2175550128', 'Busy'],
  ['2175550129', 'No answer'],
])('an agent reads why %s was not reached: %s', async (number, words) => {
  if (words === 'Busy') await tell(`+1${number}`, { behaviour: 'busy', afterMs: 2_000 })
  const call = await dials(front, number)
  if (words === 'No answer') {
    await at(front, call, 'Calling…')
    await fetch(`${office.simulatorUrl}/sim/calls/${call.callSid}/hangup`, { method: 'POST', body: '{}' })
  }
  await front.reads(words)
  await front.forgot(call)
  await front.rings()
})

test('a number that may not be called is refused beside the field, and stays in the field', async () => {
  await front.page.locator('body').press('c')
  const field = front.page.getByLabel('Call a number', { exact: true })
  for (const [number, words] of [
    ['911', 'emergency'],
    ['+442071838750', 'United Kingdom'],
    ['217', 'not a telephone number|Short'],
  ] as const) {
    await field.fill('')
    await front.page.keyboard.type(number)
    await front.page.keyboard.press('Enter')
    await front.page.getByRole('form', { name: 'Dial' }).getByText(new RegExp(words)).waitFor()
  }
  await field.fill('')
})

test('an agent gives up a number that rings', async () => {
  const call = await dials(front, '2175550139')
  await at(front, call, 'Calling…')
  await front.press('My call', call, 'Hang up')
  await front.forgot(call)
  await leg(call, ({ status }) => status !== 'ringing' && status !== 'queued', 'it stops ringing')
})

test('an agent calls a colleague: only that console rings and names the agent, and both hear each other', async () => {
  await front.choose('Sales', 'Call Sales')
  const call = await mine(front)
  await at(front, call, 'Calling…')
  await sales.rung('new')
  await sales.card('Ringing', call).getByText('A colleague calls').waitFor()
  await sales.card('Ringing', call).getByText('Front desk').waitFor()
  await sales.press('Ringing', call, 'Answer')
  await sales.talks(call)
  await at(front, call, 'Talking')
  await Promise.all([front.media(call), sales.media(call)])
  await sales.press('My call', call, 'Hold')
  await at(front, call, 'You are on hold')
  await sales.press('My call', call, 'Resume')
  await at(front, call, 'Talking')
  await sales.press('My call', call, 'Hang up')
  await front.reads('Sales hung up')
  await Promise.all([front.forgot(call), sales.forgot(call)])
  await Promise.all([front.rings(), sales.rings()])
})

test('an agent reads that the colleague declined, and is free again', async () => {
  // The key has just come back under the pointer: a click that is not aimed at it does nothing.
  await front.page.mouse.move(2, 2)
  await front.choose('Sales', 'Call Sales')
  const call = await mine(front)
  await sales.press('Ringing', call, 'Decline')
  await front.reads('Sales declined your call')
  await front.forgot(call)
  await sales.region('Colleagues').getByRole('button', { name: 'Front desk free' }).waitFor()
})

test('a caller is transferred blind to a number outside, as it is typed', async () => {
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.press('My call', caller, 'Transfer')
  await front.page.getByLabel('Or a number outside').fill('2175550157')
  await front.page.getByRole('button', { name: 'Transfer to number' }).click()
  await caller.is('hold music')
  await caller.is(/talking with .*555.*0157/i)
  await front.reads(/answered your transfer/)
  await caller.hangUp()
  await front.forgot(caller)
})

test('an agent consults a number outside and then transfers the caller to it', async () => {
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.press('My call', caller, 'Transfer')
  await front.page.getByRole('radiogroup', { name: 'Kind of transfer' }).getByText('Ask first').click()
  await front.page.getByLabel('Or a number outside').fill('+1 217 555 0167')
  await front.page.getByRole('button', { name: 'Call number' }).click()
  await front.card('My call', caller).getByText('You talk with (217) 555-0167').waitFor()
  await caller.is('hold music')
  await front.press('My call', caller, 'Transfer now')
  await caller.is(/talking with .*555.*0167/i)
  await front.lost('My call', caller)
  await caller.hangUp()
  await front.forgot(caller)
})

test('a missed caller waits on the page History until somebody has talked with them, and is called back with one key', async () => {
  const { page } = front
  const goTo = (desk: AgentDesk, name: string) =>
    desk.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
  const caller = await phones.call('Kay Missed')
  await front.has('Ringing', caller)
  await caller.hangUp()
  await front.forgot(caller)
  await tell((await caller.now()).from, { behaviour: 'answer', afterMs: 500 })

  await goTo(front, 'History')
  const waiting = page.getByRole('region', { name: /^To call back/ })
  await waiting.getByRole('button', { name: 'Kay Missed', exact: false }).first().waitFor()
  await page.getByRole('heading', { name: 'History', exact: true }).focus()
  await page.keyboard.press('b')
  const call = await mine(front)
  await front.talks(call)
  await waiting.getByText('Kay Missed').first().waitFor({ state: 'detached' })
  await front.press('My call', call, 'Hang up')

  // With the keyboard alone: to the newest call, and a note on it.
  const row = page.locator(`[data-ended-call="${call.callSid}"] [data-row]`)
  await row.waitFor()
  await page.getByRole('heading', { name: 'History', exact: true }).focus()
  await page.keyboard.press('/')
  await page.keyboard.type('kay missed')
  await page
    .getByRole('status')
    .filter({ hasText: /^2 calls$/ })
    .waitFor()
  await row.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  const details = page.getByRole('article', { name: 'Call with Kay Missed' })
  await details.getByText('You called the number').waitFor()
  await details.getByLabel('Note').fill('Wants a gearbox by Monday')
  await details.getByRole('button', { name: 'order', exact: true }).click()
  await page.keyboard.press('Tab')
  await details.getByRole('button', { name: 'Save' }).click()
  await row.locator('xpath=ancestor::li').getByText('order', { exact: true }).waitFor()

  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.setViewportSize(WIDE)

  // A colleague finds it by a word of the note, and a ring moves nothing on the page.
  await goTo(sales, 'History')
  await sales.page.getByLabel('Search calls').fill('gearbox kay')
  await sales.page
    .locator(`[data-ended-call="${call.callSid}"]`)
    .getByText('order', { exact: true })
    .waitFor()
  await sales.page
    .getByRole('status')
    .filter({ hasText: /^1 call$/ })
    .waitFor()
  const place = () => sales.page.locator(`[data-ended-call="${call.callSid}"]`).last().boundingBox()
  const before = await place()
  const second = await phones.call('Ring Again')
  await sales.has('Ringing', second)
  expect(await place()).toEqual(before)
  await sales.press('Ringing', second, 'Answer')
  await sales.talks(second)
  expect(await place()).toEqual(before)
  await sales.press('My call', second, 'Hang up')
  await Promise.all([goTo(front, 'Desk'), goTo(sales, 'Desk')])
})
