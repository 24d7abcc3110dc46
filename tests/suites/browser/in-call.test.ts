import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { EAR_ARGS, Ear } from './ear.ts'
import { faults, NIGHT, WIDE } from './faults.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

/** Each voice is a frequency of its own, no multiple of another one. */
const CALLER_HZ = 440
const FRONT_HZ = 650
const SALES_HZ = 1_010

/** A number that answers after some rings. */
const ANSWERS = '(217) 555-0147'

let office: RunningSandbox
let browser: Browser
let phones: CallerPhones
let front: AgentDesk
let sales: AgentDesk
let ear: { caller: Ear; front: Ear; sales: Ear }

beforeAll(async () => {
  ;[office, browser] = await Promise.all([
    openSandbox({ PARK_TIMEOUT_S: '4' }),
    openBrowser(inject('chromium'), EAR_ARGS),
  ])
  const work = async (agentId: string, voice: number) => {
    const desk = await AgentDesk.open(browser, office, agentId, {
      viewport: WIDE,
      permissions: ['microphone', 'clipboard-read', 'clipboard-write'],
    })
    const heard = await Ear.in(desk.page, voice)
    if (agentId === 'front_desk') await desk.page.addInitScript(voiceOfTheBrowser)
    await desk.page.reload()
    return { desk: await desk.start(), heard }
  }
  const page = await browser.newPage()
  const [atFront, inSales, caller] = await Promise.all([
    work('front_desk', FRONT_HZ),
    work('sales', SALES_HZ),
    Ear.in(page),
  ])
  ;[front, sales] = [atFront.desk, inSales.desk]
  ear = { caller, front: atFront.heard, sales: inSales.heard }
  phones = await CallerPhones.open(browser, office, page)
  await page.getByLabel('You speak with').selectOption(String(CALLER_HZ))
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

declare global {
  interface Window {
    __spoken: string[]
  }
}

/** Runs in the page: a browser that speaks. Those of the tests have no voice. */
function voiceOfTheBrowser() {
  window.__spoken = []
  Object.defineProperty(window, 'speechSynthesis', {
    value: Object.assign(new EventTarget(), {
      getVoices: () => [{}],
      cancel: () => undefined,
      speak: (words: SpeechSynthesisUtterance) => {
        window.__spoken.push(words.text)
        words.dispatchEvent(new Event('end'))
      },
    }),
  })
}

async function answered(name: string): Promise<Caller> {
  const caller = await phones.call(name)
  await front.has('Ringing', caller)
  await front.keys('a')
  await front.talks(caller)
  return caller
}

async function over(caller: Caller) {
  await caller.hangUp()
  await Promise.all([front.forgot(caller), sales.forgot(caller)])
}

/** Parks by the dialog. */
async function parkFor(
  caller: Caller,
  choices: { slot?: number; one?: RegExp; after?: string; number?: string },
) {
  const dialog = front.page.getByRole('dialog', { name: `Park ${caller.name}` })
  await front.keys('Shift+K')
  await dialog.getByLabel('Note').and(front.page.locator(':focus')).waitFor()
  const choose = async (label: string, wanted: string | RegExp) => {
    const field = dialog.getByLabel(label, { exact: true })
    const words = await field.locator('option').allTextContents()
    await field.selectOption({ label: words.find((it) => it.match(wanted)) ?? String(wanted) })
  }
  if (choices.one) await choose('For', choices.one)
  if (choices.after) await choose('If nobody takes it', choices.after)
  if (choices.number) await dialog.getByLabel('Number', { exact: true }).fill(choices.number)
  if (choices.slot !== undefined) await dialog.getByText(String(choices.slot), { exact: true }).click()
  await dialog.getByRole('button', { name: 'Park caller' }).click()
  await front.has('Parking lot', caller)
}

test('a caller who is parked for a colleague is called out, and returns to that colleague alone', async () => {
  const caller = await answered('Ada Brown')
  await parkFor(caller, { slot: 4, one: /^Sales/ })
  await front.card('Parking lot', caller).getByText('for Sales').waitFor()
  await front.keys('v')
  await front.reads('Said: “Sales, slot 4”')
  expect(await front.page.evaluate(() => window.__spoken)).toEqual(['Sales, slot 4'])
  await front.keys('Shift+V')
  await front.reads('Copied: “Sales, slot 4”')
  expect(await front.page.evaluate(() => navigator.clipboard.readText())).toBe('Sales, slot 4')

  await sales.card('Ringing', caller).getByText('For you, from Front desk, slot 4').waitFor()
  await sales.keys('a')
  await sales.talks(caller)
  expect(await front.ringsOf(caller)).toBe(1)
  await over(caller)

  await front.keys('l')
  const dialog = front.page.getByRole('dialog', { name: 'Who was in a slot today' })
  await dialog.getByRole('radio', { name: '1', exact: true }).and(front.page.locator(':focus')).waitFor()
  await front.keys('ArrowRight', 'ArrowRight', 'ArrowRight')
  const stay = dialog.getByRole('list', { name: 'Slot 4 today' }).getByRole('listitem')
  await stay.getByText('Ada Brown').waitFor()
  await stay.getByText(/parked by you for Sales · (answered|picked up) by Sales after/).waitFor()
  expect(await faults(front.page, [NIGHT])).toEqual([])
  await front.keys('Escape')
})

test('a caller that the colleague does not take goes where the parker says', async () => {
  const caller = await answered('Ben Ortiz')
  await parkFor(caller, { one: /^Sales/, after: 'Voicemail' })
  await front.card('Parking lot', caller).getByText('then voicemail').waitFor()
  await sales.has('Ringing', caller)
  await sales.keys('d')
  await caller.is('voicemail')
  await front.lost('Parking lot', caller)
  await over(caller)
})

test('a caller nobody takes goes on to a colleague, chosen by keyboard alone', async () => {
  const caller = await answered('Gil Young')
  const { page } = front
  const dialog = page.getByRole('dialog', { name: 'Park Gil Young' })
  const reached = (label: string) =>
    dialog.getByLabel(label, { exact: true }).and(page.locator(':focus')).waitFor()
  await front.keys('Shift+K')
  await reached('Note')
  await front.keys('Tab', 'Tab', 'Tab')
  await reached('If nobody takes it')
  await page.keyboard.type('Sales')
  await dialog.getByText('it rings at you, then at Sales, then at everybody.').waitFor()
  await front.keys('Tab', 'Tab', 'Enter')
  await front.card('Parking lot', caller).getByText('then Sales').waitFor()
  await front.card('Ringing', caller).getByText('Back from slot').waitFor()
  expect(await sales.ringsOf(caller)).toBe(1)
  await front.keys('d')
  await sales.has('Ringing', caller)
  await sales.keys('a')
  await sales.talks(caller)
  await over(caller)
})

test('a caller nobody takes goes on to a number, which the tile and the dialog say', async () => {
  const caller = await answered('Hana Sato')
  await parkFor(caller, { after: 'A number outside', number: ANSWERS })
  const tile = front.card('Parking lot', caller)
  await tile.getByText(`then ${ANSWERS}`).waitFor()
  await front.has('Ringing', caller)
  await front.press('Ringing', caller, 'Decline')
  await tile.getByText(`rings at ${ANSWERS}`).waitFor()
  await caller.is(/^talking with/i)
  await front.lost('Parking lot', caller)
  await over(caller)
})

test('a browser without a voice says so, and the text can be copied', async () => {
  const caller = await phones.call('Carla Weiss')
  await sales.has('Ringing', caller)
  await sales.keys('a')
  await sales.talks(caller)
  await sales.keys('k')
  await sales.has('Parking lot', caller)
  const { slot } = await sales.parking(caller)
  await sales.keys('v')
  await sales.reads(`Not said: “A caller waits, slot ${slot}”`)
  await sales.keys('Shift+V')
  await sales.reads(`Copied: “A caller waits, slot ${slot}”`)
  await over(caller)
})

/** For a second there are two voices at once, as far as the spectrum tells: neither stands alone, and the strongest is one of them. */
async function hearsBoth(at: Ear, voices: readonly [number, number]) {
  const heard = (await at.during(1_500)).filter(({ level }) => level > -50)
  const both = heard.filter(
    ({ hertz, level, rest }) => level - rest < 15 && voices.some((voice) => Math.abs(hertz - voice) < 20),
  )
  expect(heard.length).toBeGreaterThan(30)
  expect(both.length / heard.length).toBeGreaterThan(0.6)
}

async function oneMuted(one: Ear, oneHears: number, other: Ear, otherHears: number) {
  const since = await one.now()
  await Promise.all([one.tone(oneHears, since), other.tone(otherHears, since)])
}

test('an agent asks with one key, swaps, brings all three together, and leaves: each sees and hears who is on the line', async () => {
  const caller = await answered('Dev Patel')
  await front.tile('Sales').focus()
  await front.keys('q')
  await sales.card('Ringing', caller).getByText('Front desk asks about Dev Patel').waitFor()
  const [asks, asked] = [front.card('My call', caller), sales.card('My call', caller)]
  await asks.getByText('Sales rings. Dev Patel hears music.').waitFor()
  await sales.keys('a')
  await asks.getByText('You talk with Sales. Dev Patel hears music.').waitFor()
  await asked.getByText('Front desk asks about Dev Patel').waitFor()
  await asked.getByText('You talk with Front desk. Dev Patel hears music.').waitFor()
  await asks.locator('[data-sounds="none both"]').waitFor()
  await ear.front.tone(SALES_HZ)
  expect(await faults(front.page, [NIGHT])).toEqual([])

  await front.keys('s')
  await asks.getByText('You talk with Dev Patel. Sales hears music.').waitFor()
  await asked.getByText('Front desk talks with Dev Patel. You hear music.').waitFor()
  const swapped = await ear.front.now()
  await Promise.all([
    ear.front.tone(CALLER_HZ, swapped),
    ear.caller.tone(FRONT_HZ, swapped),
    ear.sales.below(FRONT_HZ, swapped),
  ])

  await front.keys('j')
  await asks.getByText('All three hear each other: you, Sales and Dev Patel.').waitFor()
  await asked.getByText('All three hear each other: you, Front desk and Dev Patel.').waitFor()
  await Promise.all([
    hearsBoth(ear.caller, [FRONT_HZ, SALES_HZ]),
    hearsBoth(ear.front, [CALLER_HZ, SALES_HZ]),
    hearsBoth(ear.sales, [CALLER_HZ, FRONT_HZ]),
  ])
  // While one is muted the other two hear each other alone.
  await sales.keys('m')
  await asked.getByText('You are muted: nobody hears you.').waitFor()
  await asked.locator('[data-sounds="both toRight"]').waitFor()
  await oneMuted(ear.caller, FRONT_HZ, ear.front, CALLER_HZ)
  await sales.keys('m')
  await front.keys('m')
  await asks.locator('[data-sounds="toRight toLeft"]').waitFor()
  await oneMuted(ear.caller, SALES_HZ, ear.sales, CALLER_HZ)
  await front.keys('m')

  await front.keys('e')
  await front.lost('My call', caller)
  await sales.talks(caller)
  const left = await ear.front.now()
  await Promise.all([
    ear.sales.tone(CALLER_HZ, left),
    ear.caller.tone(SALES_HZ, left),
    ear.front.silence(left),
  ])
  await over(caller)
})

test('to hang up while a colleague is asked hands the caller over', async () => {
  const caller = await answered('Eve Adams')
  // No tile has the focus: the key opens the choice.
  await front.page.evaluate(
    () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  )
  await front.keys('q')
  await front.page
    .getByRole('button', { name: 'Ask Sales first' })
    .and(front.page.locator(':focus'))
    .waitFor()
  await front.keys('Enter')
  await sales.has('Ringing', caller)
  await sales.keys('a')
  await front.card('My call', caller).getByText('You talk with Sales').waitFor()
  await front.keys('e')
  await sales.talks(caller)
  await caller.is('talking with Sales')
  await over(caller)
})

test('a note is written while the agent talks, and is not lost when the caller hangs up; keys go out on the line', async () => {
  const caller = await answered('Fay Stone')
  await front.keys('Shift+#')
  await front.page.getByRole('status', { name: 'Keys sent' }).waitFor()
  await front.keys('4', '2')
  await front.page.getByRole('status', { name: 'Keys sent' }).getByText('42').waitFor()
  await front.keys('Escape')
  const place = await front.card('My call', caller).boundingBox()
  await front.keys('w')
  const panel = front.page.getByRole('region', { name: 'Note about Fay Stone' })
  await panel.getByLabel('Note').and(front.page.locator(':focus')).waitFor()
  expect(await front.card('My call', caller).boundingBox()).toEqual(place)
  await front.page.keyboard.type('wants the ')
  expect(await faults(front.page, [NIGHT])).toEqual([])
  await caller.hangUp()
  await front.forgot(caller)
  await front.page.keyboard.type('oak table')
  await front.keys('Control+Enter')
  await panel.waitFor({ state: 'detached' })
  const noted = await front.page.evaluate(
    async (sid) => (await (await fetch(`/api/calls/${sid}`)).json()).wrapUp.note,
    caller.callSid,
  )
  expect(noted).toBe('wants the oak table')
})
