import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type Bench, type Deployment, point, startBench, startDeployment, until } from './bench.ts'

let browser: Browser
let bench: Bench
let deployment: Deployment
let page: Page

beforeAll(async () => {
  bench = await startBench()
  deployment = await startDeployment({
    '/voice': () =>
      '<Dial><Conference startConferenceOnEnter="false" waitUrl="/wait/ringback">r</Conference></Dial>',
    '/wait/ringback': () => '<Pause length="60"/>',
    '/park': () => '<Pause length="60"/>',
  })
  await point(bench, deployment)
  browser = await openBrowser(inject('chromium'))
  page = await browser.newPage()
  await page.goto(bench.simulator.url)
}, 20_000)

afterAll(async () => {
  await browser.close()
  await bench.simulator.close()
  await deployment.stop()
})

async function violations(): Promise<string[]> {
  await page.evaluate(axe.source)
  const result = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return result.violations.map((violation) => violation.id)
}

test('a caller places calls on the page and sees where they are', async () => {
  await page.getByLabel('Your name').fill('Ann Example')
  await page.getByLabel('You call from').fill('+1 217 555 0142')
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await page.getByRole('status').getByText('Ringing').waitFor()
  const webhook = await until(() => deployment.to('/voice')[0])
  expect(webhook.params).toMatchObject({ From: '+12175550142', CallerName: 'Ann Example' })
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await until(async () => (await page.getByRole('status').count()) === 2)
  const caller = webhook.params.CallSid ?? ''
  await bench.client.calls(caller).update({ url: `${deployment.url}/park` })
  await page.getByRole('status').getByText('Park music').waitFor()
  await page.getByRole('button', { name: 'Hang up: Ann Example' }).click()
  await page.getByRole('status').getByText('Ended').waitFor()
  await bench.caller.where(caller, 'ended')
})

test('the page has no accessibility faults, by day and by night', async () => {
  await page.locator('summary').first().click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await violations()).toEqual([])
  }
})
