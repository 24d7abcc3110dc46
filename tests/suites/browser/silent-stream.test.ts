import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, type TestContext, test, vi } from 'vitest'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import { addressIn, besides } from '../../setup/another-loopback.ts'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { openStreamProxy } from '../../setup/stream-proxy.ts'
import { openTcpProxy } from '../../setup/tcp-proxy.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { timeUntil, watchPill } from './pill.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** A page may say Live for that long after its stream fell silent. */
const NOTICED_WITHIN_MS = 30_000
/** A page tries a stream that failed again at least so often. */
const BACK_WITHIN_MS = 30_000

vi.setConfig({ testTimeout: 120_000 })

let office: RunningSandbox
let browser: Browser

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** The sandbox behind a network, and a proxy that knows its streams. */
async function behindProxies({ onTestFinished }: Pick<TestContext, 'onTestFinished'>) {
  const streams = await openStreamProxy(addressIn(office.url))
  const network = await openTcpProxy([addressIn(streams.url)], besides(streams.url))
  onTestFinished(() => {
    network.close()
    streams.close()
  })
  return { streams, network, url: `http://${network.address}`, person: office.person }
}

test.concurrent('a stream that falls silent while all else works is noticed, and is live again when the proxy is healed', async (context) => {
  const proxied = await behindProxies(context)
  const { streams } = proxied
  const desk = await (await AgentDesk.open(browser, proxied, 'front_desk')).start()
  await desk.connection('live')
  const before = streams.requested
  streams.set('deaf')
  const noticed = await timeUntil(desk, false, NOTICED_WITHIN_MS)
  figure('A stream fell silent; the pill no longer said Live after (ms)', noticed)
  expect(noticed).toBeGreaterThan(10_000)
  expect(await desk.page.locator('[data-connection]').textContent()).toContain('reconnecting')
  expect(await desk.status('/healthz')).toBeLessThan(500)
  await pollUntil(async () => streams.requested > before, 'the stream is requested again')

  // What happens until then is on the desk as soon as it is live again.
  const caller = await (await CallerPhones.open(browser, office)).call()
  expect(await desk.card('Ringing', caller).count()).toBe(0)
  streams.set('carries')
  figure(
    'The proxy was healed; the pill said Live again after (ms)',
    await timeUntil(desk, true, BACK_WITHIN_MS),
  )
  await desk.has('Ringing', caller)
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.press('My call', caller, 'Hang up')
  await desk.context.close()
})

test.concurrent('a network that goes deaf is noticed, and the desk is live again when it is healed', async (context) => {
  const proxied = await behindProxies(context)
  const { network } = proxied
  const desk = await (await AgentDesk.open(browser, proxied, 'sales')).start()
  await desk.connection('live')
  network.set('hangs')
  const noticed = await timeUntil(desk, false, NOTICED_WITHIN_MS)
  figure('The network went deaf; the pill no longer said Live after (ms)', noticed)
  await pause(5_000)
  network.set('carries')
  figure(
    'The network was healed; the pill said Live again after (ms)',
    await timeUntil(desk, true, BACK_WITHIN_MS),
  )
  await desk.context.close()
})

test.concurrent('a wallboard can be read from afar, turns grey when no beat comes, and is true again when the stream is healed', async (context) => {
  const proxied = await behindProxies(context)
  const { streams } = proxied
  const viewport = { width: 1920, height: 1080 }
  const { page, ...desk } = await AgentDesk.open(browser, proxied, 'front_desk', { viewport })
  await page.getByLabel('Username').fill('front_desk')
  await page.getByLabel('Password', { exact: true }).fill(proxied.person('front_desk').password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'settings' }).click()
  await page.getByRole('link', { name: 'Wallboard' }).click()
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
  await page.locator('.wall-person').first().waitFor()
  const { small, spill } = await page.evaluate(() => {
    const texts = [...document.querySelectorAll<HTMLElement>('.wall *')].filter((it) =>
      [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim()),
    )
    return {
      small: texts
        .filter(
          (it) => !it.closest('.visually-hidden') && Number.parseFloat(getComputedStyle(it).fontSize) < 40,
        )
        .map((it) => it.outerHTML),
      spill: document.documentElement.scrollHeight - window.innerHeight,
    }
  })
  expect(small).toEqual([])
  expect(spill).toBeLessThanOrEqual(0)
  streams.set('deaf')
  const began = performance.now()
  await page.locator('.wall-silent').waitFor({ timeout: 20_000 })
  figure('The stream fell silent; the wallboard was grey after (ms)', performance.now() - began)
  await page
    .getByRole('status')
    .filter({ hasText: /^ ?No news since \d/ })
    .waitFor()
  streams.set('carries')
  await page.locator('.wall:not(.wall-silent)').waitFor({ timeout: BACK_WITHIN_MS })
  await page.getByRole('link', { name: 'Switchyard' }).click()
  await page.getByRole('region', { name: 'Ringing' }).waitFor()
  await desk.context.close()
})

test.concurrent('behind a proxy that holds the body of the stream back the pill never says Live', async (context) => {
  const proxied = await behindProxies(context)
  const { streams } = proxied
  streams.set('buffers')
  const desk = await AgentDesk.open(browser, proxied, 'sales')
  await desk.signIn()
  const said = await watchPill(desk)
  const before = streams.requested
  await pause(22_000)
  expect(await said()).toEqual(['connecting', 'offline'])
  await desk.reads('A proxy holds the live feed back')
  figure('While the body was held back the pill said', ...(await said()))
  figure('Streams that it requested in 22 s', streams.requested - before)
  expect(streams.requested).toBeGreaterThan(before)
  expect(streams.requested - before).toBeLessThan(8)
  streams.set('carries')
  figure('The body passed again; the pill said Live after (ms)', await timeUntil(desk, true, BACK_WITHIN_MS))
  expect(await said()).toEqual(['connecting', 'offline', 'live'])
  await desk.context.close()
})

test.concurrent('a page of another protocol says that a new version is ready, and reloads when nobody needs it', async () => {
  const desk = await AgentDesk.open(browser, office, 'sales')
  const { page } = desk
  const opening = { consoleId: 'newer', protocol: PROTOCOL + 1 }
  const data = JSON.stringify({ calls: [], agents: [], serverTime: new Date().toISOString(), ...opening })
  const body = `retry: 600000\n\nevent: snapshot\ndata: ${data}\n\n`
  // Playwright answers no requests of a shared worker.
  const withoutWorker = () => Reflect.deleteProperty(window, 'SharedWorker')
  await page.evaluate(withoutWorker)
  await page.addInitScript(withoutWorker)
  await page.route('**/api/events?*', (route) => route.fulfill({ contentType: 'text/event-stream', body }))
  await desk.signIn()
  await desk.reads('A new version is ready')
  await desk.mark()
  await page.getByRole('button', { name: 'Reload', exact: true }).click()
  await desk.region('Ringing').waitFor()
  expect(await desk.isMarked()).toBe(false)

  await desk.reads('A new version is ready')
  await desk.mark()
  const dialled = page.locator('[data-dial-number]')
  await dialled.fill('217')
  await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' }))
  await pause(7_000)
  expect(await desk.isMarked()).toBe(true)
  await dialled.fill('')
  await page.waitForFunction(() => document.body?.hasAttribute('data-same-page') === false)
  await desk.reads('A new version is ready')
  await desk.context.close()
})
