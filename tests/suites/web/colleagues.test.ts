import '../../setup/language/english.ts'
import { describe, expect, test } from 'vitest'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { tileStateOf } from '../../../coordinator/protocol/tile-state.ts'
import { findingOf } from '../../../web/colleagues/find.ts'
import { groupNames, isColleagueOf, partsOf, placesOf, steadyPlaces } from '../../../web/colleagues/places.ts'
import { countsOf, shownPresenceOf } from '../../../web/colleagues/presence.ts'
import { at, callView, parkedCall, ringingCall, talkingCall, transferringCall } from './calls.ts'

const agent = (agentId: string, part: Partial<AgentView> = {}): AgentView => ({
  agentId,
  name: agentId,
  rev: 1,
  presence: 'available',
  callSid: null,
  since: at(0),
  rings: { ok: true, why: null, since: at(0) },
  ...part,
})

test('who is disabled is no colleague to choose, and neither is oneself', () => {
  const gone = agent('bob', { presence: 'offline', rings: null, disabled: true })
  const off = agent('cat', { presence: 'offline', rings: null })
  expect([agent('ann'), gone, off].filter(isColleagueOf({ agentId: 'ann' }))).toEqual([off])
})

describe('the state of a colleague', () => {
  const ann = agent('ann')
  const deaf = agent('ann', { rings: { ok: false, why: 'microphone_blocked', since: at(0) } })

  test('is free, talks, is away, or does not ring and why', () => {
    expect(tileStateOf(ann, [])).toBe('available')
    expect(tileStateOf(agent('ann', { callSid: 'CA1' }), [talkingCall('ann')])).toBe('talking')
    expect(tileStateOf(agent('ann', { presence: 'away' }), [])).toBe('away')
    expect(tileStateOf(deaf, [])).toBe('deaf')
    expect(shownPresenceOf(deaf).label).toBe('does not ring: microphone blocked')
    expect(tileStateOf(agent('ann', { presence: 'offline', rings: null }), [])).toBe('offline')
  })

  test.each([
    ['a transfer', transferringCall('agent:ann', 'blind')],
    ['a question', transferringCall('agent:ann', 'consult')],
    [
      'a call of a colleague',
      callView({ state: 'ringing.calling', direction: 'internal', offeredTo: ['ann'] }),
    ],
    ['a return', parkedCall('ann', { state: 'parked.returning', offeredTo: ['ann'] })],
  ])('rings for %s, by name', (_, call) => {
    expect(tileStateOf(ann, [call])).toBe('rings')
    expect(tileStateOf(agent('bob'), [call])).toBe('available')
  })

  test('does not change for a call that rings at everybody, though nobody else is free', () => {
    const toAll = ringingCall({ offeredTo: ['ann'] })
    const lastRound = parkedCall('ann', {
      state: 'parked.returning',
      offeredTo: ['ann'],
      parked: { slot: 1, by: 'ann', at: at(0), note: null, returnsAt: null, for: null, elseTo: null },
    })
    expect(tileStateOf(ann, [toAll, lastRound])).toBe('available')
  })

  test('is counted', () => {
    const all = [ann, agent('bob', { callSid: 'CA1' }), agent('cat', { presence: 'away' })]
    expect(countsOf(all, [transferringCall('agent:ann', 'blind')])).toEqual({
      ...{ available: 0, rings: 1, talking: 1, away: 1, deaf: 0, offline: 0 },
    })
  })
})

describe('the places of the tiles', () => {
  const [ann, bob, cat] = [agent('ann'), agent('bob'), agent('cat', { presence: 'offline' })]

  test('are by name in every state, without those who are offline', () => {
    const busy = agent('ann', { callSid: 'CA1' })
    expect(placesOf([bob, cat, ann], ['bob'], [])).toEqual([
      { agentId: 'bob', part: { id: 'favourites' } },
      { agentId: 'ann', part: { id: 'others' } },
    ])
    expect(placesOf([bob, cat, busy], [], [])).toEqual(placesOf([bob, cat, ann], [], []))
  })

  test('stay while somebody aims at them: who goes keeps the place, who comes is last', () => {
    const before = placesOf([ann, bob], [], [])
    const now = placesOf([agent('ann', { presence: 'offline' }), bob, agent('aaron')], ['bob'], [])
    expect(steadyPlaces(before, now)).toEqual([...before, { agentId: 'aaron', part: { id: 'others' } }])
    expect(steadyPlaces(before, before)).toBe(before)
  })

  const group = (id: string, ...members: string[]) => ({ id, name: id, members })
  const [workshop, sales] = [group('Workshop', 'dan', 'bob', 'cat', 'gone'), group('Sales', 'ann', 'dan')]
  const shownIn = (places: Parameters<typeof partsOf>[0]) =>
    partsOf(places).map(({ part, agentIds }) => [part.id, agentIds.join(' ')])

  test('are in the groups of the office, in its order: each colleague once, favourites first, and the first group wins', () => {
    const all = ['eve', 'dan', 'bob', 'ann'].map((id) => agent(id)).concat(cat)
    expect(shownIn(placesOf(all, [], [workshop, sales]))).toEqual([
      ['Workshop', 'bob dan'],
      ['Sales', 'ann'],
      ['others', 'eve'],
    ])
    expect(shownIn(placesOf(all, ['dan', 'ann'], [sales, workshop]))).toEqual([
      ['favourites', 'ann dan'],
      ['Workshop', 'bob'],
      ['others', 'eve'],
    ])
    expect(groupNames([workshop, sales]).get('dan')).toEqual(['Workshop', 'Sales'])
  })

  test('stay while somebody aims at them, also when the groups change; who comes into a group is behind all others until then', () => {
    const before = placesOf([ann, bob, agent('eve')], [], [workshop, sales])
    const regrouped = placesOf([ann, bob, agent('dan'), agent('eve')], ['ann'], [sales])
    const steady = steadyPlaces(before, regrouped)
    expect(steady.slice(0, before.length)).toEqual(before)
    expect(shownIn(steady)).toEqual([
      ['Workshop', 'bob'],
      ['Sales', 'ann'],
      ['others', 'eve dan'],
    ])
    expect(partsOf(steady)[0]?.part).toEqual({ id: 'Workshop', named: 'Workshop' })
  })
})

test.each([
  ['jur', 'Jürgen Roth', 'hit'],
  ['rot jür', 'Jürgen Roth', 'hit'],
  ['oth', 'Jürgen Roth', 'aside'],
  ['osted', 'Émile Ørsted', 'aside'],
  ['orsted', 'Émile Ørsted', 'hit'],
  ['sal', 'Anna Sales', 'hit'],
  ['  ', 'Anna', null],
])('who looks for %j finds in %s: %s', (query, name, finding) => {
  expect(findingOf(query, name)).toBe(finding)
})
