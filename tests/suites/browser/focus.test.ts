import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk, openDesks } from './desk.ts'
import { type LiveWords, liveWords } from './live-words.ts'
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

/** The region, the dialog or the key that has the focus. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: it } = document
    const title = document.getElementById(it?.getAttribute('aria-labelledby') ?? '')?.textContent
    return it === document.body ? 'the body' : (title ?? it?.getAttribute('aria-label') ?? it?.textContent)
  })

const ring = ({ name }: Caller) => `assertive: New call: ${name}`
const said = (words: LiveWords, { name }: Caller) => words.all().filter((it) => it.includes(name))

const answered = async (desk: AgentDesk) => {
  const caller = await phones.call()
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  return caller
}

test('before somebody has signed in, a page reports no error, asks for one logo, and has a title', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const errors: string[] = []
  const logos: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('request', (request) => {
    if (request.url().endsWith('.svg')) logos.push(request.url())
  })
  await page.goto(office.url)
  await page.getByLabel('Username').waitFor()
  expect(errors).toEqual([])
  expect(logos.length).toBeLessThanOrEqual(1)
  expect(await page.title()).toBe('Sign in – Switchyard')
  await context.close()
})

test('each page has one title, a way past the header, and a heading', async () => {
  const { page } = await AgentDesk.open(browser, office, 'front_desk')
  const desk = new Map([
    ['Desk', ''],
    ['Voicemail', 'voicemail'],
    ['Contacts', 'contacts'],
    ['Office', 'office'],
    ['Can calls ring here?', 'ready'],
  ])
  await page.getByLabel('Username').fill('front_desk')
  await page.getByLabel('Password', { exact: true }).fill(office.person('front_desk').password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
  // The key that signed in is gone with its page.
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  for (const [name, hash] of desk) {
    await page.evaluate((it) => {
      location.hash = it
    }, hash)
    await page.getByRole('heading', { level: 1, name }).waitFor()
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
    await page.waitForFunction((it) => document.title === it, `${name} – Switchyard`)
  }
  await page.keyboard.press('Shift+Home')
  await page.getByRole('button', { name: 'Skip to the page' }).focus()
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  expect(await page.evaluate(() => location.hash)).toBe('#ready')
  await page.context().close()
})

test('the focus goes to the place of a card that has gone, and after a dialog to what opened it', async () => {
  const { page } = front
  const caller = await phones.call()
  await front.has('Ringing', caller)
  await front.card('Ringing', caller).getByRole('button', { name: 'Answer' }).focus()
  await caller.hangUp()
  await front.lost('Ringing', caller)
  expect(await focus(page)).toBe('Ringing')

  const parked = await answered(front)
  await front.press('My call', parked, 'Park')
  await front.has('Parking lot', parked)
  await front.remove(parked)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(await focus(page)).toBe('Slot 1: more')
  // The dialog goes with its call, and so does the key that opened it.
  for (const key of ['Enter', 'End', 'Enter']) await page.keyboard.press(key)
  await page.getByRole('dialog').waitFor()
  await parked.hangUp()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await front.lost('Parking lot', parked)
  expect(await focus(page)).toBe('Parking lot')
})

test('letters are keys again right after Escape', async () => {
  const { page } = front
  const parked = await answered(front)
  await front.press('My call', parked, 'Park')
  await front.remove(parked)
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('p')
  await page.keyboard.press('p')
  await front.talks(parked)
  await front.press('My call', parked, 'Hang up')
  await front.forgot(parked)
})

test('a ring behind a dialog is answered in the dialog, by key and by letter, and is said once', async () => {
  const { page } = front
  const words = await liveWords(page)
  for (const how of ['key', 'letter']) {
    const parked = await answered(front)
    await front.press('My call', parked, 'Park')
    await front.remove(parked)
    const dialog = page.getByRole('dialog')
    const caller = await phones.call()
    await dialog.getByText(`${caller.name} rings`).waitFor()
    if (how === 'key') await dialog.getByRole('button', { name: 'Answer' }).click()
    else await front.keys('a')
    await front.talks(caller)
    await dialog.waitFor({ state: 'detached' })
    expect(said(words, caller).filter((it) => it.startsWith('assertive'))).toEqual([ring(caller)])
    await front.press('My call', caller, 'Hang up')
    await parked.hangUp()
    await front.forgot(parked)
  }
  await words.stop()
})

test('a screen reader says a ring at once, and the rest in its turn, each once', async () => {
  const { page } = front
  const words = await liveWords(page)
  const goTo = (hash: string) => page.evaluate((it) => location.replace(`#${it}`), hash)
  const caller = await phones.call()
  await words.says(new RegExp(`^${ring(caller)}$`))
  // What else the agent looks at while it rings says it again to nobody.
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await goTo('history')
  await page.getByRole('heading', { name: 'History' }).waitFor()
  await goTo('')
  await front.has('Ringing', caller)
  await sales.press('Ringing', caller, 'Answer')
  await words.says(/^polite: Sales answered/)
  expect(said(words, caller)).toEqual([
    ring(caller),
    expect.stringMatching(`^polite: Sales answered ${caller.name} · after 0:\\d\\d$`),
  ])
  await sales.press('My call', caller, 'Hang up')
  await front.forgot(caller)

  const parked = await answered(front)
  await words.says(new RegExp(`^polite: You talk with ${parked.name}`))
  await front.press('My call', parked, 'Park')
  await front.has('Parking lot', parked)
  await sales.press('Parking lot', parked, 'Pick up')
  await sales.talks(parked)
  await sales.press('My call', parked, 'Hang up')
  await front.forgot(parked)
  await words.stop()
  expect(words.all().slice(words.all().indexOf(ring(parked)))).toEqual([
    ring(parked),
    `polite: You answered ${parked.name}. Connecting…`,
    `polite: You talk with ${parked.name}.`,
    'polite: You are on no call.',
    expect.stringMatching(`^polite: Parked in slot 1 .*${parked.name}$`),
    `polite: Sales picked up ${parked.name}`,
  ])
})

test('an own answer is announced, and the section of my call does not move what is below it', async () => {
  const { page } = front
  const top = () => front.region('Ringing').evaluate((it) => it.getBoundingClientRect().top + window.scrollY)
  const news = page.getByRole('status', { name: 'My call' })
  await news.getByText('You are on no call.').waitFor()
  const before = await top()
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  await news.getByText(`You talk with ${caller.name}.`).waitFor()
  expect(Math.abs((await top()) - before)).toBeLessThan(5)
  await front.press('My call', caller, 'Hold')
  await news.getByText(`${caller.name} is on hold.`).waitFor()
  await front.press('My call', caller, 'Hang up')
  await news.getByText('You are on no call.').waitFor()
})

test('a supervisor is asked before the call of somebody else ends', async () => {
  const boss = await AgentDesk.open(browser, office, 'ops')
  await boss.signIn()
  const caller = await answered(sales)
  await boss.choose('Sales', `Hang up the call with ${caller.name}`)
  const dialog = boss.page.getByRole('dialog')
  await dialog.getByText(`This hangs up on ${caller.name}, who is on a call with Sales.`).waitFor()
  await dialog.getByRole('button', { name: 'Let them talk' }).click()
  await sales.talks(caller)
  await boss.choose('Sales', `Hang up the call with ${caller.name}`)
  await dialog.getByRole('button', { name: 'Hang up' }).click()
  await sales.reads('Operations ended the call')
  await boss.context.close()
})

test('a key that is off can be read: 5 to 1, by day and by night', async () => {
  const { page } = front
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.waitForFunction(
      (it) => document.documentElement.dataset.mantineColorScheme === it,
      colorScheme,
    )
    const contrast = await page
      .getByRole('form', { name: 'Dial' })
      .getByRole('button', { name: 'Call', exact: true })
      .evaluate(async (key) => {
        await Promise.allSettled(document.getAnimations().map((it) => it.finished))
        const luminance = (color: string) => {
          const [r = 0, g = 0, b = 0] = [...color.matchAll(/[\d.]+/g)].map(Number).map((it) => {
            const part = it / 255
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
          })
          return 0.2126 * r + 0.7152 * g + 0.0722 * b
        }
        const { color, backgroundColor, opacity } = getComputedStyle(key)
        const [dark = 0, light = 0] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b)
        return opacity === '1' ? (light + 0.05) / (dark + 0.05) : 0
      })
    expect(contrast).toBeGreaterThanOrEqual(5)
  }
  await page.emulateMedia({ colorScheme: 'light' })
})

test('with forced colours, each state still looks different from the other', async () => {
  const { page } = front
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  const nav = page.getByRole('navigation', { name: 'Pages' })
  const outline = (name: string) =>
    nav.getByRole('link', { name }).evaluate((it) => getComputedStyle(it).outlineStyle)
  expect(await outline('Desk')).toBe('solid')
  expect(await outline('Office')).toBe('none')
  const presence = page.getByRole('radiogroup', { name: 'Presence' }).locator('label')
  const outlines = await presence.evaluateAll((labels) =>
    labels.map((it) => getComputedStyle(it).outlineStyle),
  )
  expect(outlines.sort()).toEqual(['none', 'solid'])
  await page.emulateMedia({ forcedColors: 'none' })
})

test('a screen reader says that the connection is lost, what that means, and that it is back', async () => {
  const words = await liveWords(front.page)
  await office.kill()
  await words.says(/^polite: Does not ring here/)
  await office.start()
  await words.says(/^polite: Live$/)
  await words.says(/^polite: Rings here$/)
  await words.stop()
  expect(words.all().filter((it) => it !== 'polite: Offline')).toEqual([
    'polite: Connection lost, reconnecting',
    'polite: Does not ring here: no connection to the server',
    'polite: Live',
    'polite: Rings here',
  ])
})
