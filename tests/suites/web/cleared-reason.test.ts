import { describe, expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { clearedReason } from '../../../web/notices/cleared-reason.ts'
import { at, callView, ended, parked, ringing, talking, transferring } from './calls.ts'

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
const toMe = transferring('agent:me', 'blind', {
  transfer: { from: 'ann', to: 'agent:me', kind: 'blind', at: at(30) },
})
const consulting = transferring('agent:ann', 'consult', { state: 'transferring.consulting', offeredTo: [] })
const askedByAnn = callView({
  state: 'transferring.consulting',
  agentId: 'ann',
  transfer: { from: 'ann', to: 'agent:me', kind: 'consult', at: at(30) },
})
const inLot = (by: string) => parked(by, { parked: { slot: 3, by, at: at(60), note: null, returnsAt: null } })

describe('why a card that rang here went away', () => {
  test.each<[CallView, CallView, string | null]>([
    [ringing(), talking('ann', { state: 'active.connecting' }), 'Answered by Ann'],
    [ringing(), ended('abandoned'), 'Caller hung up'],
    [ringing(), ended('failed'), 'The connection to the caller failed'],
    [ringing(), voicemail, 'No answer – went to voicemail'],
    [ringing(), talking('me'), null],
    [ringing(), ringing({ offeredTo: ['me'] }), null],
    [ringing(), ringing({ offeredTo: ['ann'] }), null],
    [toMe, inLot('ann'), 'No answer – back to Ann'],
    [toMe, talking('ann'), 'Ann took the transfer back'],
    [parked('me', { offeredTo: ['me'] }), talking('bob'), 'Picked up by Bob'],
    [parked('me', { offeredTo: ['me'] }), ended('removed'), 'Removed by a colleague'],
  ])('%#: %j', (before, after, title) => {
    expect(reason(before, after)).toBe(title)
  })

  test('is not told to the agent who did it', () => {
    expect(reason(ringing(), ringing({ offeredTo: ['ann'] }), 'decline')).toBeNull()
    expect(reason(toMe, inLot('ann'), 'decline')).toBeNull()
  })
})

describe('why a call of mine went away', () => {
  test.each<[CallView, CallView, string | null]>([
    [talking('me'), ended('answered'), 'Caller hung up'],
    [talking('me'), ended('answered', { agentId: 'me' }), 'Caller hung up'],
    [talking('me'), inLot('bob'), 'Parked by Bob in 3'],
    [talking('me'), inLot('me'), 'You were disconnected – the caller is safe, parked in 3'],
    [
      talking('me', { state: 'active.connecting' }),
      ringing(),
      'You were not connected in time – it rings again',
    ],
    [consulting, talking('ann'), 'Transferred to Ann'],
    [consulting, talking('me'), null],
    [transferring('agent:ann', 'blind'), talking('ann'), 'Transferred: answered by Ann'],
    [transferring('agent:ann', 'blind'), inLot('me'), 'Ann did not take it – back to you'],
    [
      transferring('+12175550199', 'blind'),
      talking('x', { agentId: null, state: 'active.outside' }),
      'Transferred: +12175550199 answered',
    ],
    [askedByAnn, talking('ann'), 'Ann took the call back'],
    [askedByAnn, talking('me'), null],
    [inLot('me'), talking('ann'), 'Picked up by Ann'],
    [inLot('me'), ended('answered'), 'Caller hung up in the parking lot'],
    [inLot('me'), talking('me'), null],
  ])('%#: %j', (before, after, title) => {
    expect(reason(before, after)).toBe(title)
  })

  test('my own doing is confirmed or passed over, not explained', () => {
    expect(reason(talking('me'), inLot('me'), 'park')).toBe('Parked in 3')
    expect(reason(talking('me'), ended('answered'), 'hangup')).toBeNull()
  })
})

test('calls of others are nobody else’s business', () => {
  expect(reason(talking('ann'), ended('answered'))).toBeNull()
  expect(reason(inLot('ann'), talking('bob'))).toBeNull()
  expect(reason(ringing({ offeredTo: ['ann'] }), talking('ann'))).toBeNull()
})
