import { describe, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { clearedReason } from '../../../web/notices/cleared-reason.ts'
import { at, callView, endedCall, parkedCall, ringingCall, talkingCall, transferringCall } from './calls.ts'

const names: Record<string, string> = { ann: 'Ann', 'agent:ann': 'Ann', bob: 'Bob' }

function reason(before: CallView, after: CallView, ...sent: string[]) {
  const facts = {
    me: 'me',
    nameOf: (who: string) => names[who] ?? who,
    commanded: (_: string, ...commands: string[]) => commands.some((it) => sent.includes(it)),
  }
  return clearedReason(before, after, facts)?.title ?? null
}

const voicemail = callView({ state: 'voicemail.recording' })
const toMe = transferringCall('agent:me', 'blind', {
  transfer: { from: 'ann', to: 'agent:me', kind: 'blind', at: at(30) },
})
const consulting = transferringCall('agent:ann', 'consult', {
  state: 'transferring.consulting',
  offeredTo: [],
})
const askedByAnn = callView({
  state: 'transferring.consulting',
  agentId: 'ann',
  transfer: { from: 'ann', to: 'agent:me', kind: 'consult', at: at(30) },
})
const inLot = (by: string) =>
  parkedCall(by, { parked: { slot: 3, by, at: at(60), note: null, returnsAt: null } })

describe('why a card that rang here went away', () => {
  test.each<[CallView, CallView, string | null]>([
    [ringingCall(), talkingCall('ann', { state: 'active.connecting' }), 'Answered by Ann'],
    [ringingCall(), endedCall('abandoned'), 'Caller hung up'],
    [ringingCall(), endedCall('failed'), 'The connection to the caller failed'],
    [ringingCall(), voicemail, 'No answer – went to voicemail'],
    [ringingCall(), talkingCall('me'), null],
    [ringingCall(), ringingCall({ offeredTo: ['me'] }), null],
    [ringingCall(), ringingCall({ offeredTo: ['ann'] }), null],
    [toMe, inLot('ann'), 'No answer – back to Ann'],
    [toMe, talkingCall('ann'), 'Ann took the transfer back'],
    [parkedCall('me', { offeredTo: ['me'] }), talkingCall('bob'), 'Picked up by Bob'],
    [parkedCall('me', { offeredTo: ['me'] }), endedCall('removed'), 'Removed by a colleague'],
  ])('%#: %j', (before, after, title) => {
    expect(reason(before, after)).toBe(title)
  })

  test('is not told to the agent who did it', () => {
    expect(reason(ringingCall(), ringingCall({ offeredTo: ['ann'] }), 'decline')).toBeNull()
    expect(reason(toMe, inLot('ann'), 'decline')).toBeNull()
  })
})

describe('why a call of mine went away', () => {
  test.each<[CallView, CallView, string | null]>([
    [talkingCall('me'), endedCall('answered'), 'Caller hung up'],
    [talkingCall('me'), endedCall('answered', { agentId: 'me' }), 'Caller hung up'],
    [talkingCall('me'), inLot('bob'), 'Parked by Bob in 3'],
    [talkingCall('me'), inLot('me'), 'You were disconnected – the caller is safe, parked in 3'],
    [
      talkingCall('me', { state: 'active.connecting' }),
      ringingCall(),
      'You were not connected in time – it rings again',
    ],
    [consulting, talkingCall('ann'), 'Transferred to Ann'],
    [consulting, talkingCall('me'), null],
    [transferringCall('agent:ann', 'blind'), talkingCall('ann'), 'Transferred: answered by Ann'],
    [transferringCall('agent:ann', 'blind'), inLot('me'), 'Ann did not take it – back to you'],
    [
      transferringCall('+12175550199', 'blind'),
      talkingCall('x', { agentId: null, state: 'active.outside' }),
      'Transferred: +12175550199 answered',
    ],
    [askedByAnn, talkingCall('ann'), 'Ann took the call back'],
    [askedByAnn, talkingCall('me'), null],
    [inLot('me'), talkingCall('ann'), 'Picked up by Ann'],
    [inLot('me'), endedCall('answered'), 'Caller hung up in the parking lot'],
    [inLot('me'), talkingCall('me'), null],
  ])('%#: %j', (before, after, title) => {
    expect(reason(before, after)).toBe(title)
  })

  test('a command of mine is confirmed or passed over, not explained', () => {
    expect(reason(talkingCall('me'), inLot('me'), 'park')).toBe('Parked in 3')
    expect(reason(talkingCall('me'), endedCall('answered'), 'hangup')).toBeNull()
  })
})

test('calls of other agents give no notice', () => {
  expect(reason(talkingCall('ann'), endedCall('answered'))).toBeNull()
  expect(reason(inLot('ann'), talkingCall('bob'))).toBeNull()
  expect(reason(ringingCall({ offeredTo: ['ann'] }), talkingCall('ann'))).toBeNull()
})
