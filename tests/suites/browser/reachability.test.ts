import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, onTestFinished, test, vi } from 'vitest'
import { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import { openBrowser } from '../../setup/browser.ts'
import { figure } from '../../setup/figure.ts'
import { openRenamingProxy } from '../../setup/renaming-proxy.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { permissionsOf } from './permissions.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** What a page can see itself is on its screen, and at the server, within three seconds; a busy machine takes longer. */
const SEEN_WITHIN_MS = 8_000

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let phones: CallerPhones
let permit: Awaited<ReturnType<typeof permissionsOf>>

beforeAll(async () => {
  const insecure = '--host-resolver-rules=MAP desk.example 127.0.0.1'
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'), [insecure])])
  phones = await CallerPhones.open(browser, office)
  permit = await permissionsOf(browser)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** A desk whose browser fails in ways that a test chooses, before the page runs. */
async function openDesk(agentId: string, fault: () => void = () => {}, url = office.url): Promise<AgentDesk> {
  const desk = await AgentDesk.open(browser, { url, person: office.person }, agentId)
  onTestFinished(() => desk.context.close())
  await desk.page.addInitScript(fault)
  await desk.page.reload()
  return desk
}

/** The line under the header says these words. @returns ms until then */
async function line(page: Page, words: string): Promise<number> {
  const began = performance.now()
  await page.locator('[data-rings]').getByText(words).waitFor()
  return performance.now() - began
}

const ringsAgain = (page: Page) => page.locator('[data-rings="true"]').waitFor()

const read = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(async (it) => (await fetch(it)).json(), path)

const agent = async (page: Page, agentId: string) =>
  AgentView.array()
    .parse(await read(page, '/api/agents'))
    .find((it) => it.agentId === agentId)

const call = async (page: Page, { callSid }: Caller) =>
  CallView.parse(await read(page, `/api/calls/${callSid}`))

test('an agent goes available only when a call would ring, and mends in place what is missing', async () => {
  const desk = await openDesk('front_desk')
  const { page } = desk
  await permit(desk, 'microphone', 'denied')
  await desk.signIn()
  await page.getByRole('radiogroup', { name: 'Presence' }).getByText('Available').click()
  const check = page.locator('[data-check="microphone"]')
  await check.getByText('Chrome blocks it for this page').waitFor()
  const key = page.getByRole('button', { name: 'Available', exact: true })
  expect(await key.isDisabled()).toBe(true)
  expect((await agent(page, 'front_desk'))?.presence).toBe('away')
  expect(await faults(page, [DAY, NIGHT, PHONE])).toEqual([])

  await permit(desk, 'microphone', 'granted')
  const began = performance.now()
  await page.locator('[data-check="microphone"][data-state="works"]').waitFor()
  figure('The microphone was allowed; its line turned green after (ms)', performance.now() - began)
  await key.click()
  await page.getByRole('heading', { name: 'You are available' }).waitFor()
  await ringsAgain(page)

  await page.getByRole('button', { name: 'Test the line' }).click()
  await page.locator('[data-check="line"]').getByText('A test call had sound both ways').waitFor()
})

test('a page without https says that https is needed, and its agent stays away', async ({
  onTestFinished,
}) => {
  const proxy = await openRenamingProxy(office.url)
  onTestFinished(() => proxy.close())
  const desk = await openDesk('sales', () => {}, `http://desk.example:${proxy.port}`)
  const { page } = desk
  await desk.signIn()
  await line(page, 'the page has no https')
  await page.getByRole('radiogroup', { name: 'Presence' }).getByText('Available').click()
  await page.getByText('Open this desk with https').waitFor()
  expect((await agent(page, 'sales'))?.presence).toBe('away')
})

/** Of words that are cut off below. */
const hiddenHeight = ({ scrollHeight, clientHeight }: Element) => scrollHeight - clientHeight

test('a microphone that is no longer allowed is said by the line, by colleagues and by the server, and calls ring elsewhere', async () => {
  const [front, sales] = [await openDesk('front_desk'), await openDesk('sales')]
  await Promise.all([front.start(), sales.start()])
  const began = performance.now()
  await permit(front, 'microphone', 'denied')
  const seen = await line(front.page, 'microphone blocked')
  await pollUntil(
    async () => (await agent(sales.page, 'front_desk'))?.rings?.why === 'microphone_blocked',
    'the server knows it',
  )
  figure('A microphone was blocked; the line said so after (ms)', seen)
  figure('… and the server after (ms)', performance.now() - began)
  expect(performance.now() - began).toBeLessThan(SEEN_WITHIN_MS)
  const reason = sales.region('Colleagues').getByText('does not ring: microphone blocked')
  await reason.waitFor()
  // On a desk, on a phone, and at 200 %.
  for (const [width, height] of [
    [1280, 720],
    [390, 844],
    [640, 360],
  ] as const) {
    await sales.page.setViewportSize({ width, height })
    expect(await reason.locator('..').evaluate(hiddenHeight), `${width} wide`).toBeLessThanOrEqual(0)
  }
  await sales.page.setViewportSize(DAY.size)

  const caller = await phones.call()
  await sales.has('Ringing', caller)
  await pollUntil(
    async () => (await call(sales.page, caller)).ringingAt.join() === 'sales',
    'the ring is acknowledged',
  )
  expect((await call(sales.page, caller)).offeredTo).toEqual(['sales'])
  await front.page.getByText('Rings at Sales, not at you').waitFor()

  await permit(front, 'microphone', 'granted')
  await ringsAgain(front.page)
  await front.has('Ringing', caller)
  await caller.hangUp()
})

test('sound that the system has interrupted is said, and comes back with the next click anywhere', async () => {
  // A browser on a telephone refuses to go on while another program has the sound. A desktop's has no such interruption.
  const desk = await openDesk('front_desk', () => {
    const contexts: AudioContext[] = []
    const resume = AudioContext.prototype.resume
    let interrupted = false
    window.AudioContext = class extends AudioContext {
      constructor(options?: AudioContextOptions) {
        super(options)
        contexts.push(this)
      }
      override resume() {
        return interrupted ? Promise.reject(new Error('interrupted')) : resume.call(this)
      }
    }
    Object.assign(window, {
      interruptSound: (now: boolean) => {
        interrupted = now
        if (now) for (const context of contexts) void context.suspend()
      },
    })
  })
  await desk.start()
  const interrupt = (now: boolean) =>
    desk.page.evaluate((it) => Reflect.get(window, 'interruptSound')(it), now)
  await interrupt(true)
  const seen = await line(desk.page, 'sound is off')
  figure('The sound was interrupted; the line said so after (ms)', seen)
  expect(seen).toBeLessThan(SEEN_WITHIN_MS)
  await interrupt(false)
  await desk.region('Parking lot').click({ position: { x: 5, y: 5 } })
  await ringsAgain(desk.page)
})

test('a line that was lost comes back with the next click, however long the SDK would wait', async () => {
  const desk = await openDesk('front_desk')
  const { page } = desk
  const opened = new Set<WebSocketRoute>()
  let shut = false
  let refused = 0
  await page.routeWebSocket(/./, (socket) => {
    if (shut) {
      refused += 1
      return socket.close()
    }
    socket.connectToServer()
    opened.add(socket)
  })
  await page.reload()
  await desk.start()
  shut = true
  for (const socket of opened) await socket.close()
  await line(page, 'the line is down')
  // The next attempt of the SDK is 4 to 9 s away.
  await pollUntil(async () => refused >= 6, 'the SDK waits longer each time')
  shut = false
  const began = performance.now()
  await page.mouse.click(5, 5)
  await ringsAgain(page)
  expect(performance.now() - began).toBeLessThan(3_500)
})

test('a notification that the browser refuses keeps no card from the screen and no ring from the agent', async () => {
  // Chrome on Android has the constructor, and throws. The page is taken for hidden, as notifications are for hidden pages.
  const desk = await openDesk('front_desk', () => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })
    const refuse = () => {
      throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead.')
    }
    Object.defineProperty(window, 'Notification', {
      value: Object.assign(refuse, { permission: 'granted', requestPermission: async () => 'granted' }),
    })
  })
  await desk.start()
  const caller = await phones.call()
  const began = performance.now()
  await desk.has('Ringing', caller)
  await desk.rung('new')
  await pollUntil(
    async () => (await call(desk.page, caller)).ringingAt.includes('front_desk'),
    'the ring is acknowledged',
  )
  figure('A call rang; the server had the acknowledgement after (ms)', performance.now() - began)
  expect(performance.now() - began).toBeLessThan(SEEN_WITHIN_MS)
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.press('My call', caller, 'Hang up')
})

test('a microphone that is unplugged in mid-call is replaced, and the agent reads when none is left', async () => {
  // The fake devices of a browser cannot be unplugged: the page is told that they are gone, and their track ends.
  const desk = await openDesk('front_desk', () => {
    const { mediaDevices } = navigator
    const list = mediaDevices.enumerateDevices.bind(mediaDevices)
    const get = mediaDevices.getUserMedia.bind(mediaDevices)
    const tracks: MediaStreamTrack[] = []
    let plugged = ['Fake Default Audio Input', 'Fake Audio Input 1']
    mediaDevices.enumerateDevices = async () =>
      (await list()).filter((it) => it.kind !== 'audioinput' || plugged.includes(it.label))
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await get(constraints)
      const [track] = stream.getTracks()
      if (!track || !plugged.includes(track.label))
        throw new DOMException('Requested device not found', 'NotFoundError')
      tracks.push(track)
      return stream
    }
    Object.assign(window, {
      plug: (names: string[]) => {
        plugged = names
        for (const track of tracks.filter((it) => !names.includes(it.label))) {
          track.stop()
          track.dispatchEvent(new Event('ended'))
        }
        mediaDevices.dispatchEvent(new Event('devicechange'))
      },
    })
  })
  const plug = (...names: string[]) => desk.page.evaluate((it) => Reflect.get(window, 'plug')(it), names)
  await desk.start()
  const caller = await phones.call()
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.media(caller)

  await plug('Fake Audio Input 1')
  await desk.reads('Your microphone was unplugged')
  await desk.page.getByText('The caller hears you through Fake Audio Input 1 now').first().waitFor()
  await plug()
  const began = performance.now()
  const card = desk.card('My call', caller)
  await card.getByText('Your microphone is gone: the caller does not hear you.').waitFor()
  const seen = await line(desk.page, 'no microphone')
  figure('The last microphone was unplugged; card and line said so after (ms)', performance.now() - began)
  expect(seen).toBeLessThan(SEEN_WITHIN_MS)
  await plug('Fake Audio Input 2')
  await card.getByText('Your microphone is gone').waitFor({ state: 'detached' })
  await desk.talks(caller)
  await desk.press('My call', caller, 'Hang up')
})
