import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { addressIn, besides } from '../../setup/another-loopback.ts'
import { type BackgroundTabs, openBackgroundTabs } from '../../setup/background-tabs.ts'
import { openBrowser } from '../../setup/browser.ts'
import { openDeployment, passwordOf, type TestDeployment } from '../../setup/deployment.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { openStreamProxy } from '../../setup/stream-proxy.ts'
import { openTcpProxy } from '../../setup/tcp-proxy.ts'
import { AgentDesk } from './desk.ts'
import { FAULTS, type Fault, type Line } from './reach-faults.ts'
import {
  parkCallerFor,
  pillsSaid,
  placeCall,
  type ServerWatch,
  watchPills,
  watchServer,
} from './reach-rig.ts'

/** What nobody can see is noticed within this time. */
const SILENCE_MS = 40_000
/** What the page can see it says within this time; the server hears it and stops offering calls. */
const SEEN_MS = 3_000
/** An agent without a console keeps the presence for ten seconds, as for a reload. */
const GRACE_MS = 10_000
/** A ring is acknowledged within this time, also by a hidden tab. */
const ACKNOWLEDGED_MS = 3_000
/** For a busy machine. */
const SLACK_MS = 5_000
/** Sooner than Chromium's own, which waits five minutes. */
const THROTTLED_AFTER_S = 10
const PARKED_S = 8
/** The fault comes so long before the parked caller returns. */
const BEFORE_RETURN_MS = 4_000
const HEALTHY = Array.from({ length: extent({ full: 8, short: 2 }) }, (_, n) => `healthy${n + 1}`)
const WATCHED_MS = extent({ full: 60 * 60_000, short: 15_000 })

// Each row opens a console of its own: more at once would be more than two cores carry.
vi.setConfig({ testTimeout: WATCHED_MS + 150_000, hookTimeout: 180_000, maxConcurrency: 5 })

let deployment: TestDeployment
let browser: Browser
let tabs: BackgroundTabs
let server: ServerWatch
const healthy = new Map<string, AgentDesk>()

beforeAll(async () => {
  ;[deployment, browser, tabs] = await Promise.all([
    openDeployment({
      redis: { REDIS_URL: inject('redisUrl') },
      coordinators: 1,
      env: { PARK_TIMEOUT_S: String(PARKED_S), RETURN_TIMEOUT_S: '300', RING_TIMEOUT_S: '300' },
    }),
    openBrowser(inject('chromium')),
    openBackgroundTabs(inject('wholeChromium'), THROTTLED_AFTER_S),
  ])
  await deployment.hire('watcher', 'clock', ...HEALTHY, ...FAULTS.map(({ agentId }) => agentId))
  server = await watchServer(deployment, 'watcher')
  for (const [n, agentId] of HEALTHY.entries()) healthy.set(agentId, await openHealthy(agentId, n % 2 === 1))
  await tabs.cover()
})

afterAll(async () => {
  await Promise.all([browser?.close(), tabs?.close()])
  await deployment?.close()
})

const officeAt = (url: string) => ({
  url,
  person: (agentId: string) => ({ agentId, password: passwordOf(agentId) }),
})

async function openLine({ agentId, inBackground, prepare }: Fault): Promise<Line> {
  const streams = await openStreamProxy(addressIn(deployment.publicUrl))
  const network = await openTcpProxy([addressIn(streams.url)], besides(streams.url))
  const office = officeAt(`http://${network.address}`)
  const desk = inBackground
    ? await AgentDesk.openIn(tabs.context, office, agentId)
    : await AgentDesk.open(browser, office, agentId)
  if (prepare) {
    await desk.page.addInitScript(prepare)
    await desk.page.reload()
  }
  await desk.start()
  if (inBackground) await tabs.cover()
  return {
    desk,
    streams,
    network,
    async close() {
      await (inBackground ? desk.page : desk.context).close()
      network.close()
      streams.close()
    },
  }
}

async function openHealthy(agentId: string, isHidden: boolean): Promise<AgentDesk> {
  const { port } = new URL(deployment.publicUrl)
  // Tabs of one browser share the cookies of a host. Each name below localhost is another one.
  const office = officeAt(isHidden ? `http://${agentId}.localhost:${port}` : deployment.publicUrl)
  const desk = isHidden
    ? await AgentDesk.openIn(tabs.context, office, agentId)
    : await AgentDesk.open(browser, office, agentId)
  return desk.start()
}

let opening: Promise<unknown> = Promise.resolve()
/** Pages that load at once would take so long that steps time out. */
function oneByOne<T>(open: () => Promise<T>): Promise<T> {
  const opened = opening.then(open)
  opening = opened.catch(() => undefined)
  return opened
}

const rings = (agentId: string) =>
  server.until(({ agents }) => agents.get(agentId)?.rings?.ok === true, `${agentId} rings`, 20_000)

test.concurrent.each(FAULTS)(
  '$what: the page says so, the server stops offering calls, and a caller rings elsewhere',
  async (fault) => {
    const { agentId, what, seen } = fault
    const line = await oneByOne(() => openLine(fault))
    await watchPills(line.desk)
    await rings(agentId)
    const { callSid, returnsAt, hangUp } = await parkCallerFor(deployment, agentId)
    await pause(returnsAt - BEFORE_RETURN_MS - Date.now())
    const hitAt = Date.now()
    await fault.break(line)
    const thereAt = Date.now()
    const [outAt, elsewhereAt] = await Promise.all([
      server.until(
        ({ agents }) => agents.get(agentId)?.rings?.ok !== true,
        `${agentId} is left out`,
        SILENCE_MS,
      ),
      server.until(
        ({ calls }) => calls.get(callSid)?.ringingAt.some((it) => it.startsWith('healthy')) ?? false,
        'rings elsewhere',
        SILENCE_MS,
      ),
    ])
    await hangUp()
    const spokeAgainAt = Date.now()
    await fault.mend?.(line)
    const said = await wordsAfter(line, hitAt)
    await line.close()
    const since = fault.mend ? spokeAgainAt : thereAt
    const seconds = (ms: number) => (Math.max(0, ms) / 1_000).toFixed(1)
    const [pageMs, outMs, elsewhereMs] = [
      (said?.at ?? since) - since,
      outAt - thereAt,
      elsewhereAt - returnsAt,
    ]
    const told = said === undefined ? '' : `${said.words}${fault.mend ? ', when it wakes' : ''}`
    // The table of docs/reachability.md.
    process.stdout.write(
      `| ${what} | ${told} | ${seconds(pageMs)} s | ${seconds(outMs)} s | ${seconds(elsewhereMs)} s |\n`,
    )
    expect(returnsAt).toBeGreaterThan(thereAt)
    expect(pageMs).toBeLessThan(seen ? SEEN_MS + SLACK_MS : SILENCE_MS)
    expect(outMs).toBeLessThan(seen ? SEEN_MS + SLACK_MS : SILENCE_MS)
    expect(elsewhereMs).toBeLessThan(GRACE_MS + ACKNOWLEDGED_MS + SLACK_MS)
  },
)

/** What the page said first after the fault, once it no longer said that it rings. Undefined: the page is gone. */
async function wordsAfter({ desk }: Line, hitAt: number) {
  if (desk.page.isClosed()) return undefined
  await desk.page.waitForFunction(
    (at) => window.__said.some((said) => said.at >= at && said.rings === 'false'),
    hitAt,
    {
      timeout: SILENCE_MS,
    },
  )
  return (await pillsSaid(desk)).find(({ at, rings }) => at >= hitAt && rings === 'false')
}

test.concurrent('a clock that is set two hours ahead changes nothing', async () => {
  const desk = await oneByOne(async () => {
    const opened = await AgentDesk.open(browser, officeAt(deployment.publicUrl), 'clock')
    await opened.page.addInitScript(() => {
      const real = Date.now.bind(Date)
      let aheadMs = 0
      Date.now = () => real() + aheadMs
      addEventListener('clock', () => {
        aheadMs = 2 * 60 * 60_000
      })
    })
    await opened.page.reload()
    return opened.start()
  })
  await rings('clock')
  await watchPills(desk)
  await desk.page.evaluate(() => void dispatchEvent(new Event('clock')))
  const callSid = await placeCall(deployment, 'For the clock')
  // At the latest with the next beat.
  await desk
    .card('Ringing', { callSid })
    .locator('[role="timer"]')
    .getByText(/^0:\d\d$/)
    .waitFor()
  // Two beats.
  await pause(21_000)
  expect(
    (await pillsSaid(desk)).filter((said) => said.rings !== 'true' || said.connection !== 'live'),
  ).toEqual([])
  await desk.context.close()
})

test.concurrent('healthy consoles, half of them hidden, never say that they do not ring, and ring at once', async () => {
  for (const desk of healthy.values()) await watchPills(desk)
  await Promise.all(HEALTHY.map(rings))
  const alarms: string[] = []
  const until = Date.now() + WATCHED_MS
  await server.until(
    ({ agents }) => {
      for (const agentId of HEALTHY) {
        const { rings } = agents.get(agentId) ?? {}
        if (rings?.ok !== true)
          alarms.push(`${new Date().toISOString()} ${agentId}: ${JSON.stringify(rings)}`)
      }
      return Date.now() > until
    },
    'the watch is over',
    WATCHED_MS + 10_000,
  )
  const placedAt = Date.now()
  const callSid = await placeCall(deployment, 'For everybody')
  const rungAt = await server.until(
    ({ calls }) => HEALTHY.every((agentId) => calls.get(callSid)?.ringingAt.includes(agentId)),
    'it rings everywhere',
    ACKNOWLEDGED_MS + SLACK_MS,
  )
  for (const [agentId, desk] of healthy)
    for (const said of await pillsSaid(desk))
      if (said.rings !== 'true') alarms.push(`${agentId} says: ${said.connection}, ${said.words}`)
  const hidden = await Promise.all(
    [...healthy.values()].map((desk) => desk.page.evaluate(() => document.visibilityState)),
  )
  figure(
    'Healthy consoles, hidden ones among them',
    HEALTHY.length,
    hidden.filter((it) => it === 'hidden').length,
  )
  figure('Watched for (s), alarms', WATCHED_MS / 1_000, alarms.length)
  figure('A call rings at all of them after (ms)', rungAt - placedAt)
  expect(alarms).toEqual([])
  expect(hidden.filter((it) => it === 'hidden').length).toBe(HEALTHY.length / 2)
})
