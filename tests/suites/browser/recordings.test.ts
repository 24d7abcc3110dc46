import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk, openDesks } from './desk.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let admin: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  ;[front, sales] = await openDesks(browser, office)
  admin = await AgentDesk.open(browser, office, 'ops')
  await admin.signIn()
  phones = await CallerPhones.open(browser, office)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const goTo = (desk: AgentDesk, page: 'History' | 'Recordings') =>
  desk.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: page }).click()

/** What the office's rule says of recordings, beside its other settings. */
const rule = (recording: object) =>
  admin.page.evaluate(async (it) => {
    const { rev, changedAt, changedBy, ...office } = await (await fetch('/api/office')).json()
    const body = JSON.stringify({ ...office, recording: { ...office.recording, ...it } })
    const headers = { 'content-type': 'application/json', 'if-match': `"${rev}"` }
    return (await fetch('/api/office', { method: 'PUT', headers, body })).status
  }, recording)

test('a recorded call is heard by who talked on it, found again, and refused to a colleague', async () => {
  await goTo(admin, 'Recordings')
  await admin.page.getByText('Calls are not recorded.').waitFor()
  expect(await front.page.getByRole('link', { name: 'Recordings' }).count()).toBe(0)
  expect(await rule({ inbound: 'always', announces: false, heardBy: 'own' })).toBe(200)
  const caller = await phones.call('Ida Vogel')
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await pollUntil(async () => {
    const recordings = await fetch(`${office.simulatorUrl}/sim/calls/${caller.callSid}/recordings`)
    return (await recordings.json()).length > 0
  }, 'Twilio records')
  const { frames } = (await caller.now()).says
  await pollUntil(async () => (await caller.now()).says.frames > frames + 75, 'the caller speaks')
  await front.press('My call', caller, 'Hang up')

  const { page } = front
  const recorded = (desk: AgentDesk) => desk.page.locator(`[data-recorded-call="${caller.callSid}"]`)
  await goTo(front, 'Recordings')
  await recorded(front).getByText('You · talked').waitFor()
  await recorded(front).getByRole('button', { name: 'Listen' }).click()
  const line = page.getByRole('slider', { name: 'Position' })
  await line.and(page.locator(':focus')).waitFor()
  await page.waitForFunction(() => (document.querySelector('audio')?.played.length ?? 0) > 0)
  await page.getByText(/^Above the line Ida Vogel 0:0[1-9]/).waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await line.focus()
  await page.keyboard.press('Home')
  await page.getByLabel('Speed').selectOption('0.75')
  await line.focus()
  await page.keyboard.press('ArrowRight')
  expect(Number(await line.inputValue())).toBeGreaterThan(0.5)
  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  expect((await saved).suggestedFilename()).toMatch(/^20.+\.wav$/)

  await page.getByRole('searchbox').fill('nobody')
  await page.getByText('No recordings match.').waitFor()
  await page.getByRole('searchbox').fill('Vogel')
  await recorded(front).waitFor()
  await page.getByRole('button', { name: 'Outbound' }).click()
  await page.getByText('No recordings match.').waitFor()

  await goTo(front, 'History')
  await page.getByRole('button', { name: /^Ida Vogel/ }).click()
  await page.getByRole('button', { name: 'Listen: Ida Vogel' }).waitFor()

  await goTo(sales, 'Recordings')
  await sales.page.getByText('There are no recordings of your calls now.').waitFor()
  const { recordings } = await sales.page.evaluate(
    async (sid) => (await fetch(`/api/calls/${sid}`)).json(),
    caller.callSid,
  )
  const audio = `/api/calls/${caller.callSid}/recordings/${recordings[0].recordingSid}/audio`
  expect(await sales.page.evaluate(async (it) => (await fetch(it)).status, audio)).toBe(403)

  // On a phone nothing lies over how long it is.
  await admin.page.setViewportSize(PHONE.size)
  expect(
    await recorded(admin)
      .locator('.recording-head .grow')
      .evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
  ).toBe(0)
  await admin.page.setViewportSize(DAY.size)
  await recorded(admin).getByRole('button', { name: 'Delete the recording' }).click()
  await admin.page.getByRole('button', { name: 'Delete recording' }).click()
  await admin.page.getByText('The recording is deleted.').waitFor()
  expect(await admin.page.evaluate(async (it) => (await fetch(it)).status, audio)).toBe(404)
})
