import { describe, expect, test } from 'vitest'
import type { CallCommand } from '../../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { endpoint } from '../../../web/commands/command.ts'
import { predictedCall } from '../../../web/commands/predicted-call.ts'
import {
  at,
  consultingCall,
  endedCall,
  parkedCall,
  ringingCall,
  talkingCall,
  transferringCall,
} from './calls.ts'

const facts = { me: 'me', now: at(100), freeSlot: 4 }
const predict = (view: CallView, command: CallCommand) => predictedCall(view, command, facts)

describe('what a command will do', () => {
  test.each<[string, CallView, CallCommand, Partial<CallView>]>([
    [
      'claim takes a ringing call',
      ringingCall(),
      { type: 'claim' },
      { state: 'active.connecting', agentId: 'me' },
    ],
    [
      'claim takes a call from the voicemail',
      ringingCall({ status: 'voicemail', state: 'voicemail.recording' }),
      { type: 'claim' },
      { agentId: 'me' },
    ],
    [
      'claim of a consultation joins it',
      transferringCall('agent:me', 'consult', { agentId: 'ann' }),
      { type: 'claim' },
      { state: 'transferring.consulting', agentId: 'ann' },
    ],
    [
      'unpark takes a parked call',
      parkedCall('ann'),
      { type: 'unpark' },
      { state: 'active.connecting', parked: null },
    ],
    [
      'decline silences it here alone',
      ringingCall(),
      { type: 'decline' },
      { state: 'ringing.offering', offeredTo: ['ann'] },
    ],
    ['hold', talkingCall('me'), { type: 'hold' }, { state: 'active.held', heldAt: at(100) }],
    [
      'resume',
      talkingCall('me', { state: 'active.held', heldAt: at(9) }),
      { type: 'resume' },
      { state: 'active.talking', heldAt: null },
    ],
    [
      'park takes the lowest free slot',
      talkingCall('me'),
      { type: 'park', note: 'x' },
      {
        state: 'parked.waiting',
        agentId: null,
        parked: {
          ...{ slot: 4, by: 'me', at: at(100), note: 'x', returnsAt: null },
          ...{ for: null, elseTo: null },
        },
      },
    ],
    [
      'park for a colleague says for which one, and where else',
      talkingCall('me'),
      { type: 'park', slot: 2, for: 'ann', elseTo: 'voicemail' },
      {
        parked: {
          ...{ slot: 2, by: 'me', at: at(100), note: null, returnsAt: null },
          ...{ for: 'ann', elseTo: 'voicemail' },
        },
      },
    ],
    [
      'blind transfer lets go',
      talkingCall('me'),
      { type: 'transfer', to: 'agent:ann', kind: 'blind' },
      { agentId: null, offeredTo: ['ann'] },
    ],
    [
      'consultation holds on',
      talkingCall('me'),
      { type: 'transfer', to: '+12175550199', kind: 'consult' },
      { agentId: 'me', offeredTo: [] },
    ],
    [
      'cancel takes the caller back',
      transferringCall('agent:ann', 'consult'),
      { type: 'cancel' },
      { state: 'active.talking', transfer: null, agentId: 'me' },
    ],
    [
      'complete hands the caller on',
      transferringCall('agent:ann', 'consult', { state: 'transferring.consulting' }),
      { type: 'complete' },
      { agentId: 'ann', transfer: null },
    ],
    [
      'resume goes back to the caller while the colleague waits',
      consultingCall('transferring.consulting'),
      { type: 'resume' },
      { status: 'transferring', state: 'transferring.swapped', agentId: 'me' },
    ],
    [
      'hold goes back to the colleague',
      consultingCall('transferring.swapped'),
      { type: 'hold' },
      { state: 'transferring.consulting', agentId: 'me' },
    ],
    [
      'merge brings the caller in',
      consultingCall('transferring.consulting'),
      { type: 'merge' },
      { status: 'active', state: 'active.threeWay', agentId: 'me' },
    ],
    [
      'hold among three keeps the caller out',
      consultingCall('active.threeWay'),
      { type: 'hold' },
      { status: 'transferring', state: 'transferring.consulting' },
    ],
    [
      'leave hands the caller on, when three talk',
      consultingCall('active.threeWay'),
      { type: 'leave' },
      { state: 'active.talking', agentId: 'ann', transfer: null },
    ],
    [
      'cancel takes back what was said for later',
      parkedCall('me', {
        parked: {
          ...{ slot: 3, by: 'me', at: at(60), note: null, returnsAt: at(180) },
          ...{ for: 'ann', elseTo: '+12175550199' },
        },
      }),
      { type: 'cancel' },
      {
        status: 'parked',
        parked: {
          ...{ slot: 3, by: 'me', at: at(60), note: null, returnsAt: at(180) },
          ...{ for: 'ann', elseTo: null },
        },
      },
    ],
    ['hangup ends it', talkingCall('me'), { type: 'hangup' }, { status: 'ended' }],
  ])('%s', (_, view, command, expected) => {
    expect(predict(view, command)).toMatchObject({ rev: view.rev, ...expected })
  })

  test.each<[string, CallView, CallCommand]>([
    ['claim of a call that a colleague has', talkingCall('ann'), { type: 'claim' }],
    ['unpark of a call that was picked up', talkingCall('ann'), { type: 'unpark' }],
    ['decline of what does not ring here', ringingCall({ offeredTo: ['ann'] }), { type: 'decline' }],
    ['hold of a call on hold', talkingCall('me', { state: 'active.held' }), { type: 'hold' }],
    ['hold of a call that is not mine', talkingCall('ann'), { type: 'hold' }],
    ['cancel of a transfer that was answered', talkingCall('ann'), { type: 'cancel' }],
    [
      'merge while the colleague is not on the line yet',
      consultingCall('transferring.consulting', {
        transfer: { from: 'me', to: 'agent:ann', kind: 'consult', at: at(30), joined: false },
      }),
      { type: 'merge' },
    ],
    [
      'leave by the sender while the caller waits',
      consultingCall('transferring.consulting'),
      { type: 'leave' },
    ],
    ['cancel of a call that only waits in the lot', parkedCall('me'), { type: 'cancel' }],
    ['hangup of a call that ended', endedCall('answered'), { type: 'hangup' }],
  ])('predicts nothing for a %s', (_, view, command) => {
    expect(predict(view, command)).toBeNull()
  })

  test('says the status that belongs to the state', () => {
    const view = predict(talkingCall('me'), { type: 'transfer', to: 'agent:ann', kind: 'blind' })
    expect(view?.status).toBe('transferring')
  })
})

test('a command goes to its own path, with only the chosen fields', () => {
  expect(endpoint('CA1', { type: 'complete' })).toEqual({
    method: 'POST',
    path: '/api/calls/CA1/transfer/complete',
    body: {},
  })
  expect(endpoint('CA1', { type: 'park', slot: 2 })).toEqual({
    method: 'POST',
    path: '/api/calls/CA1/park',
    body: { slot: 2 },
  })
  expect(endpoint('CA1', { type: 'claim' })).toEqual({
    method: 'POST',
    path: '/api/calls/CA1/claim',
    body: {},
  })
  expect(endpoint('CA1', { type: 'supervise', mode: 'join' })).toEqual({
    method: 'PUT',
    path: '/api/calls/CA1/monitor',
    body: { mode: 'join' },
  })
  expect(endpoint('CA1', { type: 'unsupervise' })).toMatchObject({ method: 'DELETE' })
})
