import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { compiled, type Messages, messagesOf } from '../../../web/language/build/catalogues.ts'
import { openBrowser } from '../../setup/browser.ts'
import { full } from '../../setup/extent.ts'
import { pseudo } from '../../setup/language/pseudo.ts'
import { CallerPhones } from './caller.ts'
import { cutLabels, tooWide } from './cut-labels.ts'
import { AgentDesk, look } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const ENGLISH = { username: 'Username', password: 'Password', signIn: 'Sign in' }
const GERMAN = { username: 'Benutzername', password: 'Passwort', signIn: 'Anmelden' }

/** A browser whose languages are these, and what it fetches of the texts. */
async function openPage(options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const fetched: string[] = []
  page.on('request', (request) => {
    const [, name] = /\/assets\/language-(\w+-\w+)-/.exec(request.url()) ?? []
    if (name !== undefined) fetched.push(name)
  })
  return { context, page, fetched }
}

async function signIn(page: Page, agentId: string, words = ENGLISH) {
  await page.goto(office.url)
  await page.getByLabel(words.username).fill(agentId)
  await page.getByLabel(words.password, { exact: true }).fill(office.person(agentId).password)
  await page.getByRole('button', { name: words.signIn }).click()
  await page.locator('main.desk').waitFor()
}

const languageOf = (page: Page) => page.evaluate(() => document.documentElement.lang)
const close = (...contexts: BrowserContext[]) => Promise.all(contexts.map((it) => it.close()))

test('the page before sign-in has the language of the browser, and fetches no other', async () => {
  const { page, context, fetched } = await openPage({ locale: 'de-AT' })
  await signIn(page, 'front_desk', GERMAN)
  expect(await languageOf(page)).toBe('de')
  await page.getByRole('link', { name: 'Anrufliste' }).waitFor()
  expect(fetched.sort()).toEqual(['de-desk', 'de-start'])
  await close(context)
})

test('a language that an agent chooses is there in another browser', async () => {
  const here = await openPage()
  await signIn(here.page, 'sales')
  await here.page.getByRole('button', { name: 'settings' }).click()
  const kept = here.page.waitForResponse((it) => it.request().method() === 'PATCH')
  await here.page.getByRole('radiogroup', { name: 'Language' }).getByText('Deutsch').click()
  await here.page.getByRole('link', { name: 'Anrufliste' }).waitFor()
  await kept

  const elsewhere = await openPage()
  await signIn(elsewhere.page, 'sales')
  await elsewhere.page.getByRole('link', { name: 'Anrufliste' }).waitFor()
  expect(await languageOf(elsewhere.page)).toBe('de')
  expect(await elsewhere.page.title()).toBe('Arbeitsplatz – Switchyard')

  await elsewhere.page.getByRole('button', { name: 'Einstellungen' }).click()
  await elsewhere.page.getByRole('radiogroup', { name: 'Sprache' }).getByText('Auto').click()
  await elsewhere.page.getByRole('link', { name: 'History' }).waitFor()
  // Each part of each language was fetched once.
  expect(elsewhere.fetched.sort()).toEqual(['de-desk', 'de-start', 'en-desk', 'en-start'])
  await close(here.context, elsewhere.context)
})

/** Texts of the page, and names of its elements, in which no letter has an accent. */
const withoutAccents = (page: Page, within: readonly string[]) =>
  page.evaluate((selectors) => {
    const isPlain = (text: string) => /\p{L}{2,}/u.test(text) && !/[⟦⟧~áçéğíñóřšúýÁÇÉĞÍÑÓŘŠÚÝ]/.test(text)
    const isHidden = (element: Element) =>
      element.closest('kbd, .key, bdi, [hidden], svg, .logo, .tile-name') !== null
    const found: string[] = []
    for (const part of selectors.flatMap((it) => [...document.querySelectorAll(it)])) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT)
      for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        const { parentElement } = node
        // A text may be in several nodes.
        const whole = parentElement?.textContent ?? ''
        if (parentElement && !isHidden(parentElement) && isPlain(whole)) found.push(whole)
      }
      for (const element of [part, ...part.querySelectorAll('[aria-label], [title], [placeholder]')])
        for (const name of ['aria-label', 'title', 'placeholder']) {
          const text = element.getAttribute(name)
          if (text !== null && isPlain(text)) found.push(text)
        }
    }
    return [...new Set(found)]
  }, within)

/** Serves English with accents in the place of English. */
const inPseudo = (page: Page) => serveTexts(page, pseudo(messagesOf('en')))

/** Serves these texts in the place of the English ones. */
async function serveTexts(page: Page, messages: Messages) {
  const texts = `export default ${JSON.stringify(compiled(messages))}`
  await page.route(/\/assets\/language-en-/, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: texts }),
  )
}

test('every text of the desk is in the catalogue', async () => {
  const { page, context } = await openPage()
  await inPseudo(page)
  await page.goto(office.url)
  const [name, password] = ['username', 'password'].map((it) => page.locator(`input[name=${it}]`))
  await name?.fill('front_desk')
  await password?.fill(office.person('front_desk').password)
  expect(await withoutAccents(page, ['main'])).toEqual([])
  await page.locator('button[type=submit]').click()
  await page.locator('main.desk').waitFor()
  await page.locator('.me').click()
  await page.locator('.me-menu').waitFor()
  const parts = ['nav', '.status-line .pills', '.colleagues', '.today']
  parts.push('.my-call', '.ringing', '.slots-in-sight', '.dial', '.call-back', '.recent')
  expect(await withoutAccents(page, parts)).toEqual([])
  await close(context)
})

/** Keys of the page that something else lies over, and whether the page is wider than its window. */
const covered = (page: Page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['wider than the window'] : []
    const keys = [...document.querySelectorAll('button, a[href], input, select')].filter((it) => {
      const { x, y, width, height } = it.getBoundingClientRect()
      if (width < 4 || height < 4 || x < 0 || y < 0 || x + width > innerWidth || y + height > innerHeight)
        return false
      const top = document.elementFromPoint(x + width / 2, y + height / 2)
      const label = it.closest('label')
      return top !== null && !it.contains(top) && !top.contains(it) && !label?.contains(top)
    })
    return [...wide, ...keys.map((it) => it.outerHTML.slice(0, 120))]
  })

test.each([
  [1440, 900],
  [390, 844],
])('from right to left, and with longer words, nothing covers a key at %i x %i', async (width, height) => {
  const { page, context } = await openPage({ viewport: { width, height } })
  await inPseudo(page)
  await page.goto(office.url)
  await page.locator('input[name=username]').fill('front_desk')
  await page.locator('input[name=password]').fill(office.person('front_desk').password)
  await page.locator('button[type=submit]').click()
  await page.locator('main.desk').waitFor()
  expect(await covered(page)).toEqual([])
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
  expect(await covered(page)).toEqual([])
  await close(context)
})

const WIDTHS = full ? [1440, 1280, 390, 320] : [1280, 390]
const SIZES = WIDTHS.map((width) => ({ width, height: 844 }))

test.each([
  // Its signs at the end of a word make that word wider than any.
  ['a third longer', pseudo(messagesOf('en')), cutLabels],
  ['German', messagesOf('de'), async (page: Page) => [...(await cutLabels(page)), ...(await tooWide(page))]],
] as const)('no key and no label is cut off when its words are %s', async (_, messages, faultsOf) => {
  const [desk, sales] = await Promise.all(
    ['front_desk', 'sales'].map((agentId) => AgentDesk.open(browser, office, agentId)),
  )
  if (!desk || !sales) throw new Error('There is no desk')
  const { page, context } = desk
  const phones = await CallerPhones.open(browser, office)
  await Promise.all([desk.start(), sales.start()])
  await serveTexts(page, messages)
  await page.reload()
  await page.locator('main.desk').waitFor()
  await desk.ringsAfterGesture()
  const found: Record<string, string[]> = {}
  const check = async (what: string) => {
    for (const size of SIZES) {
      await look(page, 'light', size)
      const cut = await faultsOf(page)
      if (cut.length > 0) found[`${what}, ${size.width} wide`] = cut
    }
    await look(page, 'light', { width: 1440, height: 900 })
  }
  const dialog = page.locator('[role=dialog]')
  const checkDialog = async (what: string, key: Locator) => {
    await key.click()
    await dialog.locator('button').last().waitFor()
    await check(what)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }

  await check('the desk')
  await checkDialog('the menu', page.locator('.me'))
  await checkDialog('the history of a slot', page.locator('[data-free-slot="3"]'))
  const caller = await phones.call('Ada Brown')
  await page.locator('.ring .btn-go').click()
  await page.locator('[data-softphone=onCall]').waitFor()
  await check('a talk')
  await checkDialog('park', page.locator('.split-more'))
  await checkDialog('the keypad', page.locator('[data-keypad]'))
  const transfer = page.locator('.keys > .btn:nth-of-type(3)')
  await checkDialog('transfer', transfer)
  await transfer.click()
  await dialog.locator('label').nth(1).click()
  await dialog.locator('.targets button').first().click()
  await sales.press('Ringing', caller, 'Answer')
  await page.locator('.keys-consult .btn-go').waitFor()
  await check('a consultation')
  await page.locator('.keys-consult [aria-pressed=false]:enabled').last().click()
  await page.locator('.keys-consult [aria-pressed=true]').waitFor()
  await check('three on the line')
  for (const hash of ['history', 'voicemail', 'contacts', 'office', 'ready', 'devices', 'account']) {
    await page.evaluate((it) => location.replace(`#${it}`), hash)
    await page.locator('main.other .page > :nth-child(2)').waitFor()
    await check(hash)
  }
  await caller.hangUp()
  await caller.is('ended')
  expect(found).toEqual({})
  await close(context, sales.context, phones.context)
})
