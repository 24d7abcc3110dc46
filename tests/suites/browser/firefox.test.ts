import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, type TestContext, test, vi } from 'vitest'
import { addressIn } from '../../setup/another-loopback.ts'
import { figure } from '../../setup/figure.ts'
import { openFirefox } from '../../setup/firefox.ts'
import { openSoundServer, type SoundServer } from '../../setup/sound-server.ts'
import { openStreamProxy } from '../../setup/stream-proxy.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { timeUntil } from './pill.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 120_000 })

/** A page may say Live for that long after its stream fell silent. */
const NOTICED_WITHIN_MS = 30_000
const SEEN_ITSELF_MS = 3_000

let sound: SoundServer
let office: RunningSandbox
let browser: Browser
let phones: CallerPhones

beforeAll(async () => {
  sound = await openSoundServer()
  ;[office, browser] = await Promise.all([openSandbox({ SIM_AWAY_MS: '800' }), openFirefox(sound)])
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
  await sound?.close()
})

/** Errors that no code of the page handles, and what its security policy forbids, of this page and of the next ones. */
async function watchErrors({ page }: AgentDesk): Promise<() => Promise<string[]>> {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.addInitScript(() => {
    const refused: string[] = []
    Object.assign(window, { refused })
    addEventListener('securitypolicyviolation', (event) =>
      refused.push(`${event.violatedDirective} ${event.blockedURI}`),
    )
  })
  await page.reload()
  const refused = () => page.evaluate(() => (window as unknown as { refused: string[] }).refused)
  return async () => [...errors, ...(await refused())]
}

test.concurrent('in Firefox an agent answers, holds, parks, picks up and hangs up, with sound both ways and no error', async () => {
  const desk = await AgentDesk.open(browser, office, 'front_desk')
  const errors = await watchErrors(desk)
  await desk.start()
  const caller = await phones.call()
  await desk.rung('new')
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await caller.hears(({ hears, says }) => hears.kind === 'voices' && hears.level > 0 && says.level > 0)
  const { first, last } = await desk.media(caller)
  const seconds = (last.at - first.at) / 1_000
  figure('Firefox sends bytes a second', (last.bytesSent - first.bytesSent) / seconds)
  figure('Firefox receives bytes a second', (last.bytesReceived - first.bytesReceived) / seconds)
  await desk.press('My call', caller, 'Hold')
  await caller.is('hold music')
  await desk.press('My call', caller, 'Resume')
  await caller.is('talking with Front desk')
  await desk.press('My call', caller, 'Park')
  await desk.has('Parking lot', caller)
  await caller.is('park music')
  await desk.press('Parking lot', caller, 'Pick up')
  await desk.talks(caller)

  await desk.page.reload()
  await desk.has('Ringing', caller)
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.media(caller)
  await desk.press('My call', caller, 'Hang up')
  await caller.is('ended')
  await desk.forgot(caller)
  expect(await errors()).toEqual([])
  await desk.context.close()
})

test.concurrent('in Firefox a stream that falls silent and a network that is gone are noticed, and both come back', async ({
  onTestFinished,
}: TestContext) => {
  const streams = await openStreamProxy(addressIn(office.url))
  onTestFinished(() => streams.close())
  const desk = await AgentDesk.open(browser, { url: streams.url, person: office.person }, 'sales')
  await desk.signIn()
  await desk.connection('live')

  // The page is offline; the shared worker is not, and has to find its stream held back.
  streams.set('deaf')
  await desk.context.setOffline(true)
  figure(
    'Firefox went offline; the pill no longer said Live after (ms)',
    await timeUntil(desk, false, SEEN_ITSELF_MS),
  )
  await desk.context.setOffline(false)
  streams.set('carries')
  await timeUntil(desk, true, NOTICED_WITHIN_MS)

  streams.set('deaf')
  figure(
    'A stream fell silent in Firefox; the pill no longer said Live after (ms)',
    await timeUntil(desk, false, NOTICED_WITHIN_MS),
  )
  streams.set('carries')
  figure(
    'The proxy was healed; the pill said Live again after (ms)',
    await timeUntil(desk, true, NOTICED_WITHIN_MS),
  )
  await desk.context.close()
})
