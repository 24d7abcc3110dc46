import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { firstName } from '../../../coordinator/protocol/first-name.ts'
import {
  longestInLot,
  lotUrgency,
  parkedCallers,
  peopleOf,
  ringingUrgency,
  shortNames,
  waitingCallers,
} from '../../../web/wallboard/board.ts'
import { at, callView, parkedCall, ringingCall, talkingCall } from './calls.ts'

const LIMITS = { longMs: 10_000, tooLongMs: 20_000 }
const ms = (seconds: number) => Date.parse(at(seconds))
const sids = (calls: readonly { callSid: string }[]) => calls.map((call) => call.callSid)
const inLot = (callSid: string, since: number, returns: number | null, state = 'parked.waiting') =>
  parkedCall('ann', {
    callSid,
    state,
    parked: {
      slot: 1,
      by: 'ann',
      at: at(since),
      note: null,
      returnsAt: returns === null ? null : at(returns),
      for: null,
      elseTo: null,
    },
  })

test('those wait who called and were not answered, the longest first', () => {
  const calls = [
    ringingCall({ callSid: 'CA2', createdAt: at(9) }),
    ringingCall({ callSid: 'CA1', createdAt: at(1) }),
    talkingCall('ann', { callSid: 'CA3' }),
    callView({ callSid: 'CA4', state: 'ringing.calling', direction: 'internal' }),
  ]
  expect(sids(waitingCallers(calls))).toEqual(['CA1', 'CA2'])
  expect([5, 11, 21].map((seconds) => ringingUrgency(calls, ms(seconds), LIMITS))).toEqual([
    'calm',
    'amber',
    'red',
  ])
  expect(ringingUrgency([], ms(0), LIMITS)).toBe('calm')
})

test('in the lot comes first who rings again, then who returns soonest', () => {
  const calls = [inLot('CA1', 0, null), inLot('CA2', 5, 90), inLot('CA3', 9, 60)]
  const rings = inLot('CA4', 10, 130, 'parked.returning')
  expect(sids(parkedCallers([...calls, rings]))).toEqual(['CA4', 'CA3', 'CA2', 'CA1'])
  expect(longestInLot(calls)).toBe(at(0))
  expect(longestInLot([])).toBeNull()
  const urgency = (seconds: number) =>
    lotUrgency([inLot('CA1', 0, 60)], ms(seconds), { longMs: 20_000, tooLongMs: 90_000 })
  expect([lotUrgency([], ms(0), LIMITS), urgency(1), urgency(46)]).toEqual(['calm', 'amber', 'red'])
  expect(lotUrgency([rings], ms(11), LIMITS)).toBe('red')
})

test('people are those who are here, by short names, with the state and the talk', () => {
  const agent = (agentId: string, name: string, part: Partial<AgentView> = {}): AgentView => ({
    ...{ agentId, name, rev: 1, presence: 'available', callSid: null, since: at(0), rings: null },
    ...part,
  })
  const people = peopleOf(
    [
      agent('ben', 'Ben Ochieng', { callSid: 'CA1' }),
      agent('anna', 'Anna Berg'),
      agent('cat', 'Cat Lee', { presence: 'offline' }),
    ],
    [talkingCall('ben', { answeredAt: at(7) })],
  )
  expect(people).toEqual([
    { agentId: 'anna', name: 'Anna', state: 'available', talksSince: null },
    { agentId: 'ben', name: 'Ben', state: 'talking', talksSince: at(7) },
  ])
  expect(shortNames(['Anna Berg', 'Anna Lee', 'Ben Ochieng', 'Front desk', 'Al Bo'])).toEqual([
    ...['Anna Berg', 'Anna Lee', 'Ben', 'Front desk', 'Al'],
  ])
  const names = [
    'Ida von Berg',
    'J Smith',
    'Berg, Ida Maria',
    'ida berg',
    '渡辺 直美',
    'Sales 1',
    'Sales, north',
  ]
  expect(names.map(firstName)).toEqual(['Ida', 'J', 'Ida', 'ida', '渡辺', 'Sales 1', 'Sales, north'])
})
