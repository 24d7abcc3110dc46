import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { CONTRAST, DAY, FORCED, faults, NIGHT, PHONE, sidewaysScroll, WIDE } from './faults.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'
import { tabFaults } from './tab-stops.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let phones: CallerPhones
let desk: AgentDesk
let page: Page

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  ;[phones, desk] = await Promise.all([
    CallerPhones.open(browser, office),
    AgentDesk.open(browser, office, 'ops', { viewport: WIDE }),
  ])
  page = desk.page
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const THEMES = [FORCED, CONTRAST, NIGHT, DAY]

/** A page as it is now: in each theme, at 320 pixels, with wide spacing, and by keyboard alone. */
async function expectForEverybody(part = '#main') {
  expect(await faults(page, THEMES)).toEqual([])
  expect(await sidewaysScroll(page)).toEqual({ narrow: 0, spaced: 0 })
  expect(await tabFaults(page, part)).toEqual([])
}

/** Opens a dialog by the keyboard, and leaves it by Escape: the focus is where it was. */
async function expectDialogForEverybody(name: string | RegExp, open: () => Promise<void>) {
  await page.evaluate(() =>
    addEventListener('keydown', () => document.activeElement?.setAttribute('data-opener', ''), {
      capture: true,
      once: true,
    }),
  )
  await open()
  const dialog = page.getByRole('dialog', { name })
  await dialog.waitFor()
  // Its part may be fetched after it.
  await dialog.getByText('Reading…').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'))
  const found = [...(await faults(page, THEMES)), ...(await tabFaults(page))]
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const isBack = await page.evaluate(() => {
    const opener = document.querySelector('[data-opener]')
    opener?.removeAttribute('data-opener')
    return opener === document.activeElement
  })
  expect([...found, ...(isBack ? [] : ['the focus is not back'])], String(name)).toEqual([])
}

/** Opens a menu by the keyboard, and leaves it by Escape: the focus is where it was. */
async function expectMenuForEverybody(key: Locator) {
  await key.press('Enter')
  await page.getByRole('menuitem').and(page.locator(':focus')).waitFor()
  expect(await faults(page, [NIGHT, DAY])).toEqual([])
  await page.keyboard.press('Escape')
  await key.and(page.locator(':focus')).waitFor()
}

async function press(name: string | RegExp) {
  await page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .focus()
  await page.keyboard.press('Enter')
}

test('everybody can sign in', async () => {
  await page.getByLabel('Username').fill('ops')
  await page.getByLabel('Password', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText(/\w/).waitFor()
  await expectForEverybody('body')
  await desk.start()
})

/** For how long something on the page moves, in milliseconds. */
async function movesFor(reducedMotion: 'reduce' | 'no-preference') {
  await page.emulateMedia({ reducedMotion })
  const ends = await page.evaluate(() =>
    document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().endTime)),
  )
  return Math.max(0, ...ends)
}

test('everybody can use the desk, on which a ring moves for five seconds at most, and not for those who want it still', async () => {
  const parked = await phones.call('Ada Brown')
  await desk.has('Ringing', parked)
  expect(await movesFor('no-preference')).toBeGreaterThan(1_000)
  expect(await movesFor('no-preference')).toBeLessThanOrEqual(5_000)
  expect(await movesFor('reduce')).toBe(0)
  await desk.press('Ringing', parked, 'Answer')
  await desk.talks(parked)
  await desk.parkWith(parked, 'wants a quote')
  const mine = await phones.call('Ben Ortiz')
  await desk.press('Ringing', mine, 'Answer')
  await desk.talks(mine)
  await phones.call('Carla Weiss')
  await desk.region('Ringing').getByText('Carla Weiss').waitFor()
  await expectForEverybody('body')
  await expectMenuForEverybody(desk.card('Parking lot', parked).getByRole('button', { name: /: more$/ }))
  await parked.hangUp()
  await desk.lost('Parking lot', parked)
})

test.each<[name: string, open: () => Promise<void>]>([
  ['Park Ben Ortiz', () => press('Park with note or slot')],
  ['Transfer Ben Ortiz', () => press('Transfer')],
  ['Who was in a slot today', () => page.keyboard.press('l')],
  ['Keys', () => page.keyboard.press('?')],
  ['Find', () => page.keyboard.press('Control+k')],
  ['Settings', () => press(/settings/)],
  ['Words of the desk', () => press(/settings/).then(() => press('Words of the desk'))],
  ['All notices', () => page.keyboard.press('n')],
])('everybody can use the dialog: %s', expectDialogForEverybody)

test.each([
  ['history', 'History'],
  ['recordings', 'Recordings'],
  ['contacts', 'Contacts'],
  ['voicemail', 'Voicemail'],
  ['office', 'Office'],
  ['ready', 'Can calls ring here?'],
  ['devices', 'Devices'],
  ['account', 'Account'],
  ['privacy', 'Data protection'],
  ['audit', 'Audit log'],
  ['settings', 'Settings'],
  ['people', 'People'],
])('everybody can use the page %s', async (hash, name) => {
  await page.evaluate((it) => location.replace(`#${it}`), hash)
  await page.getByRole('heading', { name, level: 1 }).waitFor()
  if (hash === 'history') {
    await press(/^Ada Brown/)
    await page.getByRole('list', { name: 'Parts of the call' }).waitFor()
  }
  if (hash === 'audit') {
    const row = (what: string) => page.getByRole('row').filter({ hasText: what })
    await row('Signed in').filter({ hasText: 'ops' }).first().waitFor()
    await row('Sign-in failed').filter({ hasText: '127.0.0.1' }).first().waitFor()
  }
  await expectForEverybody()
  if (hash === 'people') {
    await expectMenuForEverybody(page.getByRole('button', { name: 'More for Sales', exact: true }))
    await expectDialogForEverybody('Groups', () => press('Groups'))
  }
  if (hash === 'contacts')
    for (const key of ['Add contact', 'Import']) await expectDialogForEverybody(/contact/i, () => press(key))
})

test('groups are added, ordered and undone by keyboard, and head the colleagues of each desk', async () => {
  const { keyboard } = page
  const dialog = page.getByRole('dialog', { name: 'Groups' })
  const colleagues = page.getByRole('region', { name: 'Colleagues' })
  const heading = colleagues.getByRole('heading', { name: 'Counter', level: 3 })
  const front = await AgentDesk.open(browser, office, 'front_desk', { viewport: WIDE })
  await front.start()
  await page.evaluate(() => location.replace('#people'))
  await press('Groups')
  await dialog.waitFor()
  for (const [name, member] of [
    ['Workshop', 'Sales'],
    ['Counter', 'Front desk'],
  ] as const) {
    await dialog.getByRole('button', { name: 'Add a group' }).press('Enter')
    // The name of the new group has the focus.
    await keyboard.type(name)
    await dialog.getByText('0 members').press('Enter')
    await dialog
      .getByRole('group', { name: `Members of ${name}` })
      .getByLabel(member, { exact: true })
      .press('Space')
    await dialog.getByText('1 member', { exact: true }).last().waitFor()
  }
  expect([...(await faults(page, THEMES)), ...(await tabFaults(page))]).toEqual([])
  await dialog.getByRole('button', { name: 'Move Counter up' }).press('Enter')
  await dialog.getByRole('button', { name: 'Move Counter down' }).and(page.locator(':focus')).waitFor()
  await dialog.getByRole('button', { name: 'Save' }).press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('row').filter({ hasText: 'front_desk' }).getByText('Counter').waitFor()

  await page.evaluate(() => location.replace('#'))
  await heading.waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await heading.waitFor({ state: 'detached' })
  await page.getByText('The groups are as before').first().waitFor()
  await front.context.close()
})

test('everybody can read the wallboard', async () => {
  await page.evaluate(() => location.replace('#wallboard'))
  await page.locator('.wall-time').waitFor()
  expect([...(await faults(page, THEMES)), ...(await tabFaults(page))]).toEqual([])
  await page.evaluate(() => location.replace('#'))
})

test('a screen on the wall needs a link and no sign-in, shows no caller, and is dark when the link is revoked', async () => {
  await page.evaluate(() => location.replace('#people'))
  await press('Wallboard')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('screens')
  await press('Add a screen')
  const dialog = page.getByRole('dialog', { name: 'Add a screen' })
  await dialog.getByLabel('Where the screen is').fill('Hall')
  expect(await faults(page, THEMES)).toEqual([])
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = await dialog.getByLabel('Link').inputValue()
  expect(link).toMatch(/\/#board=[\w-]{43}$/)
  expect(await faults(page, THEMES)).toEqual([])
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByText('First names of agents').waitFor()

  const stranger = await browser.newContext({ viewport: { width: 1920, height: 1080 } })
  const screen = await stranger.newPage()
  await screen.goto(link)
  await screen.getByRole('status').filter({ hasText: 'live' }).waitFor()
  await screen.locator('.wall-person').first().waitFor()
  expect(await screen.locator('.wall a').count()).toBe(0)
  expect(await stranger.cookies()).toEqual([])
  expect(await faults(screen, THEMES)).toEqual([])
  await page.getByRole('button', { name: 'Revoke Hall' }).click()
  const asked = page.getByRole('dialog', { name: 'Revoke the link?' })
  await asked.getByRole('button', { name: 'Revoke' }).click()
  await screen.getByRole('heading', { name: 'This link is not good' }).waitFor({ timeout: 10_000 })
  expect(await faults(screen, THEMES)).toEqual([])
  await page.getByText('There is no such screen.').waitFor()
  await stranger.close()
  await page.evaluate(() => location.replace('#'))
})

test('an agent needs no pointer to sign in, answer, park, pick up and hang up', async () => {
  const desk = await AgentDesk.open(browser, office, 'sales', { viewport: WIDE })
  const { page } = desk
  const { keyboard } = page
  /** Presses Tab until the focus is where it should be. */
  const reach = async (name: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await keyboard.press('Tab')
      if (await page.getByRole('button', { name, exact: true }).and(page.locator(':focus')).count()) return
    }
    throw new Error(`Tab never came to ${name}`)
  }

  // The username has the focus from the start.
  await page.getByLabel('Username').and(page.locator(':focus')).waitFor()
  await keyboard.type(desk.person.agentId)
  await keyboard.press('Tab')
  await keyboard.type(desk.person.password)
  await keyboard.press('Enter')
  const presence = page.getByRole('radiogroup', { name: 'Presence' })
  await presence.waitFor()
  while ((await presence.locator(':focus').count()) === 0) await keyboard.press('Tab')
  await keyboard.press('ArrowLeft')
  await page.locator('[data-presence="available"]').first().waitFor()
  await desk.rings()

  const caller = await phones.call('Dev Patel')
  await desk.has('Ringing', caller)
  await reach('Answer')
  await keyboard.press('Enter')
  await desk.talks(caller)
  await reach('Park')
  await keyboard.press('Space')
  await caller.is('park music')
  await reach('Pick up')
  await keyboard.press('Enter')
  await desk.talks(caller)
  await reach('Hang up')
  await keyboard.press('Enter')
  await caller.is('ended')
  await desk.forgot(caller)

  // Again, with the shortcut keys.
  const next = await phones.call('Ella Novak')
  await desk.has('Ringing', next)
  await desk.keys('a')
  await desk.talks(next)
  await desk.keys('k')
  await next.is('park music')
  await desk.keys('p', 'p')
  await desk.talks(next)
  await desk.keys('h')
  await next.is('hold music')
  await next.hangUp()
  await desk.forgot(next)
  await desk.context.close()
})

test('calling out has no accessibility faults, by day and by night, wide and narrow', async () => {
  const [desk, colleague] = await Promise.all([
    AgentDesk.open(browser, office, 'front_desk', { viewport: WIDE }),
    AgentDesk.open(browser, office, 'sales', { viewport: WIDE }),
  ])
  const { page } = desk
  await Promise.all([desk.start(), colleague.start()])
  const mine = desk.region('My call')
  const dial = page.getByRole('form', { name: 'Dial' })
  await dial.getByRole('button', { name: 'Dial pad' }).click()
  await page.getByLabel('Call a number', { exact: true }).fill('911')
  await page.keyboard.press('Enter')
  await dial.getByText(/emergency/).waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.getByLabel('Call a number', { exact: true }).fill('2175550149')
  await page.keyboard.press('Enter')
  await mine.getByText('Calling…').waitFor()
  expect(await faults(page, [PHONE, NIGHT, DAY])).toEqual([])
  await mine.getByRole('button', { name: 'Hang up' }).click()
  await page.getByLabel('Call a number', { exact: true }).fill('2175550147')
  await page.keyboard.press('Enter')
  await mine.getByText('Talking', { exact: true }).waitFor()
  await mine.getByRole('button', { name: 'Keypad' }).click()
  await page.getByRole('status', { name: 'Keys sent' }).waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('status', { name: 'Keys sent' }).waitFor({ state: 'detached' })
  await mine.getByRole('button', { name: 'Hang up' }).click()
  await desk.choose('Sales', 'Call Sales')
  await mine.getByText('Calling…').waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await mine.getByRole('button', { name: 'Hang up' }).click()
  await Promise.all([desk.context.close(), colleague.context.close()])
})

test('an administrator changes settings, hears of what another one has saved since, and undoes a change', async () => {
  const { page, context } = await AgentDesk.open(browser, office, 'ops', { viewport: WIDE })
  await page.getByLabel('Username').fill('ops')
  await page.getByLabel('Password').fill(office.person('ops').password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Office' }).click()
  await page.getByRole('link', { name: 'Settings' }).click()
  const ringing = page.getByRole('textbox', { name: 'Ringing' })
  const save = page.getByRole('button', { name: 'Save', exact: true })
  const shows = (field: typeof ringing, value: string) =>
    vi.waitFor(async () => expect(await field.inputValue()).toBe(value), 10_000)
  await shows(ringing, '30')
  await ringing.fill('0')
  await save.click()
  await page.getByText('must be a whole number from 1 to 86,400').waitFor()
  await ringing.and(page.locator(':focus')).waitFor()
  await ringing.fill('45')

  await page.evaluate(async () => {
    const read = await fetch('/api/settings')
    const headers = { 'content-type': 'application/json', 'if-match': read.headers.get('etag') ?? '' }
    const settings = { RING_TIMEOUT_S: { value: 50 }, JOIN_TIMEOUT_S: { value: 20 } }
    await fetch('/api/settings', { method: 'PUT', headers, body: JSON.stringify({ settings }) })
  })
  await page.getByRole('alert').getByText('has set this to 50 since you began to type').waitFor()
  await shows(page.getByRole('textbox', { name: 'Joining' }), '20')
  await shows(ringing, '45')
  expect(await save.isDisabled()).toBe(true)
  expect(await faults(page, [DAY, PHONE])).toEqual([])

  await page.getByRole('button', { name: 'Keep my 45' }).click()
  await save.click()
  await page.getByText(/^Changed by .+; 50 before$/).waitFor()
  await page.getByRole('button', { name: 'Undo the change: Ringing' }).click()
  await shows(ringing, '50')
  await page.getByRole('textbox', { name: 'Slots of the lot' }).fill('21')
  await save.click()
  await page.getByText(/^Changed by .+; 20 before$/).waitFor()
  // A desk that is open has the slot some seconds later.
  await page.getByRole('link', { name: 'Desk', exact: true }).click()
  await page.locator('[data-free-slot="21"]').waitFor()
  await context.close()
})

test('an administrator who renames herself is called so in her own menu at once', async () => {
  await page.evaluate(() => location.replace('#people'))
  const rename = async (from: string, to: string) => {
    await press(`More for ${from}`)
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill(to)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: `${to}, settings` }).waitFor()
  }
  await rename('Operations', 'Ida Chef')
  await rename('Ida Chef', 'Operations')
})
