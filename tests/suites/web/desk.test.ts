import { describe, expect, test } from 'vitest'
import { deskSectionsOf, longestParked } from '../../../web/calls/desk-sections.ts'
import { formatDuration, formatNumber, initials } from '../../../web/calls/format.ts'
import { figuresOfToday } from '../../../web/calls/history.ts'
import { progressOf, tilesOf, urgencyOf } from '../../../web/parking/slots.ts'
import { readinessOf } from '../../../web/ring/readiness.ts'
import { toneFor } from '../../../web/ring/tone-for.ts'
import { at, callView, endedCall, parkedCall, ringingCall, talkingCall, transferringCall } from './calls.ts'

const places = (...calls: ReturnType<typeof ringingCall>[]) => deskSectionsOf(calls, 'me', new Set())
const sids = (calls: readonly { callSid: string }[]) => calls.map((call) => call.callSid)

describe('the sections of a desk', () => {
  test('ringing calls come oldest first, and say why they ring', () => {
    const { ringing: cards } = places(
      ringingCall({ callSid: 'CA2', createdAt: at(9) }),
      parkedCall('me', { callSid: 'CA3', offeredTo: ['me'] }),
      ringingCall({ callSid: 'CA1', createdAt: at(1) }),
      transferringCall('agent:me', 'blind', { callSid: 'CA4' }),
    )
    expect(cards.map(({ call, kind }) => [call.callSid, kind])).toEqual([
      ['CA1', 'new'],
      ['CA2', 'new'],
      ['CA4', 'transferred'],
      ['CA3', 'returned'],
    ])
    expect(toneFor(cards)).toBe('transferred')
  })

  test('the call on which I talk comes before the one that I hold', () => {
    const held = talkingCall('me', { callSid: 'CA1', state: 'active.held', heldAt: at(20) })
    expect(places(held).current?.callSid).toBe('CA1')
    const both = places(held, talkingCall('me', { callSid: 'CA2' }))
    expect([both.current?.callSid, ...sids(both.held)]).toEqual(['CA2', 'CA1'])
  })

  test('a voicemail and what rings at colleagues may be taken, unless I declined it', () => {
    const calls = [
      ringingCall({ callSid: 'CA1', offeredTo: ['ann'] }),
      callView({ callSid: 'CA2', state: 'voicemail.recording' }),
    ]
    expect(sids(deskSectionsOf(calls, 'me', new Set(['CA1'])).takeable)).toEqual(['CA2'])
    expect(sids(places(...calls).takeable)).toEqual(['CA1', 'CA2'])
  })
})

describe('the parking lot', () => {
  const inSlot = (slot: number | null, callSid: string, since = 60) =>
    parkedCall('ann', {
      callSid,
      parked: { slot, by: 'ann', at: at(since), note: null, returnsAt: at(since + 120) },
    })

  test('shows at least eight tiles: every parked call, and the first free slots between', () => {
    const tiles = tilesOf([inSlot(2, 'CA2'), inSlot(17, 'CA17')], 20)
    expect(tiles.map((tile) => tile.slot)).toEqual([1, 2, 3, 4, 5, 6, 7, 17])
  })

  test('shows a caller without a slot first', () => {
    expect(tilesOf([inSlot(1, 'CA1'), inSlot(null, 'CA0')], 20)[0]?.call?.callSid).toBe('CA0')
  })

  test('picks up the caller who waits longest, in any slot', () => {
    expect(longestParked([inSlot(1, 'CA1', 80), inSlot(5, 'CA5', 70)])?.callSid).toBe('CA5')
  })

  test('turns amber after a minute and red after two, or shortly before the return', () => {
    const call = inSlot(1, 'CA1', 0)
    const urgency = (seconds: number) => urgencyOf(call, Date.parse(at(seconds)))
    expect([urgency(59), urgency(60), urgency(104), urgency(105)]).toEqual(['calm', 'amber', 'amber', 'red'])
    expect(progressOf(call, Date.parse(at(30)))).toBeCloseTo(0.25)
  })
})

describe('proof that a browser rings', () => {
  const facts = {
    connection: 'live',
    sound: true,
    softphone: 'ready',
    registered: true,
    notifications: 'default',
  } as const

  test('needs the feed, sound and the telephone, but no notifications', () => {
    expect(readinessOf(facts)).toMatchObject({ rings: true, words: 'This browser rings' })
  })

  test('names what is missing', () => {
    expect(readinessOf({ ...facts, sound: false }).words).toBe('Click to turn on sound')
    expect(readinessOf({ ...facts, registered: false, softphone: 'failed' }).words).toBe(
      'Telephone not ready',
    )
    expect(readinessOf({ ...facts, connection: 'reconnecting' }).words).toBe('Cannot ring now')
  })
})

test('today’s figures come from the calls of today alone', () => {
  const noon = Date.parse(at(0))
  const yesterday = new Date(noon - 86_400_000).toISOString()
  const figures = figuresOfToday(
    [
      endedCall('answered', { createdAt: at(0), answeredAt: at(7) }),
      endedCall('voicemail', { createdAt: at(10) }),
      endedCall('answered', { createdAt: yesterday, answeredAt: yesterday }),
    ],
    noon,
  )
  expect(figures).toEqual({ calls: 2, answeredShare: 0.5, timeToAnswerMs: 7_000, messages: 1 })
})

test('numbers, waits and names are written the way people read them', () => {
  expect(formatNumber('+12175550148')).toBe('(217) 555-0148')
  expect(formatNumber('+442079460000')).toBe('+44 20 7946 0000')
  expect([formatDuration(64_000), formatDuration(3_729_000), formatDuration(-5)]).toEqual([
    '1:04',
    '1:02:09',
    '0:00',
  ])
  expect([initials('Front desk'), initials('Sales 1'), initials('ann')]).toEqual(['FD', 'S1', 'AN'])
})
