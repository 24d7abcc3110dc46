import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { AgentDesk } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

vi.setConfig({ testTimeout: 60_000 })

/** Many times what a machine takes that does nothing else. */
const SOON_MS = 11_000

let office: RunningSandbox
let browser: Browser

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const OFFICE_SCRIPT = /\/assets\/office-page-[^/]+\.js$/
const gone = (page: Page) => page.route(OFFICE_SCRIPT, (route) => route.fulfill({ status: 404 }))
const goToOffice = (page: Page) => page.getByRole('link', { name: 'Office' }).click()

test('the desk is fetched while an agent types, compressed, and not before', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const codings = new Map<string, string | undefined>()
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    if (pathname.startsWith('/assets/')) codings.set(pathname, response.headers()['content-encoding'])
  })
  const fetched = (name: string) => [...codings.keys()].some((path) => path.includes(`/${name}-`))
  await page.goto(office.url, { waitUntil: 'networkidle' })
  await page.getByLabel('Username').waitFor()
  expect(fetched('index')).toBe(true)
  expect(fetched('desk-part') || fetched('voice-sdk')).toBe(false)
  await page.getByLabel('Username').pressSequentially('front')
  await vi.waitUntil(() => fetched('desk-part') && fetched('voice-sdk'), { timeout: 10_000 })
  const scripts = [...codings].filter(([path]) => /(index|desk-part|voice-sdk)-/.test(path))
  expect(scripts.filter(([, coding]) => coding !== 'br')).toEqual([])
  await context.close()
})

test('a page whose script is gone after an upgrade reloads the console, once', async () => {
  const desk = await AgentDesk.open(browser, office, 'front_desk')
  const { page, context } = desk
  await gone(page)
  await desk.start()
  // The server has another build: its page names another script.
  const html = await (await fetch(office.url)).text()
  let reloads = 0
  page.on('load', () => {
    reloads += 1
  })
  await page.route(`${office.url}/`, async (route) => {
    if (route.request().isNavigationRequest()) return route.continue()
    await route.fulfill({ contentType: 'text/html', body: html.replace(/index-[^"]+\.js/, 'index-later.js') })
    await page.unroute(OFFICE_SCRIPT)
  })
  await goToOffice(page)
  await vi.waitUntil(() => reloads === 1, { timeout: 10_000 })
  await page.getByRole('heading', { name: 'Office', exact: true }).waitFor()
  await page.getByText('Opening hours').first().waitFor()
  expect(reloads).toBe(1)
  await context.close()
})

test('a page that cannot be loaded for another reason says so, and the desk stays', async () => {
  const desk = await AgentDesk.open(browser, office, 'sales')
  const { page, context } = desk
  await gone(page)
  await desk.start()
  await desk.mark()
  await goToOffice(page)
  await page.getByRole('alert').getByText('could not be loaded').waitFor()
  await page.getByRole('link', { name: 'Desk' }).click()
  await desk.rings()
  expect(await desk.isMarked()).toBe(true)
  await goToOffice(page)
  await page.unroute(OFFICE_SCRIPT)
  await page.getByRole('button', { name: 'Reload' }).click()
  await page.getByText('Opening hours').first().waitFor()
  await context.close()
})

/** Milliseconds from a moment until the page shows a desk that is live. Where there is no moment: from opening the page. */
const usable = (page: Page, since: 'Sign in' | null) =>
  page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        const from = () => window.__seen.presses.find((press) => press.name === name)?.at
        const look = () => {
          if (!document.querySelector('main.desk') || !document.querySelector('[data-connection="live"]'))
            return
          observer.disconnect()
          resolve(performance.timeOrigin + performance.now() - (from() ?? performance.timeOrigin))
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { subtree: true, childList: true, attributes: true })
        look()
      }),
    since,
  )

test('the desk is there soon after signing in, and sooner when the page is opened again', async () => {
  const desk = await AgentDesk.open(browser, office, 'sales')
  const { page, context } = desk
  const cold = usable(page, 'Sign in')
  await desk.signIn()
  const signIn = await cold
  await page.reload({ waitUntil: 'commit' })
  const again = await usable(page, null)
  figure('From the press of Sign in, with nothing cached, to a live desk (ms)', signIn)
  figure('From opening the page again to a live desk (ms)', again)
  expect(signIn).toBeLessThan(SOON_MS)
  expect(again).toBeLessThan(SOON_MS)
  await context.close()
})
