import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { buildConsole } from '../../../coordinator/commands/launcher/build-console.ts'
import { openBrowser } from '../../setup/browser.ts'
import { openConsoleFront } from '../../setup/console-front.ts'
import { figure } from '../../setup/figure.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  phones = await CallerPhones.open(browser, office)
})

// The desks of a test that failed would take the calls of the next one.
afterEach(async () => {
  for (const context of browser.contexts()) if (context !== phones.context) await context.close()
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** An available agent in a browser that does not let the page do everything. `spoil` runs before the page's own scripts. */
async function spoiledDesk(spoil: () => void): Promise<AgentDesk> {
  const desk = await AgentDesk.open(browser, office, 'front_desk')
  await desk.page.addInitScript(spoil)
  await desk.page.reload()
  await desk.signIn()
  await desk.page.getByRole('radiogroup', { name: 'Presence' }).getByText('Available').click()
  return desk
}

async function answersAndHangsUp(desk: AgentDesk) {
  const caller = await phones.call()
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await caller.is('talking with Front desk')
  await desk.press('My call', caller, 'Hang up')
  await caller.is('ended')
}

describe('a fault of one part of the browser leaves the desk usable', () => {
  test('where storage is forbidden', async () => {
    const desk = await spoiledDesk(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('The user forbids it', 'SecurityError')
          },
        })
    })
    await desk.page.getByRole('button', { name: 'settings' }).click()
    await desk.page.getByText('Compact', { exact: true }).click()
    await desk.page.getByText('Dark', { exact: true }).click()
    await desk.page.keyboard.press('Escape')
    await answersAndHangsUp(desk)
  })

  test('where storage is full', async () => {
    const desk = await spoiledDesk(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('It is full', 'QuotaExceededError')
      }
    })
    await answersAndHangsUp(desk)
  })

  test('where locks, workers, channels and notifications are refused', async () => {
    const desk = await spoiledDesk(() => {
      const refuse = () => {
        throw new DOMException('The user forbids it', 'SecurityError')
      }
      const refused = class {
        constructor() {
          refuse()
        }
      }
      for (const name of ['SharedWorker', 'BroadcastChannel', 'Notification'])
        Object.defineProperty(window, name, { value: refused })
      Object.defineProperty(refused, 'permission', { value: 'granted' })
      // So it is on an insecure origin.
      Object.defineProperty(crypto, 'randomUUID', { value: undefined })
      navigator.locks.request = async () => refuse()
      navigator.locks.query = async () => refuse()
    })
    await answersAndHangsUp(desk)
  })
})

describe('a browser in which the console cannot run says so', () => {
  async function opened(prepare: (page: Page) => Promise<unknown>, options = {}) {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await prepare(page)
    await page.goto(office.url)
    return page
  }
  const hasSignIn = (page: Page) => page.getByLabel('Username').count()

  test('because it is too old', async () => {
    const page = await opened((it) => it.addInitScript(() => Reflect.deleteProperty(AbortSignal, 'timeout')))
    await page.getByRole('heading', { name: 'This browser is too old' }).waitFor()
    await page.getByText('open this page in a current Chrome, Edge, Firefox or Safari').waitFor()
    expect(await hasSignIn(page)).toBe(0)
  })

  test.each([
    ['it cannot read the script', { contentType: 'text/javascript', body: 'class { #no' }],
    ['a part does not arrive', { status: 404, body: '' }],
  ])('because %s', async (_, answer) => {
    const page = await opened((it) => it.route('**/assets/*.js', (route) => route.fulfill(answer)))
    await page.getByRole('heading', { name: 'Switchyard did not start' }).waitFor()
  })

  test('because scripts are off', async () => {
    const page = await opened(async () => undefined, { javaScriptEnabled: false })
    await page.getByRole('heading', { name: 'JavaScript is off' }).waitFor()
    expect(await page.getByText('This browser is too old').isVisible()).toBe(false)
  })

  test('and a browser that has everything reads none of it', async () => {
    const page = await opened(async () => undefined)
    await page.getByLabel('Username').waitFor()
    for (const words of ['This browser is too old', 'Switchyard did not start', 'JavaScript is off'])
      expect(await page.getByText(words).isVisible()).toBe(false)
  })
})

/** What a translator does: it wraps each text in an element of its own. @param polite leaves out what says `translate="no"` */
function translate(polite: boolean) {
  const wrap = () => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: Text[] = []
    while (texts.nextNode()) found.push(texts.currentNode as Text)
    for (const text of found) {
      const { parentElement: parent } = text
      if (!parent || parent.closest('font, script, style') || text.data.trim() === '') continue
      if (polite && parent.closest('[translate=no], [translate=yes]')?.getAttribute('translate') === 'no')
        continue
      const font = document.createElement('font')
      text.replaceWith(font)
      font.append(text.data)
    }
  }
  new MutationObserver(wrap).observe(document.body, { childList: true, subtree: true, characterData: true })
  wrap()
}
const fonts = (desk: AgentDesk) => desk.page.locator('font:not(.plain-notice font)').count()

test('a translator leaves the desk alone; one that does not cannot end the talk', async () => {
  const desk = await (await AgentDesk.open(browser, office, 'front_desk')).start()
  const caller = await phones.call()
  await desk.page.evaluate(translate, true)
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  expect(await fonts(desk)).toBe(0)

  await desk.mark()
  await desk.page.evaluate(translate, false)
  for (const name of ['Hold', 'Resume', 'Park']) {
    await desk.page
      .getByRole('region', { name: 'My call' })
      .getByRole('button', { name, exact: true })
      .click()
    if (name !== 'Park')
      await desk.page.getByRole('button', { name: name === 'Hold' ? 'Resume' : 'Hold' }).waitFor()
  }
  await desk.press('Parking lot', caller, 'Pick up')
  await desk.talks(caller)
  figure('Texts that a translator had wrapped while the desk changed', await fonts(desk))

  // What React says when it must remove a node that a translator has moved.
  const drawnAnew = desk.page.waitForEvent('console', (it) => it.text().startsWith('The page was drawn anew'))
  await desk.page.evaluate(() => {
    const { removeChild } = Node.prototype
    Node.prototype.removeChild = () => {
      Node.prototype.removeChild = removeChild
      throw new DOMException('The node to be removed is not a child of this node.', 'NotFoundError')
    }
  })
  const other = await phones.call()
  await desk.has('Ringing', other)
  await other.hangUp()
  await drawnAnew
  await desk.lost('Ringing', other)
  await desk.talks(caller)
  expect(await desk.isMarked()).toBe(true)
  await desk.press('My call', caller, 'Hang up')
  await caller.is('ended')
})

test('a letter of another script is the shortcut at its place, and a name from right to left turns nothing', async () => {
  const desk = await (await AgentDesk.open(browser, office, 'front_desk')).start()
  const caller = await phones.call('ליאורה 12')
  await desk.has('Ringing', caller)
  const keys = await desk.context.newCDPSession(desk.page)
  for (const type of ['keyDown', 'keyUp'] as const)
    await keys.send('Input.dispatchKeyEvent', { type, key: 'ф', code: 'KeyA', text: 'ф' })
  await desk.talks(caller)
  await desk.press('My call', caller, 'Hold')
  // In the row of a held call the name is left of the words about it.
  const other = await phones.call()
  await desk.press('Ringing', other, 'Answer')
  await desk.talks(other)
  const row = desk.card('My call', caller)
  const left = async (words: string | RegExp) => (await row.getByText(words).first().boundingBox())?.x ?? 0
  expect(await left('ליאורה')).toBeLessThan(await left('on hold'))

  // What colours say, a line says where the system chooses the colours.
  await desk.page.emulateMedia({ forcedColors: 'active' })
  await desk.page.getByRole('button', { name: 'Mute' }).click()
  for (const name of ['Muted', 'Desk']) {
    const marked = desk.page.locator('[aria-pressed=true], [aria-current=page]').filter({ hasText: name })
    expect(await marked.evaluate((it) => getComputedStyle(it).outlineStyle)).toBe('solid')
  }
  for (const call of [other, caller]) await call.hangUp()
})

test('a page that is open over an upgrade loads itself once, and a build with a part missing does not loop', async () => {
  const front = await openConsoleFront(await buildConsole(), Number(new URL(office.url).port))
  const desk = await AgentDesk.open(browser, { ...office, url: front.url }, 'sales')
  await desk.page.route('**/assets/voicemail-page-*.js', (route) => route.abort())
  expect(front.pages).toBe(1)
  front.upgrade()
  const reloaded = desk.page.waitForEvent('load')
  await desk.page.getByLabel('Username').pressSequentially('s')
  await reloaded
  await desk.start()
  expect(front.pages).toBe(2)

  // Not during a call: that would cut it off.
  const caller = await phones.call()
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  front.upgrade()
  await desk.page.getByRole('link', { name: 'Voicemail' }).click()
  await desk.page.getByText('This part of the console could not be loaded.').waitFor()
  expect(front.pages).toBe(2)
  await caller.is('talking with Sales')
  await caller.hangUp()
  await desk.context.close()

  const broken = await AgentDesk.open(browser, { ...office, url: front.url }, 'sales')
  await broken.page.route('**/assets/desk-part-*.js', (route) => route.fulfill({ status: 404, body: '' }))
  await broken.page.reload()
  const before = front.pages
  await broken.page.getByLabel('Username').fill(broken.person.agentId)
  await broken.page.getByLabel('Password', { exact: true }).fill(broken.person.password)
  await broken.page.getByRole('button', { name: 'Sign in' }).click()
  await broken.page.getByRole('heading', { name: 'The desk could not be loaded' }).waitFor()
  await broken.page.waitForTimeout(2_000)
  expect(front.pages).toBe(before)
  front.close()
})
