import axe from 'axe-core'
import type { Browser, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { NOTIFICATION_LOCK } from '../../../web/service-worker/notification-turn.ts'
import { type BackgroundTabs, openBackgroundTabs } from '../../setup/background-tabs.ts'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
/** The browser of the front desk: one tab is seen, the others are hidden. */
let own: BackgroundTabs
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones
let cover: Page

beforeAll(async () => {
  ;[office, browser, own] = await Promise.all([
    openSandbox(),
    openBrowser(inject('chromium')),
    openBackgroundTabs(inject('wholeChromium')),
  ])
  await own.context.grantPermissions(['notifications', 'microphone'], { origin: office.url })
  ;[front, sales] = await Promise.all([
    AgentDesk.openIn(own.context, office, 'front_desk'),
    AgentDesk.open(browser, office, 'sales'),
  ])
  phones = await CallerPhones.open(browser, office)
  cover = await own.context.newPage()
  await front.page.bringToFront()
  await Promise.all([front.start(), sales.start()])
})

afterAll(async () => {
  await Promise.all([browser?.close(), own?.close()])
  await office?.close()
})

/** The agent looks at something else. */
beforeEach(() => cover.bringToFront())

const worker = (): Promise<Worker> =>
  pollUntil(
    async () => own.context.serviceWorkers().find((it) => it.url().startsWith(office.url)),
    'a worker',
  )

interface Shown {
  title: string
  body: string
  stays: boolean
  keys: string[]
  callSid: string
}

/** As the console does: a browser forgets what is shown just when somebody lists it. */
const shown = async (): Promise<Shown[]> =>
  (await worker()).evaluate(async (lock) => {
    const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
    const list = await navigator.locks.request(lock, () => registration.getNotifications())
    return list.map((it) => ({
      title: it.title,
      body: it.body,
      stays: it.requireInteraction,
      keys: 'actions' in it ? (it.actions as { title: string }[]).map(({ title }) => title) : [],
      callSid: it.data.callSid,
    }))
  }, NOTIFICATION_LOCK)

const notified = ({ callSid }: Caller) =>
  pollUntil(async () => (await shown()).find((it) => it.callSid === callSid), 'a notification')

const NOTHING_SHOWN = 'no notification of this call is shown'

const allGone = () => pollUntil(async () => (await shown()).length === 0, 'no notification')

/**
 * Clicks the notification of a call, or a key on it. No program can click one for real: the worker gets the event that the
 * browser would send. It may not bring a page to the front then.
 */
const click = async ({ callSid }: { callSid: string }, action: 'answer' | 'decline' | '') =>
  (await worker()).evaluate(
    async ([sid, key, nothingShown]) => {
      const scope = globalThis as unknown as EventTarget & { registration: ServiceWorkerRegistration }
      const notification = (await scope.registration.getNotifications()).find((it) => it.data.callSid === sid)
      if (!notification) throw new Error(nothingShown)
      const Click = Reflect.get(globalThis, 'NotificationEvent')
      const event = new Click('notificationclick', { notification, action: key })
      let work: Promise<unknown> = Promise.resolve()
      Object.defineProperty(event, 'waitUntil', { value: (it: Promise<unknown>) => (work = it) })
      scope.dispatchEvent(event)
      await work
    },
    [callSid, action, NOTHING_SHOWN],
  )

/** A notification that stayed when nobody could close it. */
const leftOver = async ({ callSid }: { callSid: string }, agentId = 'front_desk') =>
  (await worker()).evaluate(
    ([sid, agent]) => {
      const { registration } = globalThis as unknown as { registration: ServiceWorkerRegistration }
      const data = { agentId: agent, callSid: sid, offer: sid, caller: 'Ada' }
      return registration.showNotification('New call: Ada', { tag: sid ?? '', data })
    },
    [callSid, agentId],
  )

const icon = (page: Page) =>
  page.evaluate(() => document.querySelector('link[rel=icon]')?.getAttribute('href'))

/** In a tab that is hidden no key can be pressed. */
async function finish(caller: Caller) {
  await front.page.bringToFront()
  await front.press('My call', caller, 'Hang up')
  await front.forgot(caller)
}

async function hangsUp(caller: Caller) {
  await caller.hangUp()
  await front.forgot(caller)
}

test('a call that rings at a hidden desk stays on the screen with its keys, and Answer takes it', async () => {
  const caller = await phones.call('Nora Hall')
  const began = performance.now()
  const notification = await notified(caller)
  figure('A call rang at a hidden desk; its notification was there after (ms)', performance.now() - began)
  expect(notification).toMatchObject({
    title: 'New call: Nora Hall',
    stays: true,
    keys: ['Answer', 'Decline'],
  })
  expect(await front.page.title()).toContain('(1) Ringing')
  expect(await icon(front.page)).toMatch(/^data:image\/png/)
  await click(caller, 'answer')
  // As the browser does after a real click.
  await front.page.bringToFront()
  await front.talks(caller)
  await caller.is('talking with Front desk')
  await allGone()
  expect(await icon(front.page)).toBe('/logo.svg')
  await finish(caller)
})

test('the notification goes when a colleague answers, and Decline silences the call for this agent alone', async () => {
  const answered = await phones.call()
  await notified(answered)
  await sales.press('Ringing', answered, 'Answer')
  await allGone()
  await sales.talks(answered)
  await sales.press('My call', answered, 'Hang up')
  await front.forgot(answered)

  const declined = await phones.call()
  await notified(declined)
  await click(declined, 'decline')
  await front.lost('Ringing', declined)
  await front.notRinging()
  await allGone()
  await sales.has('Ringing', declined)
  await hangsUp(declined)
})

test('a click on a notification that is out of date says what happened, and changes nothing', async () => {
  const caller = await phones.call('Ada')
  await notified(caller)
  await sales.press('Ringing', caller, 'Answer')
  await sales.talks(caller)
  await allGone()
  await leftOver(caller)
  await click(caller, 'answer')
  await front.reads('Not answered: Ada')
  await front.page.getByText('Sales answered').first().waitFor()
  await leftOver(caller, 'workshop')
  await click(caller, 'answer')
  expect(await sales.card('My call', caller).count()).toBe(1)
  await caller.is('talking with Sales')
  await sales.press('My call', caller, 'Hang up')
  await front.forgot(caller)
})

test('the click reaches the tab with the line, wherever else the desk is open', async () => {
  const other = await front.again()
  await other.region('Ringing').waitFor()
  await cover.bringToFront()
  const caller = await phones.call()
  await notified(caller)
  await click(caller, 'answer')
  // As the browser does after a real click.
  await front.page.bringToFront()
  await front.talks(caller)
  expect(await other.telephones()).not.toBe('onCall')
  await other.page.close()
  await finish(caller)
})

test('a click that finds no desk is for the one that opens next', async () => {
  const { url } = office
  const shut = await phones.call()
  await hangsUp(shut)
  const context = own.context
  await front.page.goto('about:blank')
  await pollUntil(async () => {
    await leftOver(shut)
    // There is no page to bring to the front, and a program may not open one.
    const why = await click(shut, 'answer').catch(String)
    // What the page left behind is closed some time after it.
    return !why?.includes(NOTHING_SHOWN)
  }, 'a click')
  // As the browser does with a page that it opens.
  await front.page.bringToFront()
  await front.page.goto(url)
  await front.reads('Not answered: Ada')
  expect(context.serviceWorkers().length).toBeGreaterThan(0)
  await front.page.mouse.click(5, 5)
  await front.rings()
})

test('in quiet hours nothing rings and nothing is shown, the line says so, and so does the server', async () => {
  const { page } = front
  await page.bringToFront()
  await page.goto(`${office.url}/#ready`)
  const box = page.getByRole('region', { name: 'Your quiet hours' })
  await box.getByRole('switch').click()
  await box.getByLabel('Every day from').fill('00:00')
  await box.getByLabel('to', { exact: true }).fill('00:00')
  await page.locator('.reach-quiet').getByText('no ring, no notification').waitFor()
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])
  const rings = async () => {
    const agents: unknown = await sales.page.evaluate(async () => (await fetch('/api/agents')).json())
    return AgentView.array()
      .parse(agents)
      .find(({ agentId }) => agentId === 'front_desk')?.rings
  }
  await pollUntil(async () => (await rings())?.why === 'quiet_hours', 'the server knows')
  await sales.region('Colleagues').getByText('quiet hours', { exact: true }).waitFor()

  await cover.bringToFront()
  const caller = await phones.call()
  await sales.has('Ringing', caller)
  await sales.rung('new')
  expect([await page.evaluate(() => window.__switchyard?.ringing), await shown()]).toEqual([null, []])

  await page.bringToFront()
  await page.getByRole('button', { name: 'Ring until then' }).click()
  await front.rings()
  await pollUntil(async () => (await rings())?.ok === true, 'the server knows')
  await front.rung('new')
  await box.getByRole('switch').click()
  await page.getByRole('link', { name: 'Desk', exact: true }).click()
  await hangsUp(caller)
})

test('a console that cannot reach the server says so, and comes back by itself', async () => {
  const { page } = front
  await page.bringToFront()
  await office.kill()
  await page.reload()
  await page.getByRole('heading', { name: 'Switchyard cannot be reached' }).waitFor()
  await page.evaluate(axe.source)
  expect(await page.evaluate(async () => (await window.axe.run()).violations)).toEqual([])
  await office.start()
  const began = performance.now()
  await front.region('Ringing').waitFor()
  figure('The server was back; the desk followed after (ms)', performance.now() - began)
})
