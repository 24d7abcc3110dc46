import { describe, expect, test } from 'vitest'
import { partingCommands } from '../../../web/session/parting.ts'
import { at, talkingCall } from './calls.ts'

const types = (commands: { type: string }[]) => commands.map(({ type }) => type)
const transfer = { from: 'ann', to: 'agent:bob', kind: 'consult' as const, at: at(3), joined: true }
const consulting = talkingCall('ann', { status: 'transferring', state: 'transferring.consulting', transfer })

describe('an agent who signs out', () => {
  test.each([
    ['talks', talkingCall('ann'), ['park'], ['hangup']],
    ['holds a call', talkingCall('ann', { state: 'active.held' }), ['park'], ['hangup']],
    ['consults a colleague', consulting, ['cancel', 'park'], ['hangup']],
    ['calls a number', talkingCall('ann', { state: 'active.dialling' }), ['hangup'], ['hangup']],
    [
      'calls a colleague',
      talkingCall('bob', { direction: 'internal', callerNumber: 'agent:ann' }),
      ['hangup'],
      ['hangup'],
    ],
  ])('and %s leaves the caller in the lot, or hangs up', (_, call, park, hangUp) => {
    expect(types(partingCommands(call, 'ann', 'park'))).toEqual(park)
    expect(types(partingCommands(call, 'ann', 'hangUp'))).toEqual(hangUp)
  })

  test('and is consulted leaves the call to the colleague', () => {
    for (const parting of ['park', 'hangUp'] as const)
      expect(partingCommands(consulting, 'bob', parting)).toEqual([])
  })
})
