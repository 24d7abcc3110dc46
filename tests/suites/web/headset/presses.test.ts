import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type CallFacts, createPresses, type Press } from '../../../../web/devices/headset/presses.ts'
import type { HeadsetKey, KeyKind } from '../../../../web/devices/headset/reports.ts'

const idle: CallFacts = { ringing: false, call: 'none', callForMs: 0, muted: false }
const ringing: CallFacts = { ...idle, ringing: true }
const talking: CallFacts = { ...idle, call: 'talking', callForMs: 60_000 }
const answered: CallFacts = { ...talking, callForMs: 200 }

let now = 0
let presses = createPresses(() => now)
beforeEach(() => {
  now = 100_000
  presses = createPresses(() => now)
})

/** A report in which this key is on, or off. @param afterMs since the report before */
function key(
  key: HeadsetKey,
  on: boolean,
  facts: CallFacts,
  { kind = 'switch' as KeyKind, afterMs = 5_000 } = {},
) {
  now += afterMs
  return presses.pressed(new Map([[key, { kind, on }]]), facts)
}

describe('a hook switch', () => {
  test('answers, and hangs up', () => {
    expect(key('hookSwitch', true, ringing)).toEqual(['answer'])
    expect(key('hookSwitch', true, talking)).toEqual([])
    expect(key('hookSwitch', false, talking)).toEqual(['hangUp'])
    expect(key('hookSwitch', false, idle)).toEqual([])
  })

  test('that follows the light of the console is an echo, however late it comes', () => {
    expect(key('hookSwitch', true, answered, { afterMs: 200 })).toEqual([])
    expect(key('hookSwitch', false, idle)).toEqual([])
    expect(key('hookSwitch', true, talking)).toEqual([])
  })

  test('means nothing while nothing rings', () => {
    expect(key('hookSwitch', true, idle)).toEqual([])
    expect(key('hookSwitch', false, idle)).toEqual([])
  })

  test('takes the next call while a caller is on hold, and else hangs up', () => {
    const held: CallFacts = { ...talking, call: 'held' }
    key('hookSwitch', true, talking)
    expect(key('hookSwitch', false, { ...held, ringing: true })).toEqual(['answer'])
    key('hookSwitch', true, answered)
    expect(key('hookSwitch', false, held)).toEqual(['hangUp'])
  })

  test('that springs back is a button: a press answers, the next one hangs up, and letting go means nothing', () => {
    const soon = { afterMs: 150 }
    expect(key('hookSwitch', true, ringing)).toEqual(['answer'])
    expect(key('hookSwitch', false, answered, soon)).toEqual([])
    expect(key('hookSwitch', true, talking)).toEqual([])
    expect(key('hookSwitch', false, talking, soon)).toEqual(['hangUp'])
  })

  test('that springs back does not hang up the caller on hold when it takes the next one', () => {
    expect(key('hookSwitch', true, { ...talking, call: 'held', ringing: true })).toEqual(['answer'])
    expect(key('hookSwitch', false, answered, { afterMs: 150 })).toEqual([])
  })

  test('that only tells presses answers and hangs up, not in the moment of its echo', () => {
    const button = { kind: 'button' as const }
    expect(key('hookSwitch', true, ringing, button)).toEqual(['answer'])
    key('hookSwitch', false, answered, { ...button, afterMs: 100 })
    expect(key('hookSwitch', true, answered, { ...button, afterMs: 100 })).toEqual([])
    key('hookSwitch', false, answered, { ...button, afterMs: 100 })
    expect(key('hookSwitch', true, talking, button)).toEqual(['hangUp'])
  })
})

describe('a mute key', () => {
  test('that only tells presses turns muting on and off, in a call', () => {
    const button = { kind: 'button' as const }
    expect(key('phoneMute', true, idle, button)).toEqual([])
    key('phoneMute', false, idle, button)
    expect(key('phoneMute', true, talking, button)).toEqual(['mute'])
    expect(key('phoneMute', false, talking, button)).toEqual([])
    expect(key('phoneMute', true, { ...talking, muted: true }, button)).toEqual(['unmute'])
  })

  test('that is a switch says itself whether it mutes', () => {
    const muted: CallFacts = { ...talking, muted: true }
    expect(key('phoneMute', true, muted)).toEqual([])
    expect(key('phoneMute', false, muted)).toEqual(['unmute'])
    expect(key('phoneMute', true, talking)).toEqual(['mute'])
  })

  test('that calls itself a switch and springs back is a button from then on', () => {
    const muted: CallFacts = { ...talking, muted: true }
    const soon = { afterMs: 120 }
    expect(key('phoneMute', true, talking)).toEqual(['mute'])
    expect(key('phoneMute', false, muted, soon)).toEqual([])
    expect(key('phoneMute', true, muted)).toEqual(['unmute'])
    expect(key('phoneMute', false, talking, soon)).toEqual([])
  })
})

test('the drop key declines what rings, and hangs up; flash holds and resumes', () => {
  expect(key('drop', true, ringing)).toEqual(['decline'])
  key('drop', false, idle)
  expect(key('drop', true, talking)).toEqual(['hangUp'])
  expect(key('flash', true, talking)).toEqual(['hold'])
  key('flash', false, talking)
  expect(key('flash', true, { ...talking, call: 'other' })).toEqual([])
})

test('a key that is reported again as it was means nothing', () => {
  key('hookSwitch', true, ringing)
  const both = new Map<HeadsetKey, { kind: KeyKind; on: boolean }>([
    ['hookSwitch', { kind: 'switch', on: true }],
    ['phoneMute', { kind: 'button', on: true }],
  ])
  expect(presses.pressed(both, talking)).toEqual(['mute'])
  expect(presses.pressed(both, talking)).toEqual([])
})

test('no report of a headset hangs up in the seconds after a call was answered at the desk', () => {
  const report = fc.record({
    kind: fc.constantFrom<KeyKind>('switch', 'button'),
    on: fc.boolean(),
    afterMs: fc.integer({ min: 0, max: 300 }),
  })
  fc.assert(
    fc.property(
      report.map(({ kind }) => kind),
      fc.array(report, { maxLength: 9 }),
      (kind, reports) => {
        now = 100_000
        presses = createPresses(() => now)
        let callForMs = 0
        const meant: Press[] = []
        // The first report after the answer is the echo: the headset was on the hook before.
        for (const { on, afterMs } of [{ on: true, afterMs: 50 }, ...reports]) {
          callForMs += afterMs
          if (callForMs > 950) break
          meant.push(...key('hookSwitch', on, { ...talking, callForMs }, { kind, afterMs }))
        }
        expect(meant).toEqual([])
      },
    ),
  )
})
