import axe from 'axe-core'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import type { SimulatedCall } from '../../simulator/control/call-view.ts'
import {
  pointAt,
  startTestSimulator,
  startWebhookServer,
  type TestSimulator,
  until,
  type WebhookServer,
} from './test-simulator.ts'

let browser: Browser
let bench: TestSimulator
let deployment: WebhookServer
let page: Page

/** The call of somebody of that name. */
const callOf = (name: string) =>
  until(async () =>
    (await bench.caller.ask<SimulatedCall[]>('/sim/calls')).find((it) => it.callerName === name),
  )

beforeAll(async () => {
  bench = await startTestSimulator({ awayMs: 3_000 })
  deployment = await startWebhookServer({
    '/voice': () =>
      '<Dial><Conference startConferenceOnEnter="false" waitUrl="/wait/ringback">r</Conference></Dial>',
    '/wait/ringback': () => '<Pause length="60"/>',
    '/park': () => '<Pause length="60"/>',
    '/echo': () => '<Dial><Conference beep="false">echo</Conference></Dial>',
  })
  await pointAt(bench, deployment)
  browser = await openBrowser(inject('wholeChromium'))
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

test('faults are set, healed and done to one leg on the page', async () => {
  const caller = await bench.caller.call({ from: '+12175550143', callerName: 'Ben Example' })
  await page.locator('#faults summary').click()
  const callbacks = page.getByRole('group', { name: 'Callbacks' })
  await callbacks.getByLabel('Sent twice, %').fill('30')
  await page.getByLabel('Failing, %').fill('10')
  await page.getByLabel('Seed').fill('7')
  await page.getByRole('button', { name: 'Let it go wrong' }).click()
  await page.getByText('30 % of callbacks sent twice; 10 % of REST requests').waitFor()
  const shown = page.locator('#in-force')
  expect(await shown.textContent()).toContain('Seed 7.')
  expect(await bench.caller.ask('/sim/faults')).toMatchObject({
    seed: 7,
    callbacks: { duplicate: 0.3 },
    rest: { answer: [429, 500, 503, 'lost', 'slow'], share: 0.1 },
  })
  const journal = await bench.caller.ask('/sim/faults/journal')
  const buffer = Buffer.from(JSON.stringify(journal))
  await page
    .getByLabel('Have it again')
    .setInputFiles({ name: 'f.json', mimeType: 'application/json', buffer })
  await until(async () => (await shown.textContent())?.includes('as it was before'))
  await page.getByRole('button', { name: 'Heal everything' }).click()
  await until(async () => (await shown.textContent()) === 'None.')
  await page.getByRole('button', { name: 'Kill: Ben Example: ringing' }).click()
  await bench.caller.where(caller, 'ended')
})

test('the page has no accessibility faults, by day and by night', async () => {
  await page.locator('#calls > :not(.ended) summary').first().click()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await violations()).toEqual([])
  }
})

/** A page of its own, from which somebody calls. */
async function callFrom(another: Page, name: string, words?: string) {
  await another.goto(bench.simulator.url)
  return callAgain(another, name, words)
}

async function callAgain(another: Page, name: string, words?: string) {
  await another.getByLabel('Your name').fill(name)
  if (words !== undefined) await another.getByLabel('You speak with').selectOption(words)
  await another.getByRole('button', { name: 'Call', exact: true }).click()
  const { callSid } = await callOf(name)
  const card = another.getByRole('listitem').filter({ has: another.locator('.who', { hasText: name }) })
  const said = async () => (await bench.caller.state(callSid)).says.level
  return { callSid, card, said }
}

test('two callers with a tone each hear one another, on the page', async () => {
  const another = await browser.newPage()
  const ann = await callFrom(another, 'Ann Tone', '440')
  const bob = await callAgain(another, 'Bob Silent', 'silence')
  for (const { callSid } of [ann, bob])
    await bench.client.calls(callSid).update({ url: `${deployment.url}/echo` })
  const shown = (card: Locator, name: string) =>
    card.getByLabel(name).evaluate((it: HTMLMeterElement) => it.value)
  await until(async () => (await shown(bob.card, 'Heard')) > 0.4)
  await until(async () => (await shown(ann.card, 'Said')) > 0.4)
  await until(async () => (await shown(ann.card, 'Heard')) === 0)
  await ann.card.getByRole('button', { name: 'Mute' }).click()
  await until(async () => (await shown(bob.card, 'Heard')) === 0)
  await ann.card.getByRole('button', { name: 'Mute' }).click()
  await until(async () => (await shown(bob.card, 'Heard')) > 0.4)
  await another.close()
})

test('one telephone at a time is at the ear and has the microphone', async () => {
  const another = await browser.newPage()
  // A microphone that never falls silent, unlike that of a browser under test.
  await another.addInitScript(() => {
    const context = new AudioContext()
    const microphone = context.createMediaStreamDestination()
    const hum = context.createOscillator()
    hum.connect(microphone)
    hum.start()
    navigator.mediaDevices.getUserMedia = async () => {
      await context.resume()
      return microphone.stream
    }
  })
  const first = await callFrom(another, 'First')
  await until(async () => (await first.said()) > 0.1)
  const second = await callAgain(another, 'Second')
  await until(async () => (await second.said()) > 0.1 && (await first.said()) === 0)
  const listens = (card: Locator) => card.getByRole('button', { name: 'Listen' }).getAttribute('aria-pressed')
  expect([await listens(first.card), await listens(second.card)]).toEqual(['false', 'true'])
  await first.card.getByRole('button', { name: 'Listen' }).click()
  await until(async () => (await first.said()) > 0.1 && (await second.said()) === 0)
  expect([await listens(first.card), await listens(second.card)]).toEqual(['true', 'false'])
  await another.close()
})

test('without a microphone a tone speaks for the caller, who is told so', async () => {
  const another = await browser.newPage()
  await another.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'))
  })
  const caller = await callFrom(another, 'Without')
  await caller.card.getByText('No microphone was found: a tone of 440 Hz speaks for you.').waitFor()
  await until(async () => (await caller.said()) > 0.1)
  await another.close()
})

test('a page that is closed hangs up, as one who puts the receiver down', async () => {
  const another = await browser.newPage()
  const { callSid, said } = await callFrom(another, 'Leaving', '440')
  await until(async () => (await said()) > 0.1)
  const closedAt = Date.now()
  await another.close({ runBeforeUnload: true })
  await bench.caller.where(callSid, 'ended')
  expect(Date.parse((await bench.caller.state(callSid)).endedAt ?? '') - closedAt).toBeLessThan(2_500)
})

test('a page whose network is lost has its call until the telephone network misses it', async () => {
  const another = await browser.newPage()
  const { callSid, said } = await callFrom(another, 'Tunnel', '440')
  await another.getByLabel('When this page closes').selectOption('lost')
  await until(async () => (await said()) > 0.1)
  await another.close({ runBeforeUnload: true })
  await until(async () => (await said()) === 0)
  expect(await bench.caller.state(callSid)).toMatchObject({ status: 'in-progress' })
  await bench.caller.where(callSid, 'ended')
  expect(await bench.caller.state(callSid)).toMatchObject({ status: 'completed' })
})

test('what is no offer of WebRTC is refused, and nobody is called', async () => {
  const before = (await bench.caller.ask<SimulatedCall[]>('/sim/calls')).length
  const answer = await bench.caller.ask<{ error?: string }>('/sim/calls', { sdp: 'nonsense' })
  expect(answer.error).toMatch(/WebRTC/)
  expect(await bench.caller.ask<SimulatedCall[]>('/sim/calls')).toHaveLength(before)
})
