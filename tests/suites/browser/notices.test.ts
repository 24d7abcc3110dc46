import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { CallerPhones } from './caller.ts'
import { type AgentDesk, look, openDesks } from './desk.ts'
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

/** The keys and cards that a notice lies over. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const line = document.querySelector('.news')?.getBoundingClientRect()
    if (!line) return ['no line']
    window.scrollTo(0, 0)
    return [...document.querySelectorAll('main button, main article, [role=alert]')]
      .filter((it) => {
        const box = it.getBoundingClientRect()
        return box.width > 0 && box.top < line.bottom && box.bottom > line.top
      })
      .map((it) => it.outerHTML.slice(0, 80))
  })

const goneRowsClose = (page: Page) => page.locator('[data-gone-sid]').first().waitFor({ state: 'detached' })

test('each tab of an agent says what really happened to a call, also where another tab did it', async () => {
  const second = await front.again()
  await second.region('Ringing').waitFor()
  const caller = await phones.call()
  await front.has('Ringing', caller)
  await second.has('Ringing', caller)
  await front.press('Ringing', caller, 'Answer')
  await second.reads('You answered it in another tab')
  await front.talks(caller)
  // The second tab says why two of its keys are off.
  await second.card('My call', caller).getByText('The sound of this call is in another tab').waitFor()
  expect(await second.card('My call', caller).getByRole('button', { name: 'Mute' }).isDisabled()).toBe(true)
  await front.press('My call', caller, 'Park')
  await Promise.all([front.reads('Parked in slot 1'), second.reads('You parked it in another tab, slot 1')])
  await sales.press('Parking lot', caller, 'Pick up')
  await Promise.all([front.reads('Sales picked up'), second.reads('Sales picked up')])
  await sales.talks(caller)
  await sales.press('My call', caller, 'Hang up')
  await front.forgot(caller)
  await second.page.close()
})

test('the same news of many calls is one notice, an error stays before it, and older ones can be reached', async () => {
  const { page } = front
  const callers = [await phones.call('Ada'), await phones.call('Ben'), await phones.call('Cem')]
  for (const caller of callers) await front.has('Ringing', caller)
  await front.page.route('**/decline', (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'No',
        status: 409,
        code: 'not_in_state',
        detail: 'No',
      }),
    }),
  )
  const [first] = callers
  if (first) await front.press('Ringing', first, 'Decline')
  const line = page.locator('.notice')
  await page.locator('.notice-bad').waitFor()
  await page.unroute('**/decline')
  for (const caller of callers) await caller.hangUp()
  for (const caller of callers) await front.forgot(caller)
  await front.reads('3 callers hung up')
  expect(await line.getAttribute('class')).toContain('notice-bad')
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await page.locator('.notice').getByText('3 callers hung up').waitFor()
  await page.getByRole('button', { name: /all notices/ }).click()
  const all = page.getByRole('list', { name: 'All notices, newest first' })
  await all.getByText('Ada · after', { exact: false }).waitFor()
  await all.getByText('Sales picked up').waitFor()
  await page.keyboard.press('Escape')
  await all.waitFor({ state: 'detached' })
})

test.each([
  ['wide', { width: 1440, height: 900 }],
  ['at 200 %', { width: 720, height: 450 }],
  ['on a phone', { width: 390, height: 844 }],
  ['320 pixels wide', { width: 320, height: 640 }],
])('a notice covers nothing and moves nothing: %s', async (_, size) => {
  const { page } = front
  await look(page, 'light', size)
  await goneRowsClose(page)
  const stays = await phones.call(`Anna Donaudampfschifffahrtsgesell ${size.width}`)
  const goes = await phones.call(`Wolfeschlegelsteinhausenbergerdorff${size.width}`)
  await front.has('Ringing', stays)
  await front.has('Ringing', goes)
  const answer = front.card('Ringing', stays).getByRole('button', { name: 'Answer' })
  const before = await answer.boundingBox()
  await goes.hangUp()
  await front.reads(/callers? hung up/)
  expect(await answer.boundingBox()).toEqual(before)
  expect(await covered(page)).toEqual([])
  const spill = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(spill).toBeLessThanOrEqual(0)
  await stays.hangUp()
  await front.forgot(stays)
})

test('a click that is meant for one caller never takes another', async () => {
  const { page } = front
  await look(page, 'light', { width: 1440, height: 900 })
  const [first, second, third] = [await phones.call(), await phones.call(), await phones.call()]
  for (const caller of [first, second, third]) await front.has('Ringing', caller)
  const key = front.card('Ringing', second).getByRole('button', { name: 'Answer' })
  await key.hover()
  const under = () =>
    page.evaluate(() => {
      const hovered = [...document.querySelectorAll(':hover')].at(-1)
      return hovered?.closest('[data-call-sid]')?.getAttribute('data-call-sid') ?? null
    })
  expect(await under()).toBe(second.callSid)
  const place = await key.boundingBox()
  // The one above goes: the row stays, with the reason in its place.
  await sales.press('Ringing', first, 'Answer')
  await front.lost('Ringing', first)
  await page.locator(`[data-gone-sid="${first.callSid}"]`).getByText('Sales answered').waitFor()
  expect(await key.boundingBox()).toEqual(place)
  // The one under the pointer goes: a click there does nothing.
  await second.hangUp()
  await front.lost('Ringing', second)
  await page.mouse.down()
  await page.mouse.up()
  await page.locator(`[data-gone-sid="${second.callSid}"]`).getByText('The caller hung up').waitFor()
  await front.has('Ringing', third)
  // Once the pointer has left, the rows close.
  await page.mouse.move(0, 0)
  await goneRowsClose(page)
  await front.press('Ringing', third, 'Answer')
  await front.talks(third)
  await front.press('My call', third, 'Hang up')
  await sales.press('My call', first, 'Hang up')
  await front.forgot(third)
})

test('a key that has just come under the pointer is not pressed', async () => {
  const { page } = front
  const first = await phones.call()
  await front.has('Ringing', first)
  const key = front.card('Ringing', first).getByRole('button', { name: 'Answer' })
  await key.hover()
  const box = await key.boundingBox()
  await first.hangUp()
  await front.lost('Ringing', first)
  await page.mouse.move(0, 0)
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10)
  // The page itself presses as soon as the card is there: no test is as fast as a hand that was on its way.
  const pressed = page.evaluate(
    ([x, y]) =>
      new Promise<number>((resolve) => {
        const observer = new MutationObserver(() => {
          const key = document.elementFromPoint(x, y)?.closest('button')
          if (!key) return
          observer.disconnect()
          const at = performance.now()
          key.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1 }))
          resolve(performance.now() - at)
        })
        observer.observe(document.body, { childList: true, subtree: true })
      }),
    [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10] as const,
  )
  const second = await phones.call()
  figure('A click on a key that has just come was dropped within (ms)', await pressed)
  await front.has('Ringing', second)
  await front.press('Ringing', second, 'Answer')
  await front.talks(second)
  await front.press('My call', second, 'Hang up')
  await front.forgot(second)
})

test('callers who wait and ring nowhere are an alarm, and each row says where its caller rings', async () => {
  const caller = await phones.call()
  await sales.region('Ringing').waitFor()
  await front.press('Ringing', caller, 'Decline')
  const another = await phones.call()
  await front.press('Ringing', another, 'Answer')
  await front.talks(another)
  const held = await phones.call()
  await sales.press('Ringing', held, 'Answer')
  await sales.talks(held)
  const alone = await phones.call()
  await front
    .region('Ringing')
    .getByRole('alert')
    .getByText(/^Nobody is free: \d callers? rings? nowhere/)
    .waitFor()
  await front.card('Ringing', alone).getByText('rings nowhere').waitFor()
  await front.press('My call', another, 'Hang up')
  await front.has('Ringing', alone)
  await sales.card('Ringing', alone).getByText('rings at Front desk').waitFor()
  await Promise.all([caller.hangUp(), alone.hangUp()])
  await sales.press('My call', held, 'Hang up')
  await front.forgot(alone)
})

test('the row of a call that has gone closes in time, also where others go after it', async () => {
  const { page } = front
  await page.mouse.move(0, 0)
  await goneRowsClose(page)
  const [first, second] = [await phones.call(), await phones.call()]
  for (const caller of [first, second]) await front.has('Ringing', caller)
  const row = ({ callSid }: { callSid: string }) => page.locator(`[data-gone-sid="${callSid}"]`)
  for (const caller of [first, second]) {
    await caller.hangUp()
    await row(caller).waitFor()
  }
  await row(first).waitFor({ state: 'detached' })
  expect(await row(second).count()).toBe(1)
})
