import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openBrowser } from '../../setup/browser.ts'
import { type FakeHid, installFakeHid } from '../../setup/fake-hid.ts'
import { BLACKWIRE_3220, collectionsOf } from '../../setup/hid-descriptor.ts'
import { CallerPhones } from './caller.ts'
import { AgentDesk } from './desk.ts'
import { DAY, faults, NIGHT, PHONE } from './faults.ts'
import { pollUntil } from './poll-until.ts'
import { openSandbox, type RunningSandbox } from './sandbox.ts'

// Several browsers and servers share this machine, so each step has a limit of its own.
vi.setConfig({ testTimeout: 90_000 })

/** What the page has opened, and what is plugged in. */
interface Heard {
  /** Where each sound of the page goes now: contexts, and elements that play. */
  sinks(): string[]
  /** The names of the microphones that are open. */
  microphones(): string[]
  plug(names: string[]): void
}
declare global {
  interface Window {
    heard: Heard
    fakeHid: FakeHid
  }
}

/** Reports of a Blackwire 3220: its keys, and its lights. */
const KEYS = 0x08
const HOOK = 0b010
const MUTE_KEY = 0b001
const OFF_HOOK_LIGHT = 0x17
const RING_LIGHT = 0x18
const MUTE_LIGHT = 0x09
const WIRE = 'Blackwire 3220'

const SPEAKER = 'Fake Audio Output 1'
const HEADSET = 'Fake Audio Output 2'
const MICROPHONE = 'Fake Audio Input 1'

let office: RunningSandbox
let browser: Browser
let context: BrowserContext
let desk: AgentDesk
let phones: CallerPhones

beforeAll(async () => {
  ;[office, browser] = await Promise.all([openSandbox(), openBrowser(inject('chromium'))])
  context = await browser.newContext()
  await context.addInitScript(watchSound)
  await context.addInitScript(installFakeHid, [
    {
      productName: WIRE,
      collections: collectionsOf(BLACKWIRE_3220),
      echo: { afterMs: 30, lightReportId: OFF_HOOK_LIGHT, lightBit: 0, keyReportId: KEYS, keyBit: 1 },
    },
  ])
  desk = await (await AgentDesk.openIn(context, office, 'front_desk')).start()
  phones = await CallerPhones.open(browser, office)
})
afterAll(async () => {
  await browser?.close()
  await office?.close()
})

/** Runs in the page, before the console. The fake devices of a browser cannot be unplugged: the page is told that they are gone. */
function watchSound() {
  const { mediaDevices } = navigator
  if (!mediaDevices) return
  const contexts = new Set<AudioContext>()
  const elements = new Set<HTMLAudioElement>()
  const tracks = new Set<MediaStreamTrack>()
  let gone: string[] = []
  window.AudioContext = class extends AudioContext {
    constructor(...options: ConstructorParameters<typeof AudioContext>) {
      super(...options)
      contexts.add(this)
    }
  }
  window.Audio = class extends Audio {
    constructor(src?: string) {
      super(src)
      elements.add(this)
    }
  }
  const list = mediaDevices.enumerateDevices.bind(mediaDevices)
  const get = mediaDevices.getUserMedia.bind(mediaDevices)
  const labels = new Map<string, string>()
  mediaDevices.enumerateDevices = async () => {
    const devices = await list()
    for (const { deviceId, label } of devices) labels.set(deviceId, label)
    return devices.filter(({ label }) => !gone.includes(label))
  }
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await get(constraints)
    for (const track of stream.getTracks()) tracks.add(track)
    return stream
  }
  const nameOf = (id: unknown) => (typeof id === 'string' ? (labels.get(id) ?? (id || 'default')) : 'none')
  window.heard = {
    sinks: () => [
      ...[...contexts]
        .filter(({ state }) => state === 'running')
        .map((it) => nameOf(Reflect.get(it, 'sinkId'))),
      ...[...elements]
        .filter((it) => !it.paused && it.srcObject)
        .map((it) => nameOf(Reflect.get(it, 'sinkId'))),
    ],
    microphones: () =>
      [...tracks].filter(({ readyState }) => readyState === 'live').map(({ label }) => label),
    plug: (names) => {
      gone = names
      for (const track of [...tracks].filter(({ label }) => names.includes(label))) {
        track.stop()
        track.dispatchEvent(new Event('ended'))
      }
      mediaDevices.dispatchEvent(new Event('devicechange'))
    },
  }
}

const part = (use: string) => desk.page.locator(`[data-use="${use}"]`)
const choose = (use: string, label: string) => part(use).getByLabel('Device').selectOption({ label })
const chosen = (use: string) =>
  part(use)
    .getByLabel('Device')
    .evaluate((it) => (it as HTMLSelectElement).selectedOptions[0]?.label)
const volume = (use: string) => part(use).getByRole('slider')
const sinks = () => desk.page.evaluate(() => window.heard.sinks())
const without = (...names: string[]) => desk.page.evaluate((it) => window.heard.plug(it), names)
const lights = () => desk.page.evaluate((name) => window.fakeHid.lights(name), WIRE)
const press = (keys: number) =>
  desk.page.evaluate(([name, report, it]) => window.fakeHid.report(name, report, it), [
    WIRE,
    KEYS,
    keys,
  ] as const)

/** With the letter, from wherever the agent is. */
async function opens(page: 'Desk' | 'Devices') {
  await desk.page.locator('body').press(',')
  await desk.page.getByRole('heading', { level: 1, name: page }).waitFor({ state: 'attached' })
}

test('ring and talk go to the devices that are chosen for them, at their volume, also after a reload', async () => {
  await opens('Devices')
  await choose('microphone', MICROPHONE)
  await choose('talk', HEADSET)
  await choose('ringer', SPEAKER)
  await volume('talk').fill('40')
  await part('ringer').getByRole('button', { name: 'Ring once' }).click()
  await pollUntil(async () => (await sinks()).includes(SPEAKER), 'the ringer goes to the speaker')
  await part('talk').getByRole('button', { name: 'Play a tone' }).click()
  await pollUntil(async () => (await sinks()).includes(HEADSET), 'the tone goes to the headset')
  await desk.page.reload()
  await desk.page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor()
  await desk.ringsAfterGesture()
  expect(await Promise.all(['microphone', 'talk', 'ringer'].map(chosen))).toEqual([
    MICROPHONE,
    HEADSET,
    SPEAKER,
  ])
  expect(await volume('talk').inputValue()).toBe('40')

  await opens('Desk')
  const caller = await phones.call()
  await pollUntil(async () => (await sinks()).includes(SPEAKER), 'it rings on the speaker')
  await desk.press('Ringing', caller, 'Answer')
  await desk.talks(caller)
  await desk.media(caller)
  await pollUntil(async () => (await sinks()).includes(HEADSET), 'the caller is heard in the headset')
  expect(new Set(await desk.page.evaluate(() => window.heard.microphones()))).toEqual(new Set([MICROPHONE]))

  const card = desk.card('My call', caller)
  await card.locator('[data-quality="good"]').getByText('Good line').waitFor()
  await card.getByRole('button', { name: 'Keypad' }).click()
  await desk.page.keyboard.type('4')
  await desk.page.getByRole('status', { name: 'Keys sent' }).filter({ hasText: '4' }).waitFor()
  await pollUntil(
    async () => (await sinks()).filter((it) => it === HEADSET).length > 1,
    'the tone of the key is heard in the headset',
  )
  await desk.page.keyboard.press('Escape')

  // In mid-call the headset goes and comes back.
  await without(HEADSET)
  await desk.reads(`${HEADSET} was unplugged`)
  await pollUntil(async () => !(await sinks()).includes(HEADSET), 'the caller is heard on another one')
  await without()
  await desk.reads(`${HEADSET} is back`)
  await pollUntil(async () => (await sinks()).includes(HEADSET), 'the caller is in the headset again')
  await desk.talks(caller)
  // The first report that tells how long the way is comes after some seconds.
  await desk.page.waitForTimeout(6_000)
  await desk.press('My call', caller, 'Hang up')
  await desk.forgot(caller)

  // How it sounded is kept with the call.
  await desk.page.getByRole('link', { name: 'History' }).click()
  await desk.page.getByRole('main').getByText(caller.name).first().click()
  await desk.page.getByText(/Good line: \d+ ms there and back/).waitFor()
  await desk.page.getByRole('link', { name: 'Desk' }).click()
})

test('the keys of a headset answer, mute and hang up, and its lights follow the desk', async () => {
  await opens('Devices')
  await desk.page.getByRole('switch', { name: 'Answer, hang up and mute' }).click()
  await desk.page.evaluate((name) => window.fakeHid.allowsNext(name), WIRE)
  await desk.page.getByRole('button', { name: 'Choose a headset…' }).click()
  await desk.page.getByRole('list', { name: 'Headsets with keys' }).getByText('listens').waitFor()
  expect(await faults(desk.page, [PHONE, NIGHT, DAY])).toEqual([])
  const lit = (report: number, on: number) =>
    pollUntil(async () => (await lights())[report]?.[0] === on, `light ${report} is ${on}`)

  const first = await phones.call()
  await lit(RING_LIGHT, 1)
  await press(HOOK)
  await opens('Desk')
  await desk.talks(first)
  await lit(OFF_HOOK_LIGHT, 1)
  await lit(RING_LIGHT, 0)
  await press(HOOK | MUTE_KEY)
  await press(HOOK)
  await desk.card('My call', first).getByRole('button', { name: 'Muted' }).waitFor()
  await lit(MUTE_LIGHT, 1)
  await desk.press('My call', first, 'Muted')
  await lit(MUTE_LIGHT, 0)
  // A switch that is back within a second is taken for a button.
  await desk.page.waitForTimeout(1_100)
  await press(0)
  await desk.forgot(first)
  await lit(OFF_HOOK_LIGHT, 0)

  // Answered at the desk: the light takes the headset off the hook, and its echo hangs up nothing.
  const second = await phones.call()
  await desk.press('Ringing', second, 'Answer')
  await desk.talks(second)
  await lit(OFF_HOOK_LIGHT, 1)
  await desk.media(second)
  await desk.talks(second)
  await desk.press('My call', second, 'Hang up')
  await desk.forgot(second)
  await lit(OFF_HOOK_LIGHT, 0)
})
