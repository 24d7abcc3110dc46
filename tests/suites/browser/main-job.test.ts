import type { Browser, CDPSession } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { median, percentile } from '../../bench/figures.ts'
import { openBrowser } from '../../setup/browser.ts'
import { extent } from '../../setup/extent.ts'
import { figure } from '../../setup/figure.ts'
import { type Caller, CallerPhones } from './caller.ts'
import { type AgentDesk, type DeskSection, openDesks } from './desk.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

let office: RunningSandbox
let browser: Browser
let front: AgentDesk
let sales: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  ;[front, sales] = await openDesks(browser, office)
  phones = await CallerPhones.open(browser, office)
})

afterAll(async () => {
  await browser?.close()
  await office?.close()
})

const SECOND = 1_000
const ROUNDS = extent({ full: 20, short: 5 })

/** How long after one agent's press a card left a section of another screen. */
async function goneAfter(
  place: DeskSection,
  at: AgentDesk,
  caller: Caller,
  [presser, button]: [AgentDesk, string],
) {
  const took = (await at.when('gone', place, caller)) - (await presser.pressed(button))
  expect(took).toBeGreaterThan(-1)
  return took
}

/** The same. Asserts that it is within a second. */
async function gone(place: DeskSection, at: AgentDesk, caller: Caller, after: [AgentDesk, string]) {
  const took = await goneAfter(place, at, caller, after)
  expect(took).toBeLessThan(SECOND)
  return took
}

async function answered(at: AgentDesk = front): Promise<Caller> {
  const caller = await phones.call()
  await at.press('Ringing', caller, 'Answer')
  await at.talks(caller)
  return caller
}

async function over(caller: Caller) {
  await caller.is('ended')
  await Promise.all([front.forgot(caller), sales.forgot(caller)])
}

test('a call rings at everyone, and once one answers it is gone at the others, who read why', async () => {
  const times: number[] = []
  for (let n = 0; n < ROUNDS; n++) {
    const [winner, loser, name] =
      n % 2 === 0 ? ([front, sales, 'Front desk'] as const) : ([sales, front, 'Sales'] as const)
    const caller = await phones.call()
    await Promise.all([front.has('Ringing', caller), sales.has('Ringing', caller)])
    await winner.press('Ringing', caller, 'Answer')
    await loser.lost('Ringing', caller)
    await loser.reads(`${name} answered`)
    times.push(await goneAfter('Ringing', loser, caller, [winner, 'Answer']))
    await winner.talks(caller)
    await winner.press('My call', caller, 'Hang up')
    await over(caller)
  }
  figure(
    `An answered call is gone at the other agent after (ms): median, 95 % of ${ROUNDS}`,
    median(times),
    percentile(times, 0.95),
  )
  expect(median(times)).toBeLessThan(SECOND / 2)
})

test('agent and caller hear each other', async () => {
  const caller = await phones.call()
  await front.press('Ringing', caller, 'Answer')
  const heard = await caller.hears(({ hears }) => hears.kind === 'voices' && hears.level > 0)
  await caller.is('talking with Front desk')
  const pressed = await front.pressed('Answer')
  figure(
    "The agent's leg is open after the press of Answer within (ms)",
    (await front.telephone('onCall')) - pressed,
  )
  figure('The caller hears the agent after the press within (ms)', heard - pressed)
  const { first, last } = await front.media(caller)
  expect(last.audioOutputLevel).toBeGreaterThan(0)
  const seconds = (last.at - first.at) / SECOND
  const sent = last.bytesSent - first.bytesSent
  const received = last.bytesReceived - first.bytesReceived
  process.stdout.write(`  In ${seconds.toFixed(1)} s: ${sent} bytes sent, ${received} received\n`)
  const [leg] = (await caller.now()).withLegs
  expect(leg).toMatchObject({ identity: 'front_desk' })
  expect((await phones.leg(leg?.callSid ?? '')).says.frames).toBeGreaterThan(0)
  await front.press('My call', caller, 'Hang up')
  await over(caller)
})

test('a parked call is in the lot of everyone, hears its music, and is picked up by another', async () => {
  const caller = await answered()
  await front.press('My call', caller, 'Park')
  await Promise.all([front.has('Parking lot', caller), sales.has('Parking lot', caller)])
  await gone('My call', front, caller, [front, 'Park'])
  const shown = (await sales.when('shown', 'Parking lot', caller)) - (await front.pressed('Park'))
  figure('A parked call is in the lot of the other agent after (ms)', shown)
  expect(shown).toBeLessThan(SECOND)
  await caller.is('park music')
  await caller.hears(({ hears }) => hears.kind === 'playback' && hears.level > 0)
  await sales.press('Parking lot', caller, 'Pick up')
  await front.lost('Parking lot', caller)
  figure(
    'A call that was picked up is gone from the other lot after (ms)',
    await gone('Parking lot', front, caller, [sales, 'Pick up']),
  )
  await front.reads('Sales picked up')
  await sales.talks(caller)
  await caller.is('talking with Sales')
  await sales.media(caller)
  await sales.press('My call', caller, 'Hang up')
  await over(caller)
})

test('a caller on hold hears music until the agent resumes', async () => {
  const caller = await answered()
  await front.press('My call', caller, 'Hold')
  await caller.is('hold music')
  await caller.hears(({ hears }) => hears.kind === 'playback' && hears.level > 0)
  await front.press('My call', caller, 'Resume')
  await caller.is('talking with Front desk')
  await caller.hears(({ hears }) => hears.kind === 'voices' && hears.level > 0)
  await front.press('My call', caller, 'Hang up')
  await over(caller)
})

test('a blind transfer rings at that colleague alone, who then has the call', async () => {
  const caller = await answered()
  await front.transfer(caller, 'Transfer to Sales')
  await caller.is('hold music')
  await sales.card('Ringing', caller).getByText('For you, from Front desk').waitFor()
  await sales.press('Ringing', caller, 'Answer')
  await sales.talks(caller)
  await caller.is('talking with Sales')
  await gone('My call', front, caller, [sales, 'Answer'])
  await sales.media(caller)
  await sales.press('My call', caller, 'Hang up')
  await over(caller)
})

test('two agents talk about a caller on hold before the call changes hands', async () => {
  const caller = await answered()
  await front.consult(caller, 'Sales')
  await caller.is('hold music')
  await sales.card('Ringing', caller).getByText('Front desk asks about').waitFor()
  await sales.press('Ringing', caller, 'Answer')
  await front.card('My call', caller).getByText('You talk with Sales').waitFor()
  await sales.card('My call', caller).getByText('You talk with Front desk').waitFor()
  await sales.media(caller)
  await caller.is('hold music')
  await front.press('My call', caller, 'Transfer now')
  await sales.talks(caller)
  await gone('My call', front, caller, [front, 'Transfer now'])
  await caller.is('talking with Sales')
  await sales.press('My call', caller, 'Hang up')
  await over(caller)
})

test('an agent who consulted a colleague takes the caller back', async () => {
  const caller = await answered()
  await front.consult(caller, 'Sales')
  await sales.press('Ringing', caller, 'Answer')
  await sales.card('My call', caller).getByText('You talk with Front desk').waitFor()
  await front.press('My call', caller, 'Back to caller')
  await sales.lost('My call', caller)
  await sales.reads('Front desk took the call back')
  await gone('My call', sales, caller, [front, 'Back to caller'])
  await front.talks(caller)
  await caller.is('talking with Front desk')
  await front.press('My call', caller, 'Hang up')
  await over(caller)
})

test('a caller who hangs up disappears from every screen, in each state of the call', async () => {
  const ringing = await phones.call()
  await Promise.all([front.has('Ringing', ringing), sales.has('Ringing', ringing)])
  await ringing.hangUp()
  await Promise.all([front.reads('The caller hung up'), sales.reads('The caller hung up')])
  const talking = await answered()
  await talking.hangUp()
  await front.lost('My call', talking)
  const parked = await answered()
  await front.press('My call', parked, 'Park')
  await parked.is('park music')
  await parked.hangUp()
  await front.reads('The caller hung up in the lot')
  for (const [caller, desk, place] of [
    [ringing, front, 'Ringing'],
    [ringing, sales, 'Ringing'],
    [talking, front, 'My call'],
    [parked, front, 'Parking lot'],
    [parked, sales, 'Parking lot'],
  ] as const) {
    await over(caller)
    const took = (await desk.when('gone', place, caller)) - Date.parse((await caller.now()).endedAt ?? '')
    expect(took, `${place} of ${desk.person.agentId}`).toBeLessThan(SECOND)
  }
})

test('declining silences a call for one agent alone', async () => {
  const caller = await phones.call()
  await sales.has('Ringing', caller)
  await front.press('Ringing', caller, 'Decline')
  await front.lost('Ringing', caller)
  await front.notRinging()
  await sales.rung('new')
  await sales.press('Ringing', caller, 'Answer')
  await sales.talks(caller)
  await sales.press('My call', caller, 'Hang up')
  await over(caller)
})

test('anyone removes a caller from the lot', async () => {
  const caller = await answered()
  await front.press('My call', caller, 'Park')
  await sales.remove(caller)
  await sales.page.getByRole('button', { name: 'Remove and hang up' }).click()
  await front.lost('Parking lot', caller)
  await front.reads(/removed the caller from slot/)
  await gone('Parking lot', front, caller, [sales, 'Remove and hang up'])
  await over(caller)
})

test('the sound of each leg is measured, and what measured it does not pile up', async () => {
  const devtools = await front.page.context().newCDPSession(front.page)
  const before = await soundSources(devtools)
  for (const _ of ['first', 'next']) {
    const caller = await answered()
    await front.page.waitForFunction(() => {
      const { width = 0 } = document.querySelector('.meter > div')?.getBoundingClientRect() ?? {}
      return width > 0
    })
    await front.press('My call', caller, 'Hang up')
    await over(caller)
  }
  // Each leg has three. The browser lets go of them some seconds after the leg.
  const areGone = async () => expect(await soundSources(devtools)).toBeLessThanOrEqual(before)
  await vi.waitFor(areGone, { interval: 1_000, timeout: 15_000 })
})

/** How many there are after collection. */
async function soundSources(devtools: CDPSession): Promise<number> {
  const { result } = await devtools.send('Runtime.evaluate', {
    expression: 'MediaStreamAudioSourceNode.prototype',
  })
  const { objects } = await devtools.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
    objectGroup: 'sound',
  })
  const { result: properties } = await devtools.send('Runtime.getProperties', {
    objectId: objects.objectId ?? '',
    ownProperties: true,
  })
  await devtools.send('Runtime.releaseObjectGroup', { objectGroup: 'sound' })
  return properties.filter(({ name }) => /^\d+$/.test(name)).length
}
