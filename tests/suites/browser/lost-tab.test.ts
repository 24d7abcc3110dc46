import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { type AgentDesk, openDesks } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

/** How long the simulator keeps the leg of a browser that it cannot reach. Twilio keeps it longer. */
const AWAY_MS = '800'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 60_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([
    openSandbox({ SIM_AWAY_MS: AWAY_MS }),
    openBrowser(inject('chromium')),
  ])
  ;[front, sales] = await openDesks(browser, office)
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

async function answered(): Promise<Caller> {
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  return caller
}

/** The lost call is in the lot under the lost agent's name, and its caller hears music. */
async function parkedForFront(caller: Caller) {
  await sales.card('Parking lot', caller).getByText('back to Front desk').waitFor()
  await caller.is('park music')
}

/** It rings at the agent who is back, who answers it and hangs up. */
async function finishedByFront(caller: Caller) {
  await front.card('Ringing', caller).getByText('You were disconnected: back to you').waitFor()
  await front.press('Ringing', caller, 'Answer')
  await front.talks(caller)
  await caller.is('talking with Front desk')
  await front.media(caller)
  await front.press('My call', caller, 'Hang up')
  await caller.is('ended')
  await Promise.all([front.forgot(caller), sales.forgot(caller)])
}

test('the caller of a closed tab is parked for its agent, and offered to them on their return', async () => {
  const caller = await answered()
  await front.page.close()
  await parkedForFront(caller)
  front = await front.again()
  await finishedByFront(caller)
})

test('the caller of a crashed tab is parked for its agent, and offered to them on their return', async () => {
  const caller = await answered()
  await front.crash()
  await parkedForFront(caller)
  front = await front.again()
  await finishedByFront(caller)
})

test('a reload in the middle of a call loses no caller', async () => {
  const caller = await answered()
  await front.page.reload()
  await finishedByFront(caller)
})

test('the caller of a lost tab may be picked up by anyone else', async () => {
  const caller = await answered()
  await front.page.close()
  await parkedForFront(caller)
  await sales.press('Parking lot', caller, 'Pick up')
  await sales.talks(caller)
  await caller.is('talking with Sales')
  await sales.press('My call', caller, 'Hang up')
  await caller.is('ended')
  await sales.forgot(caller)
})
