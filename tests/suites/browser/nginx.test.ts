import { setTimeout as pause } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { type Nginx, openNginx } from '../../setup/nginx.ts'
import { openTcpProxy, type TcpProxy } from '../../setup/tcp-proxy.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { watchPill } from './pill.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

/** nginx closes what is idle for 60 s. A beat comes every ten, so less shows the same sooner. */
const IDLE_S = 12
/** nginx holds the head back too. A stream without one is given up after 10 s; the pill says Offline 6 s later. */
const OFFLINE_WITHIN_MS = 25_000
/** With the buffers of 4 kB that nginx has by itself, the calls of the other tests would push some events through. */
const MUCH = ['proxy_buffer_size 64k', 'proxy_buffers 4 64k', 'proxy_busy_buffers_size 64k']
let upstream: TcpProxy
let nginx: Nginx<'default' | 'manual' | 'buffers'>
let office: RunningSandbox
let browser: Browser

beforeAll(async () => {
  upstream = await openTcpProxy()
  nginx = await openNginx(upstream.address, {
    default: { http: '2' },
    manual: { http: '1.1', asTheManual: true, directives: [`proxy_read_timeout ${IDLE_S}s`] },
    buffers: {
      http: '2',
      asTheManual: true,
      directives: ['proxy_ignore_headers X-Accel-Buffering', ...MUCH],
    },
  })
  // The simulated Twilio goes through nginx too.
  const settings = { PUBLIC_URL: nginx.urls.default, NODE_EXTRA_CA_CERTS: nginx.ca }
  ;[office, browser] = await Promise.all([openSandbox(settings), openBrowser(inject('chromium'))])
  upstream.targets = [{ host: '127.0.0.1', port: Number(new URL(office.url).port) }]
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
  await nginx?.close()
  upstream?.close()
})

const deskBehind = (server: keyof typeof nginx.urls, agentId: string) =>
  AgentDesk.open(browser, { url: nginx.urls[server], person: office.person }, agentId, {
    ignoreHTTPSErrors: true,
  })

/** Rings, is answered, talks with sound both ways, is parked, picked up and ended. */
async function worksOnACall(desk: AgentDesk) {
  const caller = await (await CallerPhones.open(browser, office)).call(`For ${desk.person.agentId}`)
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.media(caller)
  await desk.press('My call', caller, 'Park')
  await caller.is('park music')
  await desk.press('Parking lot', caller, 'Pick up')
  await desk.talks(caller)
  await desk.press('My call', caller, 'Hang up')
  await caller.is('ended')
}

/** How the browser fetched the page and requests its stream. */
const protocolOf = ({ page }: AgentDesk): Promise<string[]> =>
  page.evaluate(() => [
    ...new Set(
      performance.getEntries().flatMap((it) => ('nextHopProtocol' in it ? [String(it.nextHopProtocol)] : [])),
    ),
  ])

test.concurrent('through nginx as Debian ships it, over HTTP/2, an agent answers, talks, parks and picks up', async () => {
  const desk = await (await deskBehind('default', 'front_desk')).start()
  expect(await protocolOf(desk)).toEqual(['h2'])
  await worksOnACall(desk)
  await desk.context.close()
})

test.concurrent('behind an nginx that is set as the manual says, over HTTP/1.1, no stream is cut for being idle', async () => {
  const desk = await (await deskBehind('manual', 'sales')).start()
  const [said, since] = [await watchPill(desk), performance.now()]
  expect(await protocolOf(desk)).toEqual(['http/1.1'])
  await worksOnACall(desk)
  await pause(2 * IDLE_S * 1_000 - (performance.now() - since))
  expect(await said()).toEqual(['live'])
  await desk.context.close()
})

test.concurrent('behind an nginx that holds the stream back the pill never says Live, and soon says Offline', async () => {
  const desk = await deskBehind('buffers', 'ops')
  await desk.signIn()
  const said = await watchPill(desk)
  const began = performance.now()
  await desk.page.locator('[data-connection="offline"]').waitFor({ timeout: OFFLINE_WITHIN_MS })
  figure('nginx holds the stream back; the pill says Offline after (ms)', performance.now() - began)
  expect(await said()).toEqual(['connecting', 'offline'])
  await desk.context.close()
})
