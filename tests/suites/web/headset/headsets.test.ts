import '../../../setup/language/english.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import type { ShownHeadset } from '../../../../web/devices/headset/headset-store.ts'
import { followHeadsets } from '../../../../web/devices/headset/headsets.ts'
import { hidOf } from '../../../../web/devices/headset/hid.ts'
import type { CallFacts, Press } from '../../../../web/devices/headset/presses.ts'
import { type FakeHid, installFakeHid } from '../../../setup/fake-hid.ts'
import { BLACKWIRE_3220, collectionsOf, LINK_380C, VOLUME_KEYS_ONLY } from '../../../setup/hid-descriptor.ts'

const navigator = {}
const idle: CallFacts = { ringing: false, call: 'none', callForMs: 0, muted: false }
const WIRE = 'Blackwire'
const LINK = 'Link'
const KEYS = 0x08
/** Reports of the lights of the Blackwire. */
const OFF_HOOK = 0x17
const RING = 0x18
const MUTE = 0x09
/** The one report of the Link. */
const BOTH = 0x02

let fake: FakeHid
let facts: CallFacts
let drives: boolean
let now = 0
let shown: readonly ShownHeadset[]
let heard: (Press | null)[]
let acted: Press[]
let headsets: ReturnType<typeof followHeadsets>

/** The desk as a headset sees it: answering makes the call the agent's, and so on. */
function act(press: Press) {
  acted.push(press)
  if (press === 'answer') facts = { ...idle, call: 'talking' }
  if (press === 'hangUp') facts = idle
  if (press === 'mute' || press === 'unmute') facts = { ...facts, muted: press === 'mute' }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))
const allow = async (name: string) => {
  fake.allowsNext(name)
  await hidOf(navigator)?.requestDevice({ filters: [{ usagePage: 11 }] })
  await headsets.look()
  await settled()
}

beforeEach(() => {
  facts = idle
  drives = true
  shown = []
  heard = []
  acted = []
  fake = installFakeHid(
    [
      {
        productName: WIRE,
        collections: collectionsOf(BLACKWIRE_3220),
        echo: { afterMs: 0, lightReportId: OFF_HOOK, lightBit: 0, keyReportId: KEYS, keyBit: 1 },
      },
      { productName: LINK, collections: collectionsOf(LINK_380C) },
      { productName: 'Games', collections: collectionsOf(VOLUME_KEYS_ONLY) },
    ],
    navigator,
  )
  const hid = hidOf(navigator)
  if (hid === null) throw new Error('no WebHID')
  headsets = followHeadsets({
    hid,
    facts: () => facts,
    lights: () => ({
      ring: facts.ringing && facts.call === 'none',
      offHook: facts.call !== 'none',
      mute: facts.muted,
      hold: facts.call === 'held',
    }),
    drives: () => drives,
    now: () => now,
    act,
    heard: (press) => heard.push(press),
    shown: (list) => {
      shown = list
    },
  })
})

test('the keys of an allowed headset act, and its lights follow', async () => {
  await allow(WIRE)
  expect(shown).toEqual([{ name: WIRE, trouble: null }])
  for (const _ of [1, 2]) headsets.sync()
  await settled()
  facts = { ...idle, ringing: true }
  headsets.sync()
  await vi.waitFor(() => expect(fake.lights(WIRE)).toMatchObject({ [RING]: [1], [OFF_HOOK]: [0] }))
  fake.report(WIRE, KEYS, 0b010)
  await vi.waitFor(() => expect(fake.lights(WIRE)).toMatchObject({ [RING]: [0], [OFF_HOOK]: [1] }))
  fake.report(WIRE, KEYS, 0b011)
  await vi.waitFor(() => expect(fake.lights(WIRE)).toMatchObject({ [MUTE]: [1] }))
  expect(acted).toEqual(['answer', 'mute'])
})

test('a call that was answered at the desk sets the light, and the echo of the headset does nothing', async () => {
  await allow(WIRE)
  facts = { ...idle, call: 'talking', callForMs: 10 }
  headsets.sync()
  await vi.waitFor(() => expect(heard).toEqual([null]))
  expect(acted).toEqual([])
  facts = { ...facts, callForMs: 60_000 }
  now += 60_000
  fake.report(WIRE, KEYS, 0b000)
  expect(acted).toEqual(['hangUp'])
})

test('a headset that goes off the hook with nothing to answer is told to go back', async () => {
  await allow(WIRE)
  await vi.waitFor(() => expect(fake.lights(WIRE)).toMatchObject({ [OFF_HOOK]: [0] }))
  delete fake.lights(WIRE)[OFF_HOOK]
  fake.report(WIRE, KEYS, 0b010)
  await vi.waitFor(() => expect(fake.lights(WIRE)).toMatchObject({ [OFF_HOOK]: [0] }))
  expect([acted, heard]).toEqual([[], [null, ...heard.slice(1)]])
})

test('only the tab that drives acts and sets lights; a tab that comes to drive sets them all', async () => {
  drives = false
  await allow(LINK)
  facts = { ...idle, ringing: true }
  headsets.sync()
  fake.report(LINK, BOTH, 1, 0)
  await settled()
  expect([acted, heard, fake.lights(LINK)]).toEqual([[], [], {}])
  drives = true
  headsets.sync()
  await vi.waitFor(() => expect(fake.lights(LINK)).toEqual({ [BOTH]: [0b1000_1000, 0] }))
})

test('a headset that is unplugged goes from the list, and works again when it is back', async () => {
  await allow(LINK)
  fake.unplug(LINK)
  await vi.waitFor(() => expect(shown).toEqual([]))
  fake.plug(LINK)
  await vi.waitFor(() => expect(shown).toEqual([{ name: LINK, trouble: null }]))
  facts = { ...idle, ringing: true }
  fake.report(LINK, BOTH, 1, 0)
  expect(acted).toEqual(['answer'])
})

test('a headset that another program holds says so, and one without keys for calls is not listed', async () => {
  fake.holds(LINK, true)
  await allow(LINK)
  await allow('Games')
  expect(shown).toEqual([{ name: LINK, trouble: 'Failed to open the device.' }])
})

test('when the keys are switched off, the lights go out and the headset is closed', async () => {
  await allow(LINK)
  facts = { ...idle, call: 'talking' }
  headsets.sync()
  await vi.waitFor(() => expect(fake.lights(LINK)).toEqual({ [BOTH]: [1, 0] }))
  await headsets.stop()
  expect(fake.lights(LINK)).toEqual({ [BOTH]: [0, 0] })
  fake.report(LINK, BOTH, 0, 0)
  expect(acted).toEqual([])
})
