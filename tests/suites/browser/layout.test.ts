import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type BusyOffice, openBusyOffice } from './busy-office.ts'
import { look } from './desk.ts'
import { faults, NIGHT, PHONE } from './faults.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

const SLOTS = 20
const COLLEAGUES = 30
const CROWD = { parked: SLOTS, ringing: 8, talking: 14, away: COLLEAGUES - 14 }
const WIDE = { width: 1440, height: 900 }

let office: BusyOffice
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[office, browser] = await Promise.all([
    openBusyOffice(inject('redisUrl'), 'me', CROWD),
    openBrowser(inject('chromium')),
  ])
  page = await signedIn()
  await page.getByRole('radiogroup', { name: 'Presence' }).getByText('Available').click()
  await rows()
    .nth(CROWD.ringing - 1)
    .waitFor()
  await tiles()
    .nth(COLLEAGUES - 1)
    .waitFor()
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

async function signedIn(): Promise<Page> {
  const context = await browser.newContext({ viewport: WIDE })
  context.setDefaultTimeout(20_000)
  const page = await context.newPage()
  await page.goto(office.url)
  const { agentId, password } = office.person('me')
  await page.getByLabel('Username').fill(agentId)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
  return page
}

const region = (name: string) => page.getByRole('region', { name })
const rows = () => region('Ringing').locator('[data-call-sid]')
const tiles = () => region('Colleagues').locator('[data-agent-id]')
const boxesOf = (of: Locator) =>
  of.evaluateAll((all) =>
    all.map((it) => {
      const { x, y, width, height } = it.getBoundingClientRect()
      return [x, y, width, height].map(Math.round)
    }),
  )

async function choose(group: string, value: string, on = page) {
  await on.getByRole('button', { name: 'settings' }).click()
  await on.getByRole('radiogroup', { name: group }).getByText(value).click()
  await on.keyboard.press('Escape')
}

/** What a window this large does not show without scrolling. */
const outOfSight = () =>
  page.evaluate(() =>
    [...document.querySelectorAll('[data-slot], [data-free-slot], [data-agent-id], form[aria-label=Dial]')]
      .filter((it) => {
        const { top, bottom, left, right } = it.getBoundingClientRect()
        const box = it.closest('.colleague-tiles, .slots-in-sight')?.getBoundingClientRect()
        const [from, to] = [box?.top ?? 0, Math.min(box?.bottom ?? innerHeight, innerHeight)]
        return top < from - 1 || bottom > to + 1 || left < 0 || right > innerWidth
      })
      .map((it) => it.outerHTML.slice(0, 90)),
  )

/** Keys that cannot be pressed at their middle, nor near their left and right ends, or that are too small for a finger. */
const covered = (keys: string) =>
  page.evaluate((keys) => {
    const found = [...document.querySelectorAll<HTMLElement>(keys)]
      .filter((key) => {
        if (key.closest('details:not([open])') || !key.checkVisibility()) return false
        key.scrollIntoView({ block: 'center' })
        const { left, top, width, height } = key.getBoundingClientRect()
        const isHit = (part: number) => {
          const hit = document.elementFromPoint(left + width * part, top + height / 2)
          return hit !== null && (key.contains(hit) || hit.contains(key))
        }
        return ![0.1, 0.5, 0.9].every(isHit) || width < 24 || height < 24
      })
      .map((key) => key.outerHTML.slice(0, 120))
    scrollTo(0, 0)
    return found
  }, keys)

const spill = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

test('30 colleagues and 20 slots are in sight at 1440 x 900, comfortable and compact', async () => {
  for (const density of ['Comfortable', 'Compact']) {
    await choose('Density', density)
    await page.locator(`html[data-density=${density.toLowerCase()}]`).waitFor()
    expect(await page.locator('[data-slot], [data-free-slot]').count()).toBe(SLOTS)
    expect(await tiles().count()).toBe(COLLEAGUES)
    expect(await outOfSight()).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollHeight - innerHeight),
    ).toBeLessThanOrEqual(0)
  }
})

test('what an agent chose is there in another browser', async () => {
  await page.getByRole('button', { name: /^AGENT_3 / }).click()
  await page.mouse.move(0, 0)
  await page.getByRole('menuitem', { name: 'Add to favourites' }).click()
  await page.mouse.move(0, 0)
  const first = (of: Page) =>
    of.getByRole('region', { name: 'Colleagues' }).locator('[data-agent-id]').first()
  await page.locator('h3').getByText('Favourites').waitFor()
  expect(await first(page).getAttribute('data-agent-id')).toBe('agent_3')
  expect(await outOfSight()).toEqual([])
  const elsewhere = await signedIn()
  await elsewhere.locator('html[data-density=compact]').waitFor()
  await elsewhere.locator('h3').getByText('Favourites').waitFor()
  expect(await first(elsewhere).getAttribute('data-agent-id')).toBe('agent_3')
  const kept = elsewhere.waitForResponse((it) => it.request().method() === 'PATCH')
  await choose('Density', 'Comfortable', elsewhere)
  await kept
  await elsewhere.context().close()
  await page.reload()
  await page.locator('html[data-density=comfortable]').waitFor()
  await rows()
    .nth(CROWD.ringing - 1)
    .waitFor()
  await tiles()
    .nth(COLLEAGUES - 1)
    .waitFor()
  expect(await outOfSight()).toEqual([])
})

test.each([
  [1920, 1080],
  [1440, 900],
  [1280, 800],
  [1024, 768],
  [768, 1024],
  [720, 450],
  [390, 844],
])('at %d x %d nothing is too wide, and each key can be pressed', async (width, height) => {
  await look(page, 'light', { width, height })
  expect(await spill()).toBeLessThanOrEqual(0)
  expect(await covered('main :is(button, a)')).toEqual([])
  if (width === 1440) expect(await faults(page, [NIGHT, PHONE])).toEqual([])
})

test('a row keeps its place and its digit while calls come and go', async () => {
  await look(page, 'light', WIDE)
  const digits = () => page.locator('.ring-list .ring-digit').allTextContents()
  expect(await digits()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  const before = await boxesOf(rows())
  expect(before.every(([, , , height]) => height === 46)).toBe(true)
  await rows().nth(2).getByRole('button', { name: 'Decline' }).click()
  await page.locator('[data-gone-sid]').waitFor()
  expect(await digits()).toEqual(['1', '2', '–', '4', '5', '6', '7', '8'])
  expect((await boxesOf(page.locator('.ring-list .ring'))).map(([x, y]) => [x, y])).toEqual(
    before.map(([x, y]) => [x, y]),
  )
  await page.mouse.move(0, 0)
  await page.locator('[data-gone-sid]').waitFor({ state: 'detached' })
  expect(await digits()).toEqual(['1', '2', '4', '5', '6', '7', '8'])
})

test('who is looked for stands out, and no tile moves', async () => {
  const before = await boxesOf(tiles())
  await page.keyboard.press('/')
  await page.keyboard.type('agent_1')
  await page.locator('.tile.hit').first().waitFor()
  expect(await page.locator('.tile.hit').count()).toBe(11)
  expect(await page.locator('.tile.aside').count()).toBe(COLLEAGUES - 11)
  expect(await boxesOf(tiles())).toEqual(before)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.evaluate(() => document.activeElement?.matches('.tile'))).toBe(true)
  await page.keyboard.press('/')
  await page.keyboard.press('Escape')
  await page.locator('.tile.aside').first().waitFor({ state: 'detached' })
})

test('a caller is dragged from the lot to my call, and from there into a free slot', async () => {
  const taken = page.locator('[data-slot="5"]')
  const sid = await taken.getAttribute('data-call-sid')
  await taken.locator('.slot-who').dragTo(region('My call').locator('.idle'))
  const mine = region('My call').locator(`[data-call-sid="${sid}"]`)
  await mine.waitFor()
  const free = page.locator('[data-free-slot="5"]')
  await mine.locator('.mine-head').dragTo(free)
  await taken.waitFor()
  expect(await taken.getAttribute('data-call-sid')).toBe(sid)
  await mine.waitFor({ state: 'detached' })
})

test('above another page each key of a call can be pressed, and who it is can be read', async () => {
  const LINE = '.call-line :is(button, a)'
  const line = page.locator('.call-line')
  const isReadable = async (words: string) => {
    for (const width of [1600, 1440, 1280, 1024, 390, 320]) {
      await look(page, 'light', { width, height: 700 })
      expect(await covered(LINE), `${words}, ${width} wide`).toEqual([])
      expect(await spill(), `${words}, ${width} wide`).toBeLessThanOrEqual(0)
      const who = await line.locator('.line-who').evaluate((it) => it.clientWidth)
      expect(who, `${words}, ${width} wide`).toBeGreaterThanOrEqual(width > 560 ? 110 : 70)
    }
    await look(page, 'light', WIDE)
  }
  await page.getByRole('link', { name: 'Contacts' }).click()
  await line.getByRole('button', { name: 'Decline' }).waitFor()
  await isReadable('A call rings')
  await page.mouse.move(0, 0)
  await line.getByRole('button', { name: 'Answer' }).click()
  await line.getByRole('button', { name: 'Park' }).waitFor()
  await line.getByRole('link', { name: 'to take on the desk' }).waitFor()
  await isReadable('A call is answered')
})
