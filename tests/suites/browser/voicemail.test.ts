import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type Caller, CallerPhones } from './caller.ts'
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
  ;[office, browser] = await Promise.all([
    openSandbox({ RING_TIMEOUT_S: '3', SIM_SPEECH_RATE: '0.1' }),
    openBrowser(inject('chromium')),
  ])
  ;[front, sales] = await openDesks(browser, office)
  admin = await AgentDesk.open(browser, office, 'ops')
  await admin.signIn()
  phones = await CallerPhones.open(browser, office)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const goTo = (desk: AgentDesk, page: 'Desk' | 'Voicemail' | 'Office') =>
  desk.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: page }).click()
const unheard = (desk: AgentDesk, count: number) => desk.page.locator(`[data-unheard="${count}"]`).waitFor()
const row = (desk: AgentDesk, { callSid }: Caller) => desk.page.locator(`[data-voicemail="${callSid}"]`)

/** A caller without an answer speaks after the tone and hangs up. */
async function leavesMessage(name: string): Promise<Caller> {
  const caller = await phones.call(name)
  await caller.is('voicemail')
  await caller.hears(({ hears }) => hears.kind === 'silence')
  const { frames } = (await caller.now()).says
  await pollUntil(async () => (await caller.now()).says.frames > frames + 75, 'the caller speaks')
  await caller.hangUp()
  return caller
}

test('a new message appears on every console, and once an agent has played it, every console says so', async () => {
  await goTo(front, 'Voicemail')
  await front.page.getByText('Nobody has left a message.').waitFor()
  const caller = await leavesMessage('Ada Brown')
  await Promise.all([unheard(front, 1), unheard(sales, 1)])
  await sales.reads('New message from Ada Brown')
  await goTo(sales, 'Voicemail')
  await Promise.all([row(front, caller), row(sales, caller)].map((it) => it.getByText('New').waitFor()))

  const sound = front.page.waitForResponse((it) => it.url().endsWith(`${caller.callSid}/audio`))
  await row(front, caller).getByRole('button', { name: 'Play: message of Ada Brown' }).click()
  const response = await sound
  expect([200, 206]).toContain(response.status())
  expect(response.headers()['content-type']).toBe('audio/wav')
  expect(response.headers()['cache-control']).toBe('private, no-store')
  const asked = await front.page.evaluate(async (path) => {
    const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer())
    return { head: String.fromCharCode(...bytes.slice(0, 4)), loud: bytes.slice(44).some((it) => it > 0) }
  }, `/api/voicemails/${caller.callSid}/audio`)
  expect(asked).toEqual({ head: 'RIFF', loud: true })

  await row(front, caller).getByText('Heard by you').waitFor()
  await row(sales, caller).getByText('Heard by Front desk').waitFor()
  for (const desk of [front, sales]) await desk.page.locator('[data-unheard]').waitFor({ state: 'detached' })
  // The sound really played.
  await front.page.waitForFunction(() => (document.querySelector('audio')?.played.length ?? 0) > 0)
})

test('the voicemail needs no pointer, and has no accessibility faults', async () => {
  await leavesMessage('Ben Ortiz')
  const { page } = front
  await page.getByText('Ben Ortiz').first().waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('heading', { name: 'Voicemail' }).focus()
  const play = page.getByRole('button', { name: 'Play: message of Ben Ortiz' })
  for (let n = 0; n < 10 && !(await play.and(page.locator(':focus')).count()); n++)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Heard by you').first().waitFor()
  await page.keyboard.press('Tab')
  const seek = page.getByRole('slider', { name: 'Position: message of Ben Ortiz' })
  await seek.and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  expect(Number(await seek.inputValue())).toBeGreaterThan(0)
})

test('a ringing call stays in sight on every page, however far it is scrolled, wide and narrow', async () => {
  for (const size of [
    { width: 390, height: 844 },
    { width: 1440, height: 700 },
  ]) {
    await front.page.setViewportSize(size)
    for (const shown of ['Voicemail', 'Office'] as const) {
      await goTo(front, shown)
      await front.page.getByRole('heading', { name: shown, exact: true }).waitFor()
      await front.page.evaluate(() => scrollTo(0, document.body.scrollHeight))
      const caller = await phones.call()
      await front.has('Ringing', caller)
      const box = await front.card('Ringing', caller).getByRole('button', { name: 'Answer' }).boundingBox()
      expect(box?.y, `${shown}, ${size.width} wide`).toBeGreaterThan(0)
      expect((box?.y ?? 0) + (box?.height ?? 0), `${shown}, ${size.width} wide`).toBeLessThan(size.height)
      await caller.hangUp()
      await front.forgot(caller)
    }
  }
  await goTo(front, 'Voicemail')
})

test('an agent answers a ringing call on the voicemail’s page as well', async () => {
  const caller = await phones.call('Carla Weiss')
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
})

test('an agent calls back the caller who left a message', async () => {
  const caller = await leavesMessage('Eve Adams')
  const { from } = await caller.now()
  // The last digits of a number may tell the simulator that it is busy.
  const answers = { method: 'POST', body: JSON.stringify({ behaviour: 'answer' }) }
  await fetch(`${office.simulatorUrl}/sim/numbers/${from}`, answers)
  await row(sales, caller).getByRole('button', { name: 'Call back Eve Adams' }).click()
  const phone = await pollUntil(
    async () => (await phones.legs()).find((leg) => leg.direction === 'outbound-api' && leg.endedAt === null),
    'a phone outside rings',
  )
  expect(phone.to).toBe(from)
  await sales.page.locator('[data-softphone="onCall"]').waitFor()
  await sales.region('My call').getByText('Talking', { exact: true }).waitFor()
  await sales.region('My call').getByText('Eve Adams').first().waitFor()
  await sales.region('My call').getByRole('button', { name: 'Hang up' }).click()
  await sales.region('My call').getByText('Talking', { exact: true }).waitFor({ state: 'detached' })
})

test('an administrator removes a message, and it is gone everywhere', async () => {
  const caller = await leavesMessage('Dev Patel')
  await row(sales, caller).waitFor()
  expect(await row(sales, caller).getByRole('button', { name: 'Remove' }).count()).toBe(0)
  await goTo(admin, 'Voicemail')
  await row(admin, caller).getByRole('button', { name: 'Remove the message of Dev Patel' }).click()
  await admin.page.getByRole('button', { name: 'Remove message' }).click()
  for (const desk of [front, sales, admin]) await row(desk, caller).waitFor({ state: 'detached' })
  const gone = await sales.page.evaluate(
    async (path) => (await fetch(path)).status,
    `/api/voicemails/${caller.callSid}/audio`,
  )
  expect(gone).toBe(404)
  await pollUntil(async () => {
    const list = await fetch(`${office.simulatorUrl}/sim/rest`)
    return (await list.text()).includes('DELETE')
  }, 'Twilio deletes the recording')
})

test('an administrator greets callers, and an agent who answers cuts it short', async () => {
  await goTo(admin, 'Office')
  const { page } = admin
  await page.getByRole('radiogroup', { name: 'Greeting' }).getByText('Read out').click()
  const words = `Welcome to Lee & Sons. ${'We are glad that you call. '.repeat(20)}`.trim()
  await page.getByLabel('Greeting: words').fill(words)
  await page.getByText(`“${words}”`).waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await admin.reads('The office was saved')

  const caller = await phones.call('Ella Novak')
  await caller.hears(({ hears }) => hears.kind === 'speech' && hears.label === words)
  // The consoles ring during the greeting.
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await caller.is('talking with Front desk')
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
})

test('an administrator closes the office: callers are told so, and no console rings', async () => {
  const { page } = admin
  await page.getByRole('radiogroup', { name: 'When the office is open' }).getByText('By the week').click()
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])
    await page.getByRole('button', { name: new RegExp(`^Remove 09:00.AM to 05:00.PM on ${day}$`) }).click()
  await page.getByRole('radiogroup', { name: 'When the office is closed' }).getByText('Read out').click()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Not saved yet: some fields need another look.').waitFor()
  await page.getByText('must not be empty').waitFor()
  await page.getByLabel('When the office is closed: words').fill('We are closed, call tomorrow.')
  await page.getByText('The call ends', { exact: true }).click()
  await page
    .getByRole('status')
    .filter({ hasText: 'Closed' })
    .getByText('“We are closed, call tomorrow.”')
    .waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await admin.reads('The office was saved')
  await front.page.getByRole('link', { name: 'Office closed' }).waitFor()

  const caller = await phones.call('Gina Rossi')
  await caller.hears(({ hears }) => hears.kind === 'speech' && hears.label.startsWith('We are closed'))
  await caller.is('ended')
  const [view, history] = await front.page.evaluate(
    (sid) =>
      Promise.all(
        [`/api/calls/${sid}`, `/api/calls/${sid}/history`].map(async (it) => (await fetch(it)).json()),
      ),
    caller.callSid,
  )
  expect(view).toMatchObject({ status: 'ended', outcome: 'missed', answeredAt: null })
  // It was never offered to an agent.
  expect(history).toMatchObject([
    { event: 'INBOUND', state: 'voicemail.announcing' },
    { event: 'CALLER_ENDED', state: 'ended' },
  ])
})

test('of two administrators the later one reads who saved first, and loses no changes', async () => {
  const another = await AgentDesk.open(browser, office, 'ops')
  await another.signIn()
  await goTo(another, 'Office')
  const always = (desk: AgentDesk) =>
    desk.page.getByRole('radiogroup', { name: 'When the office is open' }).getByText('Always open').click()
  await another.page.getByLabel('When the office is closed: words').fill('Come back soon.')
  await always(admin)
  await admin.page.getByRole('button', { name: 'Save', exact: true }).click()
  await front.page.getByRole('link', { name: 'Office', exact: true }).waitFor()
  await another.page.getByText('Operations has saved other changes.').waitFor()
  expect(await another.page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  await another.page.getByRole('button', { name: 'Keep mine instead' }).click()
  expect(await another.page.getByLabel('When the office is closed: words').inputValue()).toBe(
    'Come back soon.',
  )
  await another.page.getByRole('button', { name: 'Save', exact: true }).click()
  await another.reads('The office was saved')
  await admin.page.getByText('Come back soon.').first().waitFor()
  await another.context.close()
})

test('an agent who is no administrator reads the office’s settings, and cannot change them', async () => {
  await goTo(sales, 'Office')
  await sales.page.getByText('Administrators can change this.').waitFor()
  expect(await sales.page.getByLabel('Voice').isDisabled()).toBe(true)
  expect(await sales.page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0)
})
