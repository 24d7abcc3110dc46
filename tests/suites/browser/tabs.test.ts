import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, type TestContext, test, vi } from 'vitest'
import { addressIn } from '../../setup/another-loopback.ts'
import { openBackgroundTabs } from '../../setup/background-tabs.ts'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { openStreamProxy, type StreamProxy } from '../../setup/stream-proxy.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** The longest that a tab may need to replace a host that died without a word. */
const HEALED_WITHIN_MS = 45_000
const ROUNDS = 3

vi.setConfig({ testTimeout: 180_000 })

let office: RunningSandbox
let browser: Browser
let phones: CallerPhones
let callers = 0
let lastCall: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  ;[office, browser] = await Promise.all([
    openSandbox(),
    openBrowser(inject('chromium'), ['--process-per-tab']),
  ])
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

interface Where extends Pick<TestContext, 'onTestFinished'> {
  browser?: Pick<Browser, 'newContext'>
}

/** The sandbox behind a proxy that counts the streams of one browser. */
async function countStreams({ onTestFinished }: Where): Promise<StreamProxy> {
  const streams = await openStreamProxy(addressIn(office.url))
  onTestFinished(() => streams.close())
  return streams
}

/** The first tab of a browser, in which an agent is signed in. */
async function openTab(agentId: string, where: Where, without = () => {}) {
  const streams = await countStreams(where)
  const at = { url: streams.url, person: office.person }
  const desk = await AgentDesk.open(where.browser ?? browser, at, agentId)
  where.onTestFinished(() => desk.context.close())
  await desk.page.evaluate(without)
  await desk.context.addInitScript(without)
  await desk.start()
  await desk.connection('live')
  return { streams, desk }
}

/** A browser of a test's own, whose tabs are hidden but for one, as those of an agent are. */
async function withHiddenTabs({ onTestFinished }: Where): Promise<Where> {
  const { context, close } = await openBackgroundTabs(inject('wholeChromium'))
  onTestFinished(close)
  return { onTestFinished, browser: { newContext: async () => context } }
}

const withoutWorker = () => {
  Reflect.deleteProperty(window, 'SharedWorker')
}
const withoutSharing = () => {
  Reflect.deleteProperty(window, 'SharedWorker')
  Reflect.deleteProperty(Navigator.prototype, 'locks')
}

async function openTabs(desk: AgentDesk, count: number): Promise<AgentDesk[]> {
  const tabs: AgentDesk[] = []
  for (let n = 0; n < count; n++) {
    const tab = await desk.again()
    await tab.connection('live')
    tabs.push(tab)
  }
  return tabs
}

const haveStreams = (streams: StreamProxy, count: number) =>
  pollUntil(async () => streams.open === count, `${count} streams are open`)

/** Freezes a page as a browser does to save memory, or wakes it up. */
async function freeze({ context, page }: AgentDesk, state: 'frozen' | 'active' = 'frozen') {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state })
}

/** Stops all that a page does, as a loop without an end would. @returns lets it go on */
async function hang({ context, page }: AgentDesk): Promise<() => Promise<unknown>> {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Debugger.enable')
  await devtools.send('Debugger.pause')
  return () => devtools.send('Debugger.disable')
}

/** Callers call one after another, also those of tests that run at the same time. */
function someoneCalls(): Promise<Caller> {
  const calling = lastCall.then(() => phones.call(`Caller of tabs ${++callers}`))
  lastCall = calling.catch(() => undefined)
  return calling
}

/** A new call appears in all these tabs. @returns ms from the first to the last of them */
async function showsACall(tabs: readonly AgentDesk[]): Promise<number> {
  const caller = await someoneCalls()
  await Promise.all(tabs.map((tab) => tab.has('Ringing', caller)))
  const shown = await Promise.all(
    tabs.map(({ page }) =>
      page.evaluate(
        (callSid) => window.__seen.sightings.find((it) => it.callSid === callSid)?.at ?? Number.NaN,
        caller.callSid,
      ),
    ),
  )
  await caller.hangUp()
  await Promise.all(tabs.map((tab) => tab.lost('Ringing', caller)))
  return Math.max(...shown) - Math.min(...shown)
}

const timeUntilLost = ({ page }: AgentDesk) =>
  page.locator('[data-connection]:not([data-connection="live"])').waitFor({ timeout: HEALED_WITHIN_MS })

async function timeUntilLive({ page }: AgentDesk): Promise<number> {
  const began = performance.now()
  await page.locator('[data-connection="live"]').waitFor({ timeout: HEALED_WITHIN_MS })
  return performance.now() - began
}

/** Median ms from the click on Answer until the server has confirmed it, and until the voice is there. */
async function timeToAnswer(tab: AgentDesk): Promise<{ confirmed: number; voice: number }> {
  const rounds: { confirmed: number; voice: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const caller = await someoneCalls()
    await tab.press('Ringing', caller, 'Answer')
    await tab.talks(caller)
    rounds.push(await tab.page.evaluate(sinceAnswer))
    await tab.press('My call', caller, 'Hang up')
    await tab.forgot(caller)
  }
  const median = (times: number[]) => times.sort((one, other) => one - other)[1] ?? Number.NaN
  return {
    confirmed: median(rounds.map((round) => round.confirmed)),
    voice: median(rounds.map((round) => round.voice)),
  }
}

const sinceAnswer = () => {
  const { presses, statuses } = window.__seen
  const answered = presses.findLast(({ name }) => name.startsWith('Answer'))?.at ?? Number.NaN
  const claim = performance
    .getEntriesByType('resource')
    .filter((it) => it instanceof PerformanceResourceTiming)
    .findLast(({ name }) => name.endsWith('/claim'))
  const talking = statuses.findLast(({ status }) => status === 'onCall')
  return {
    confirmed: performance.timeOrigin + (claim?.responseEnd ?? Number.NaN) - answered,
    voice: (talking?.at ?? Number.NaN) - answered,
  }
}

/** Waits until exactly one of these tabs rings. */
const theOneThatRings = (tabs: readonly AgentDesk[]): Promise<AgentDesk> =>
  pollUntil(async () => {
    const rings = await Promise.all(
      tabs.map(({ page }) => page.evaluate(() => (window.__switchyard?.ringing ?? null) !== null)),
    )
    const [one, ...others] = tabs.filter((_, n) => rings[n])
    return others.length === 0 && one
  }, 'one tab rings')

test('ten tabs of a browser share one stream and ring once, and the tenth answers as fast as one alone', async ({
  onTestFinished,
}) => {
  const { desk, streams } = await openTab('front_desk', await withHiddenTabs({ onTestFinished }))
  const alone = await timeToAnswer(desk)
  const tabs = [desk, ...(await openTabs(desk, 9))]
  expect(streams.open).toBe(1)
  figure('From the first of ten tabs that showed a call to the last (ms)', await showsACall(tabs))

  const tenth = tabs[9] as AgentDesk
  // The first click in a tab starts its softphone.
  await tenth.page.mouse.click(2, 2)
  await tenth.rings()
  const together = await timeToAnswer(tenth)
  figure(
    'From Answer to the word of the server, with one tab and with ten (ms)',
    alone.confirmed,
    together.confirmed,
  )
  figure('From Answer to the voice, with one tab and with ten (ms)', alone.voice, together.voice)
  // The voice takes as long as the machine has left for it.
  expect(together.confirmed).toBeLessThan(alone.confirmed + 300)

  const caller = await someoneCalls()
  await Promise.all(tabs.map((tab) => tab.has('Ringing', caller)))
  let ringing = await theOneThatRings(tabs)
  await ringing.page.close()
  tabs.splice(tabs.indexOf(ringing), 1)
  const began = performance.now()
  ringing = await theOneThatRings(tabs)
  figure('The tab that rang was closed; another rang after (ms)', performance.now() - began)
  await caller.hangUp()
  expect(streams.requested).toBe(1)
})

test.concurrent('without a shared worker one tab leads, and another takes its place when it is closed or hangs', async (context) => {
  const { desk, streams } = await openTab('sales', context, withoutWorker)
  const tabs = await openTabs(desk, 2)
  await haveStreams(streams, 1)
  await showsACall([desk, ...tabs])
  await desk.page.close()
  // The old stream may still stand when it is looked for.
  await pollUntil(async () => streams.requested === 2, 'another tab opens a stream')
  await haveStreams(streams, 1)
  await showsACall(tabs)

  const [leader, ...others] = tabs as [AgentDesk, ...AgentDesk[]]
  const goesOn = await hang(leader)
  const began = performance.now()
  await Promise.all(others.map(timeUntilLost))
  figure('The tab that led hung; the others said so after (ms)', performance.now() - began)
  await Promise.all(others.map(timeUntilLive))
  figure('The others were live again after (ms)', performance.now() - began)
  await showsACall(others)
  expect(streams.requested).toBe(3)
  await goesOn()
  await timeUntilLive(leader)
  await haveStreams(streams, 1)
  await showsACall(tabs)
})

test.concurrent('a tab that the browser freezes rings no more, leads no more, and is back when it wakes up', async ({
  onTestFinished,
}) => {
  const { desk, streams } = await openTab('sales', await withHiddenTabs({ onTestFinished }))
  const tabs = [desk, ...(await openTabs(desk, 2))]
  const frozenAndBack = async () => {
    const caller = await someoneCalls()
    const ringing = await theOneThatRings(tabs)
    await freeze(ringing)
    const awake = tabs.filter((tab) => tab !== ringing)
    const began = performance.now()
    await theOneThatRings(awake)
    figure('The tab that rang was frozen; another rang after (ms)', performance.now() - began)
    await caller.hangUp()
    await showsACall(awake)
    await freeze(ringing, 'active')
    await showsACall(tabs)
    await haveStreams(streams, 1)
  }
  await frozenAndBack()
  expect(streams.requested).toBe(1)
  await desk.context.addInitScript(withoutWorker)
  for (const { page } of tabs) await page.reload()
  await Promise.all(tabs.map((tab) => tab.connection('live')))
  await frozenAndBack()
})

test.concurrent('where a browser lets tabs share nothing, each has a stream of its own', async (context) => {
  const { desk, streams } = await openTab('sales', context, withoutSharing)
  const tabs = await openTabs(desk, 1)
  await haveStreams(streams, 2)
  await showsACall([desk, ...tabs])
})

test.concurrent('a shared worker that hangs is noticed, and the tabs go on with another stream', async (context) => {
  const { desk, streams } = await openTab('sales', context)
  const tabs = [desk, ...(await openTabs(desk, 1))]
  await hangWorker(desk.page)
  const began = performance.now()
  await timeUntilLost(desk)
  figure('The shared worker hung; a tab said so after (ms)', performance.now() - began)
  await Promise.all(tabs.map(timeUntilLive))
  figure('Its tabs were live again after (ms)', performance.now() - began)
  await showsACall(tabs)
  expect(streams.requested).toBe(2)
})

test.concurrent('who signs out and comes back as somebody else never has both desks in one browser', async (context) => {
  const { desk, streams } = await openTab('sales', context)
  const [other] = (await openTabs(desk, 1)) as [AgentDesk]
  await other.page.getByRole('button', { name: /, settings$/ }).click()
  await other.page.getByRole('button', { name: 'Sign out' }).click()
  const { agentId, password } = office.person('front_desk')
  await other.page.getByLabel('Username').fill(agentId)
  await other.page.getByLabel('Password', { exact: true }).fill(password)
  await other.page.getByRole('button', { name: 'Sign in' }).click()
  await other.connection('live')
  await desk.page.getByLabel('Username').waitFor()
  await haveStreams(streams, 1)
})

/** Stops the shared worker of a page, as a loop without an end would. */
async function hangWorker(page: Page) {
  const devtools = await browser.newBrowserCDPSession()
  const { targetInfos } = await devtools.send('Target.getTargets')
  const context = await page.context().newCDPSession(page)
  const { targetInfo } = await context.send('Target.getTargetInfo')
  const worker = targetInfos.find(
    ({ type, browserContextId }) =>
      type === 'shared_worker' && browserContextId === targetInfo.browserContextId,
  )
  if (!worker) throw new Error('The browser has no shared worker')
  const { sessionId } = await devtools.send('Target.attachToTarget', {
    targetId: worker.targetId,
    flatten: false,
  })
  for (const method of ['Debugger.enable', 'Debugger.pause'])
    await devtools.send('Target.sendMessageToTarget', {
      sessionId,
      message: JSON.stringify({ id: 1, method }),
    })
}
