import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EndedCalls, type Position } from '../../../coordinator/archive/ended-calls.ts'
import { waitingIn } from '../../../coordinator/archive/to-call-back.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { extent } from '../../setup/extent.ts'
import { at, endedCall } from '../web/calls.ts'

const nameOf = (agentId: string) => (agentId === 'mia' ? 'Mia Sørensen' : agentId)
const numbersNamed = (words: readonly string[]) =>
  new Map(words.includes('klein') ? [['+493012345678', 1 << words.indexOf('klein')]] : [])
const empty = (most = 1_000) => new EndedCalls({ most, nameOf, numbersNamed })

const callsWith = (...parts: Partial<CallView>[]) => {
  const calls = empty()
  for (const [n, part] of parts.entries())
    calls.put(endedCall('answered', { callSid: `CA${n}`, endedAt: at(n), ...part }))
  return calls
}
const found = (calls: EndedCalls, q: string) => [...calls.find({ q }, null)].map(({ callSid }) => callSid)
const finds = (q: string, part: Partial<CallView>) => found(callsWith(part), q).length === 1

const zoe: Partial<CallView> = {
  callerName: 'Zoë Núñez-Łukasz',
  callerNumber: '+12025550117',
  callerAddress: '+12025550117',
  agentId: 'mia',
  wrapUp: { note: 'Gearbox: wants a date', tags: ['follow up'], by: 'mia', at: at(95) },
}
const berlin = { callerName: null, callerNumber: '+493012345678', callerAddress: '+493012345678' }
const deskPhone = { callerName: null, callerNumber: null, callerAddress: 'sip:1001@Office.example' }
const withheld = { callerName: null, callerNumber: null, callerAddress: null }

describe('a search finds a call', () => {
  test.each([
    ...['(202) 555-0117', '2025550117', '+1 202 555 0117', '1-202-555-0117', '0112025550117'],
    ...['tel:+12025550117;ext=12', '２０２５５５', '555-01', '0117', '555 0117'],
    ...['zoe', 'ZOË', 'Zoe\u0308', 'nunez', 'lukasz', 'nunez zoe', 'zoe 0117', 'sorensen', 'mia'],
    ...['gearbox', 'zoe gear date', 'follow', 'mia up'],
  ])('by what its card shows: %j', (q) => {
    expect(finds(q, zoe)).toBe(true)
  })

  test.each(['zoe 0118', 'noe', '5550118', '(202) 555-0118', 'bob', '.', 'zoe gearboxes'])(
    'and no other: %j',
    (q) => {
      expect(finds(q, zoe)).toBe(false)
    },
  )

  test('by a number as its country writes it, and by the name of its contact', () => {
    const ways = ['030 12345678', '0049 30 1234', '+49 30 12', '(0)30 1234', 'klein', 'klein 5678']
    expect(ways.map((q) => finds(q, berlin))).toEqual(ways.map(() => true))
    expect(finds('klein', zoe)).toBe(false)
  })

  test('by an address that is no number, by the words for a withheld one, and by its sid', () => {
    expect([finds('1001', deskPhone), finds('office.example', deskPhone)]).toEqual([true, true])
    expect([finds('withheld', withheld), finds('withheld', deskPhone)]).toEqual([true, false])
    expect(found(callsWith(zoe, berlin), 'CA1')).toEqual(['CA1'])
  })

  test('by the number that it was forwarded from, or transferred to, and by every agent who had it', () => {
    expect(finds('217 555 0190', { ...zoe, forwardedFrom: '+12175550190' })).toBe(true)
    expect(finds('217 555 0191', { ...zoe, outsideNumber: '+12175550191' })).toBe(true)
    expect(finds('bob', { ...zoe, talkedBy: ['bob', 'mia'] })).toBe(true)
    expect(
      finds('ann', { direction: 'internal', callerNumber: 'agent:ann', calledNumber: 'agent:mia' }),
    ).toBe(true)
  })
})

describe('who waits for a call back', () => {
  const ADA = '+12025550117'
  const LEE = '+12175550148'
  const calls = (
    ...happened: [outcome: CallView['outcome'], number: string | null, part?: Partial<CallView>][]
  ) =>
    callsWith(
      ...happened.map(
        ([outcome, number, part]): Partial<CallView> => ({
          ...(outcome === 'answered' ? { answeredAt: at(0), agentId: 'mia', talkedBy: ['mia'] } : {}),
          ...{ outcome, callerNumber: number, callerAddress: number },
          ...part,
        }),
      ),
    )
  const out = (number: string) => ({ direction: 'outbound' as const, calledNumber: number })
  const waiting = (ended: EndedCalls) =>
    [...waitingIn(ended).values()].map(({ party, times, tried }) => [party.address, times, tried?.times ?? 0])

  test('is each caller once, until somebody has talked with them in either direction', () => {
    expect(waiting(calls(['missed', ADA], ['voicemail', LEE], ['abandoned', ADA]))).toEqual([
      [ADA, 2, 0],
      [LEE, 1, 0],
    ])
    expect(waiting(calls(['missed', ADA], ['voicemail', LEE], ['answered', ADA]))).toEqual([[LEE, 1, 0]])
    expect(waiting(calls(['missed', ADA], ['answered', null, out(ADA)]))).toEqual([])
    expect(waiting(calls(['answered', ADA], ['missed', ADA]))).toEqual([[ADA, 1, 0]])
  })

  test('says how often an agent has tried since', () => {
    const tried = calls(
      ['missed', null, out(ADA)],
      ['missed', ADA],
      ['missed', null, out(ADA)],
      ['failed', null, out(ADA)],
    )
    expect(waiting(tried)).toEqual([[ADA, 1, 2]])
  })

  test('has no caller whose number is unknown, and none that an agent removed', () => {
    expect(waiting(calls(['missed', null], ['removed', ADA]))).toEqual([])
  })
})

test('beyond the bound the oldest call is forgotten, and its words with it', () => {
  const calls = empty(2)
  for (const [n, callerName] of ['Ada', 'Bo', 'Cleo'].entries())
    calls.put(endedCall('answered', { callSid: `CA${n}`, endedAt: at(n), callerName }))
  expect([calls.size, found(calls, 'ada'), found(calls, 'bo')]).toEqual([2, [], ['CA1']])
})

const NAMES = [null, 'Ada Bo', 'Ada', 'Bo Cy']
const change = fc.record({
  sid: fc.integer({ min: 0, max: 12 }),
  second: fc.integer({ min: 0, max: 4 }),
  name: fc.constantFrom(...NAMES),
  note: fc.constantFrom(null, 'ada called', 'cy'),
  outcome: fc.constantFrom('answered' as const, 'missed' as const),
  removed: fc.constantFrom(false, false, false, true),
})

test('after every change a search finds what looking at every call finds, page by page', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.constantFrom(null, 'ada', 'ad cy', 'bo'),
      (changes, q) => {
        const calls = empty()
        const known = new Map<string, CallView>()
        for (const [n, { sid, second, name, note, outcome, removed }] of changes.entries()) {
          const callSid = `CA${String(sid).padStart(2, '0')}`
          const endedAt = known.get(callSid)?.endedAt ?? at(second)
          const wrapUp = note === null ? null : { note, tags: [], by: 'mia', at: at(95) }
          const view = endedCall(outcome, { callSid, endedAt, callerName: name, wrapUp, rev: n + 1 })
          if (removed) {
            calls.remove(callSid)
            known.delete(callSid)
          } else {
            calls.put(view)
            known.set(callSid, view)
          }
          // An older view changes nothing.
          calls.put({ ...view, rev: n, callerName: 'Old' })
          if (removed) calls.remove(callSid)
        }
        const words = q?.split(' ') ?? []
        const has = ({ callerName, wrapUp }: CallView) =>
          words.every((word) =>
            `${callerName ?? ''} ${wrapUp?.note ?? ''}`
              .toLowerCase()
              .split(' ')
              .some((it) => it.startsWith(word)),
          )
        const expected = [...known.values()]
          .filter(has)
          .sort((a, b) => (`${b.endedAt}${b.callSid}` < `${a.endedAt}${a.callSid}` ? -1 : 1))
          .map(({ callSid }) => callSid)
        const pages: string[] = []
        for (let after: Position | null = null; ; ) {
          const page = [...calls.find({ q }, after)].slice(0, 2)
          pages.push(...page.map(({ callSid }) => callSid))
          after = page.at(-1) ?? null
          if (after === null) break
        }
        expect(pages).toEqual(expected)
      },
    ),
    { numRuns: extent({ full: 5_000, short: 500 }) },
  )
})
