import '../../setup/language/english.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameIn } from '../../../web/calls/format.ts'
import { whoHears } from '../../../web/calls/who-hears.ts'
import { consultingCall, transferringCall } from './calls.ts'

const names = new Map([
  ['me', { name: 'Ben' }],
  ['ann', { name: 'Ann' }],
])
const named = nameIn(names)
const nameAt = (me: string) => (who: string) => (who === me || who === `agent:${me}` ? 'you' : named(who))

const shown = (state: string, me = 'me', muted = false) => {
  const call =
    state === 'transferring.offering'
      ? transferringCall('agent:ann', 'consult', { callerName: 'Ada Brown' })
      : consultingCall(state, { agentId: 'me', callerName: 'Ada Brown' })
  const hearing = whoHears(call, me, nameAt(me), muted)
  if (hearing === null) throw new Error('There is no consultation')
  return hearing
}

test.each([
  ['transferring.offering', 'me', 'Ann rings. Ada Brown hears music.', 'none none'],
  ['transferring.consulting', 'me', 'You talk with Ann. Ada Brown hears music.', 'none both'],
  ['transferring.consulting', 'ann', 'You talk with Ben. Ada Brown hears music.', 'none both'],
  ['transferring.swapped', 'me', 'You talk with Ada Brown. Ann hears music.', 'both none'],
  ['transferring.swapped', 'ann', 'Ben talks with Ada Brown. You hear music.', 'both none'],
  ['active.threeWay', 'me', 'All three hear each other: you, Ann and Ada Brown.', 'both both'],
  ['active.threeWay', 'ann', 'All three hear each other: you, Ben and Ada Brown.', 'both both'],
])('in %s, %s reads and sees who hears which others', (state, me, words, sounds) => {
  const hearing = shown(state, me)
  expect(hearing.words).toBe(words)
  expect(hearing.sounds.join(' ')).toBe(sounds)
  expect(hearing.parties.find((it) => it.me)?.name).toBe('You')
})

test('who is muted is heard by nobody, and hears the others', () => {
  expect(shown('active.threeWay', 'me', true)).toMatchObject({
    sounds: ['toRight', 'toLeft'],
    words: expect.stringContaining('You are muted: nobody hears you.'),
  })
  expect(shown('active.threeWay', 'ann', true).sounds).toEqual(['both', 'toRight'])
  expect(shown('transferring.offering', 'me', true).words).not.toContain('muted')
})

test('who hears music has no line to anybody, and each who hears others has one', () => {
  const states = fc.constantFrom(
    'transferring.offering',
    'transferring.consulting',
    'transferring.swapped',
    'active.threeWay',
  )
  fc.assert(
    fc.property(states, fc.constantFrom('me', 'ann'), fc.boolean(), (state, me, muted) => {
      const { parties, sounds, all } = shown(state, me, muted)
      const [first, second] = sounds.map((sound) => sound !== 'none')
      expect(parties.map(({ hears }) => hears === 'others')).toEqual([first, first || second, second])
      expect(all).toBe(first && second)
    }),
  )
})
