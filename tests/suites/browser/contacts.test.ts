import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk, openDesks } from './desk.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

vi.setConfig({ testTimeout: 90_000 })

/** Of the contacts that a sandbox begins with. */
const NORA = '+13095550192'
const STRANGER = '+12175550177'

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

const goTo = ({ page }: AgentDesk, name: 'Desk' | 'Contacts' | 'History') =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click()
const contact = ({ page }: AgentDesk, name: string) =>
  page.getByRole('list', { name: 'Contacts' }).getByRole('listitem').filter({ hasText: name })
const record = (desk: AgentDesk) => desk.page.getByRole('region', { name: 'Who it is' })

test('who calls is named at every desk, and key I shows the note and the last calls', async () => {
  const caller = await phones.call('Somebody', NORA)
  for (const desk of [front, sales]) {
    await desk.card('Ringing', caller).getByText('Nora Hall', { exact: true }).waitFor()
    await desk.card('Ringing', caller).getByText('VIP').waitFor()
    await desk.card('Ringing', caller).getByText('Hall & Partners · (309) 555-0192').waitFor()
  }
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  expect(await record(front).count()).toBe(0)
  await front.page.locator('body').press('i')
  await record(front).getByText('Wants to talk with the same person each time.').waitFor()
  await record(front).getByText('This is the first call that is kept.').waitFor()
  expect(await faults(front.page, [DAY, NIGHT, PHONE])).toEqual([])
  await front.press('My call', caller, 'Park')
  await sales.card('Parking lot', caller).getByText('Nora Hall').waitFor()
  await front.press('Parking lot', caller, 'Pick up')
  await front.talks(caller)
  await front.press('My call', caller, 'Hang up')
  await front.forgot(caller)

  const again = await phones.call('Somebody', NORA)
  await front.press('Ringing', again, 'Answer')
  await record(front)
    .getByText(/^You · /)
    .waitFor()
  await front.page.locator('body').press('i')
  await record(front).waitFor({ state: 'detached' })
  await front.press('My call', again, 'Hang up')
  await front.forgot(again)
})

test('a caller becomes a contact while the agent talks, and every desk names the call at once', async () => {
  const caller = await phones.call('Frank Oduya', STRANGER)
  await front.press('Ringing', caller, 'Answer')
  await front.press('My call', caller, 'Add to contacts')
  const form = front.page.getByRole('form', { name: 'Add to contacts' })
  expect(await form.getByLabel('Name').inputValue()).toBe('Frank Oduya')
  await form.getByLabel('Name').fill('Frank of Dale Farms')
  await form.getByLabel('Name').press('Enter')
  await front.card('My call', caller).getByText('Frank of Dale Farms', { exact: true }).waitFor()
  await front.press('My call', caller, 'Park')
  await sales.card('Parking lot', caller).getByText('Frank of Dale Farms').waitFor()
  await sales.press('Parking lot', caller, 'Pick up')
  await sales.press('My call', caller, 'Hang up')
  await front.forgot(caller)
})

test('a number is blocked from the card in one click, and the same notice undoes it', async () => {
  const from = '+12175550178'
  const caller = await phones.call('Robo Call', from)
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.page.locator('body').press('i')
  await record(front).getByRole('button', { name: 'Block the number' }).click()
  await front.reads('Calls of (217) 555-0178 do not ring any more')
  await record(front).getByText('Blocked').waitFor()
  await front.press('My call', caller, 'Hang up')
  await front.forgot(caller)
  const refused = await phones.call('Robo Call', from)
  await pollUntil(async () => (await refused.now()).status !== 'ringing', 'the carrier is told')
  expect(await front.card('Ringing', refused).count()).toBe(0)
  await front.page.getByRole('button', { name: 'Undo' }).first().click()
  await front.reads('Calls of (217) 555-0178 ring again')
  const again = await phones.call('Robo Call', from)
  await front.press('Ringing', again, 'Answer')
  await record(front).getByText('The number is not in the contacts.').waitFor()
  await front.page.locator('body').press('i')
  await front.press('My call', again, 'Hang up')
  await front.forgot(again)
})

test('a number that the carrier denies shows no name as a fact, and nothing of the record', async () => {
  const placed = await fetch(`${office.simulatorUrl}/sim/calls`, {
    method: 'POST',
    body: JSON.stringify({ from: NORA, stirVerstat: 'TN-Validation-Failed-C' }),
  })
  const caller = (await placed.json()) as { callSid: string }
  const card = front.card('Ringing', caller)
  await card.getByText('(309) 555-0192', { exact: true }).waitFor()
  await card.getByText('says it is Nora Hall').waitFor()
  expect(await card.getByText('VIP').count()).toBe(0)
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.page.locator('body').press('i')
  await record(front).getByText('Tell them nothing that the record says.').waitFor()
  expect(await record(front).getByText('same person').count()).toBe(0)
  const answer = await front.page.evaluate(
    async (path) => (await fetch(path)).json(),
    `/api/calls/${caller.callSid}/caller`,
  )
  expect(answer).toEqual({ contacts: [], calls: [], messages: [] })

  // The agent has heard her: from now on everybody reads the name, and whose word it is.
  await front.press('My call', caller, 'It is them')
  await front.card('My call', caller).getByText('Nora Hall', { exact: true }).waitFor()
  await front.card('My call', caller).getByText('Confirmed by you, not by the carrier').waitFor()
  await record(front).getByText('Wants to talk with the same person each time.').waitFor()
  expect(await front.card('My call', caller).getByRole('button', { name: 'It is them' }).count()).toBe(0)
  await front.press('My call', caller, 'Park')
  await sales.card('Parking lot', caller).getByText('Nora Hall', { exact: true }).waitFor()
  await sales.press('Parking lot', caller, 'Pick up')
  await sales.card('My call', caller).getByText('Confirmed by Front desk, not by the carrier').waitFor()
  await sales.press('My call', caller, 'Park')
  await front.press('Parking lot', caller, 'Pick up')
  await front.talks(caller)
  await front.page.locator('body').press('i')
  await front.press('My call', caller, 'Hang up')
  await front.forgot(caller)
})

test('contacts are imported after a preview, found, changed, and exported', async () => {
  await goTo(front, 'Contacts')
  await goTo(sales, 'Contacts')
  await contact(front, 'Lena Ford').waitFor()
  await front.page.getByRole('button', { name: 'Import' }).click()
  const dialog = front.page.getByRole('dialog', { name: 'Import contacts' })
  const sheet = [
    'Who;Firma;Business Phone;Remarks',
    'Zoë Łukasz;Öz & Co;(217) 555-0120;tea',
    'Bad Line;;call me;',
    'Kim Tran;;217 555 0121;',
  ].join('\r\n')
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) })
  // The firm stands in for a name until the columns are put right.
  await dialog.getByLabel('Who').selectOption('name')
  await dialog.getByText('2 new, 0 changed, 0 as they are.').waitFor()
  await dialog.getByLabel('Remarks').selectOption('note')
  await dialog.getByRole('cell', { name: 'tea' }).waitFor()
  await dialog.getByText('Line 3: “call me” is no telephone number').waitFor()
  expect(await dialog.getByRole('button', { name: 'Import 2' }).isDisabled()).toBe(true)
  expect(await faults(front.page, [DAY, NIGHT, PHONE])).toEqual([])
  await dialog.getByRole('switch', { name: 'Leave out the lines with errors' }).click()
  await dialog.getByRole('button', { name: 'Import 2' }).click()
  await front.reads('Contacts imported: 2 new, 0 changed, 1 left out')
  // The colleague's page follows.
  await contact(sales, 'Kim Tran').waitFor()

  await sales.page.getByLabel('Search contacts').fill('lukasz oz')
  await contact(sales, 'Kim Tran').waitFor({ state: 'detached' })
  await contact(sales, 'Zoë Łukasz').getByRole('button', { name: 'Zoë Łukasz', exact: true }).click()
  const form = sales.page.getByRole('dialog', { name: 'Zoë Łukasz' })
  await form.getByRole('button', { name: 'Another number' }).click()
  await form.getByLabel('Number 2', { exact: true }).fill('not yet')
  await form.getByRole('button', { name: 'Save' }).click()
  await form.getByText('“not yet” is no telephone number.').waitFor()
  await form.getByLabel('Number 2', { exact: true }).fill('+49 (0)30 901820')
  expect(await faults(sales.page, [DAY, NIGHT, PHONE])).toEqual([])
  await form.getByRole('button', { name: 'Save' }).click()
  await contact(front, 'Zoë Łukasz').getByText('+49 30 901820').waitFor()
  expect(await faults(front.page, [DAY, NIGHT, PHONE])).toEqual([])

  const [download] = await Promise.all([
    front.page.waitForEvent('download'),
    front.page.getByRole('link', { name: 'Export' }).click(),
  ])
  expect(readFileSync(await download.path(), 'utf8')).toContain('Zoë Łukasz,Öz & Co,+12175550120,+4930901820')
})

test('an administrator reads what an erasure takes away, and then nobody sees the person any more', async () => {
  const admin = await AgentDesk.open(browser, office, 'ops')
  await admin.signIn()
  await goTo(admin, 'Contacts')
  await contact(admin, 'Nora Hall').getByRole('button', { name: 'Nora Hall', exact: true }).click()
  const dialog = admin.page.getByRole('dialog', { name: 'Nora Hall' })
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Erase everywhere…' }).click()
  // The page of data protection, where the search is typed already.
  await admin.page.getByRole('button', { name: /^Nora Hall/ }).click()
  const found = (place: string) =>
    admin.page.locator('.privacy-person > .privacy-found div', { hasText: place }).getByRole('definition')
  // Two calls of hers, and one of somebody who showed her number.
  await expect.poll(() => found('Calls, with timelines and notes').textContent()).toBe('3')
  await admin.page.getByRole('cell', { name: '30 days' }).first().waitFor()
  expect(await faults(admin.page, [DAY, NIGHT, PHONE])).toEqual([])
  const [copy] = await Promise.all([
    admin.page.waitForEvent('download'),
    admin.page.getByRole('button', { name: 'Export' }).click(),
  ])
  expect(JSON.parse(readFileSync(await copy.path(), 'utf8'))).toMatchObject({
    contacts: [{ name: 'Nora Hall' }],
  })
  await admin.page.getByRole('button', { name: 'Erase everywhere…' }).click()
  const ask = admin.page.getByRole('dialog', { name: 'Erase Nora Hall everywhere?' })
  await ask.getByText('cannot be undone').waitFor()
  expect(await faults(admin.page, [DAY, NIGHT, PHONE])).toEqual([])
  await ask.getByRole('button', { name: 'Erase everywhere', exact: true }).click()
  await admin.page.getByText('Twilio has confirmed every deletion.').waitFor()
  expect(await found('Calls, with timelines and notes').textContent()).toBe('3 erased')
  expect(await faults(admin.page, [DAY, NIGHT, PHONE])).toEqual([])
  const [report] = await Promise.all([
    admin.page.waitForEvent('download'),
    admin.page.getByRole('button', { name: 'Save the report' }).click(),
  ])
  expect(readFileSync(await report.path(), 'utf8')).not.toMatch(/Nora|5550120/)
  await contact(front, 'Nora Hall').waitFor({ state: 'detached' })
  await goTo(front, 'History')
  await front.page.getByText('Erased person').first().waitFor()
  expect(await front.page.getByText('Nora Hall').count()).toBe(0)
  await goTo(front, 'Contacts')
  await admin.context.close()
})

test('two who change a contact at once lose nothing', async () => {
  const name = 'Lena Ford'
  for (const desk of [front, sales]) {
    await desk.page.getByLabel('Search contacts').fill('lena')
    await contact(desk, name).getByRole('button', { name, exact: true }).click()
  }
  const form = ({ page }: AgentDesk) => page.getByRole('dialog', { name })
  await form(front).getByLabel('Note').fill('Pays in cash now.')
  await form(sales).getByLabel('Organisation').fill('Southside Bakery')
  await form(front).getByRole('button', { name: 'Save' }).click()
  await contact(front, name).getByText('Pays in cash now.').waitFor()
  await form(sales).getByRole('button', { name: 'Save' }).click()
  await form(sales).getByText('Somebody has changed this contact since you opened it.').waitFor()
  await form(sales).getByRole('button', { name: 'Use the saved version' }).click()
  expect(await form(sales).getByLabel('Note').inputValue()).toBe('Pays in cash now.')
  await form(sales).getByRole('button', { name: 'Delete' }).click()
  await form(sales).getByRole('button', { name: 'Delete contact' }).click()
  await contact(front, name).waitFor({ state: 'detached' })
})
