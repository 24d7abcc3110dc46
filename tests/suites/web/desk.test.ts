import '../../setup/language/english.ts'
import { describe, expect, test } from 'vitest'
import { WAITS, type WaitLimits } from '../../../coordinator/protocol/session.ts'
import { deskSectionsOf, longestParked } from '../../../web/calls/desk-sections.ts'
import {
  callerDetail,
  callerLabel,
  formatDuration,
  formatNumber,
  initials,
} from '../../../web/calls/format.ts'
import { firstGoneAt, steadyRows, withoutGone } from '../../../web/calls/steady-rows.ts'
import { urgencyAfter, waitOf } from '../../../web/calls/urgency.ts'
import { alarmOf, whereItIs, whyNothingRings } from '../../../web/calls/where-it-is.ts'
import { progressOf, tilesOf, urgencyOf } from '../../../web/parking/slots.ts'
import { toneFor } from '../../../web/ring/tone-for.ts'
import { at, callView, parkedCall, ringingCall, talkingCall, transferringCall } from './calls.ts'

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
    expect(toneFor(cards)?.tone).toBe('transferred')
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
      parked: {
        slot,
        by: 'ann',
        at: at(since),
        note: null,
        returnsAt: at(since + 120),
        for: null,
        elseTo: null,
      },
    })

  test('shows every slot in its place, taken or free, and a caller without one last', () => {
    const tiles = tilesOf([inSlot(2, 'CA2'), inSlot(null, 'CA0')], 4)
    expect(tiles.map(({ slot, call }) => [slot, call?.callSid])).toEqual([
      [1, undefined],
      [2, 'CA2'],
      [3, undefined],
      [4, undefined],
      [null, 'CA0'],
    ])
  })

  test('shows callers who are parked beyond its last slot, since the lot was larger', () => {
    expect(tilesOf([inSlot(7, 'CA7')], 2).map(({ slot }) => slot)).toEqual([1, 2, 7])
  })

  test('picks up the caller who waits longest, in any slot', () => {
    expect(longestParked([inSlot(1, 'CA1', 80), inSlot(5, 'CA5', 70)])?.callSid).toBe('CA5')
  })

  test('turns amber after a minute and red after two, or shortly before the return', () => {
    const call = inSlot(1, 'CA1', 0)
    const urgency = (seconds: number) => urgencyOf(call, Date.parse(at(seconds)), WAITS.lot)
    expect([urgency(59), urgency(60), urgency(104), urgency(105)]).toEqual(['calm', 'amber', 'amber', 'red'])
    expect(progressOf(call, Date.parse(at(30)))).toBeCloseTo(0.25)
  })
})

test('a wait for an answer is long after ten seconds and too long after twenty, one of a caller from the lot as the lot is set', () => {
  const urgency = (seconds: number, limits: WaitLimits = WAITS.answer) =>
    urgencyAfter(seconds * 1_000, limits)
  expect([urgency(-3), urgency(9.9), urgency(10), urgency(19.9), urgency(20)]).toEqual([
    ...['calm', 'calm', 'amber', 'amber', 'red'],
  ])
  expect(urgency(4, { longMs: 3_000, tooLongMs: 5_000 })).toBe('amber')
  expect([waitOf('new'), waitOf('transferred'), waitOf('returned')]).toEqual(['answer', 'answer', 'lot'])
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
  expect([initials('👩‍👩‍👧‍👦 Ost'), initials('e\u0301ric'), initials('🇩🇪🇫🇷')]).toEqual([
    '👩‍👩‍👧‍👦O',
    'E\u0301R',
    '🇩🇪🇫🇷',
  ])
})

describe('a caller', () => {
  const said = (part: Parameters<typeof ringingCall>[0]) => [
    callerLabel(ringingCall(part)),
    callerDetail(ringingCall(part)),
  ]
  const noNumber = { callerNumber: null, callerAddress: null, callerName: null }

  test('without a number is called by the address, and only a hidden number is withheld', () => {
    expect(said({ ...noNumber, callerAddress: 'sip:1001@office.example' })).toEqual([
      'sip:1001@office.example',
      null,
    ])
    expect(said({ ...noNumber, callerAddress: '1001', callerName: 'Ann Lee' })).toEqual(['Ann Lee', '1001'])
    expect(said(noNumber)).toEqual(['Number withheld', null])
    expect(said({ ...noNumber, erased: true })).toEqual(['Erased person', null])
  })

  test('whose number the carrier could not confirm is called by the number, and only says a name', () => {
    const lena = { callerName: 'Lena Ford' }
    expect(said(lena)).toEqual(['Lena Ford', '(217) 555-0148'])
    const doubtful = [{ unconfirmed: 'unsigned' }, { unconfirmed: 'failed' }, { verified: 'C' }] as const
    for (const carrier of doubtful) {
      expect(said({ ...lena, ...carrier })).toEqual(['(217) 555-0148', 'says it is Lena Ford'])
      expect(said({ ...lena, ...carrier, confirmedBy: 'ann' })).toEqual(['Lena Ford', '(217) 555-0148'])
    }
  })

  test('is a contact where the carrier or an agent says so, perhaps one where nobody does', () => {
    const contact = { id: '1', name: 'Nora Hall', organisation: null, vip: true, blocked: false, others: 0 }
    expect(said({ contact, verified: 'A' })).toEqual(['Nora Hall', '(217) 555-0148'])
    expect(said({ contact })).toEqual(['Nora Hall?', '(217) 555-0148'])
    expect(said({ contact, confirmedBy: 'ann' })).toEqual(['Nora Hall', '(217) 555-0148'])
    expect(said({ contact, unconfirmed: 'unsigned' })).toEqual(['(217) 555-0148', 'says it is Nora Hall'])
  })
})

describe('where a call rings', () => {
  const nameOf = (who: string) => who.toUpperCase()
  const agent = (agentId: string, presence: 'available' | 'away', callSid: string | null = null) =>
    [agentId, { agentId, name: agentId, rev: 1, presence, callSid, since: at(0), rings: null }] as const
  const alone = ringingCall({ callSid: 'CA1', offeredTo: [] })

  test.each([
    [[], 'rings nowhere'],
    [['ann'], 'rings at ANN'],
    [['ann', 'bob'], 'rings at ANN and BOB'],
    [['ann', 'bob', 'cat'], 'rings at ANN, BOB and CAT'],
    [['ann', 'bob', 'cat', 'dan'], 'rings at ANN, BOB and 2 more'],
  ])('%j: %s', (offeredTo, words) => {
    expect(whereItIs(ringingCall({ offeredTo, ringingAt: offeredTo }), nameOf)).toBe(words)
  })

  test('a call that no console has said to ring for is offered', () => {
    expect(whereItIs(ringingCall({ offeredTo: ['ann'] }), nameOf)).toBe('offered to ANN')
    expect(whereItIs(ringingCall({ offeredTo: ['ann', 'bob'], ringingAt: ['bob'] }), nameOf)).toBe(
      'rings at BOB',
    )
  })

  test('a caller who rings nowhere is an alarm, with what this agent can do', () => {
    const calls = [alone, parkedCall('ann', { state: 'parked.returning' })]
    const busy = new Map([agent('me', 'available', 'CA9'), agent('ann', 'away')])
    const now = Date.parse(at(4))
    expect(alarmOf(calls, busy, 'me', now)).toBe('Nobody is free: 2 callers ring nowhere.')
    expect(alarmOf([alone], busy, 'ann', now)).toBe(
      'Nobody is free: 1 caller rings nowhere. Take the call, or become available.',
    )
    const declined = new Map([agent('me', 'available')])
    expect(alarmOf([alone], declined, 'me', now)).toBe('1 caller rings nowhere. Take the call.')
    const offered = ringingCall({ offeredTo: ['ann'] })
    expect(alarmOf([offered], busy, 'me', now)).toBeNull()
    // No console says that it rings.
    expect(alarmOf([offered], busy, 'me', now + 2_000)).toBe('Nobody is free: 1 caller rings nowhere.')
    expect(alarmOf([{ ...offered, ringingAt: ['ann'] }], busy, 'me', now + 60_000)).toBeNull()
  })

  test('a desk at which nothing rings says why', () => {
    const why = (...[agentId, view]: ReturnType<typeof agent>) => [agentId, whyNothingRings(view, 0)]
    expect(why(...agent('me', 'available', 'CA9'))).toEqual([
      'me',
      'You are on a call: no other is offered to you.',
    ])
    expect(why(...agent('me', 'away'))).toEqual(['me', 'You are away: no call is offered to you.'])
    expect(whyNothingRings(undefined, 2)).toBe('No calls ring here.')
    expect(whyNothingRings(undefined, 0)).toBe('No calls ringing.')
  })
})

describe('a list in which nothing jumps', () => {
  const rowsAt = (now: number, before: ReturnType<typeof steadyRows<string>>, ...items: string[]) =>
    steadyRows(before, items, (it) => it, now)
  const shown = (rows: ReturnType<typeof steadyRows<string>>) =>
    rows.map(({ item, goneAt }) => (goneAt === null ? item : `(${item})`)).join(' ')

  test('keeps the places of those that go, and takes new ones at the end', () => {
    const first = rowsAt(1, [], 'a', 'b', 'c')
    const second = rowsAt(2, first, 'c', 'd', 'a')
    expect(shown(second)).toBe('a (b) c d')
    expect(shown(rowsAt(3, second, 'b', 'c'))).toBe('(a) b c (d)')
    expect(shown(withoutGone(second))).toBe('a c d')
  })

  test('is the same list while nothing comes or goes', () => {
    const rows = rowsAt(1, [], 'a', 'b')
    expect(rowsAt(2, rows, 'b', 'a')).toBe(rows)
    expect(withoutGone(rows)).toBe(rows)
  })

  test('closes the rows of those that went first, while others go', () => {
    const rows = rowsAt(9, rowsAt(5, rowsAt(1, [], 'a', 'b', 'c'), 'b', 'c'), 'c')
    expect(firstGoneAt(rows)).toBe(5)
    expect(shown(withoutGone(rows, 5))).toBe('(b) c')
    expect(firstGoneAt(withoutGone(rows))).toBeNull()
  })

  test('stays short where a mouse lies over it for hours', () => {
    let rows = rowsAt(0, [], 'stays', 'call 0')
    for (let n = 1; n <= 1_000; n++) {
      rows = rowsAt(n, rows, 'stays', `call ${n}`)
      expect(rows.length).toBeLessThan(25)
    }
    expect(shown(rows)).toMatch(/^stays .*\(call 999\) call 1000$/)
  })
})
