import '../../setup/language/english.ts'
import { beforeEach, expect, test, vi } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { hangUpOf } from '../../../web/calls/hang-up.ts'
import type { Console } from '../../../web/desk/console.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createDeskKeys } from '../../../web/keys/desk-keys.ts'
import { rowOffer } from '../../../web/keys/listen.ts'
import { offersOf } from '../../../web/keys/offers.ts'
import type { ActionId } from '../../../web/keys/table.ts'
import {
  at,
  callView,
  consultingCall,
  parkedCall,
  ringingCall,
  talkingCall,
  transferringCall,
} from './calls.ts'

/** The keys of a desk, without its network and its telephone. */
function deskWithKeys(role: 'agent' | 'ops' = 'agent') {
  const desk = createDeskStore('me')
  const sent: string[] = []
  const opened: string[] = []
  const me = { agentId: 'me', name: 'Me', role, presence: 'available' }
  const command: Console['command'] = async (callSid, { type }) => {
    sent.push(`${type} ${callSid}`)
    return true
  }
  const keys = createDeskKeys(desk, 'me')
  const console = { desk, me, keys, command } as unknown as Console
  const dialogs = {
    park: (call: CallView) => opened.push(`park ${call.callSid}`),
    transfer: (call: CallView, kind: string) =>
      opened.push(`${kind === 'blind' ? 'transfer' : kind} ${call.callSid}`),
  }
  const offers = offersOf(console, dialogs)
  return {
    keys,
    has: (...calls: CallView[]) => {
      for (const call of calls) desk.trigger.callReceived({ call })
    },
    /** What a press of the key does, or why it does nothing. */
    pressed: (id: ActionId | number) => {
      sent.length = 0
      opened.length = 0
      const offer = typeof id === 'number' ? rowOffer(console, id) : offers[id]()
      if ('why' in offer) return offer.why
      offer.run()
      return [...sent, ...opened]
    },
  }
}

/** The desk asks the page which tile has the focus. */
const focusOn = (agentId: string | null) =>
  vi.stubGlobal('document', {
    activeElement: { closest: () => (agentId === null ? null : { getAttribute: () => agentId }) },
  })

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] })
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

test('A and D are for the call that rings longest, and for none just after that was another one', () => {
  const { has, pressed } = deskWithKeys()
  expect(pressed('answer')).toBe('No call rings here.')
  has(ringingCall({ callSid: 'CA2', createdAt: at(2) }), ringingCall({ callSid: 'CA1', createdAt: at(1) }))
  vi.advanceTimersByTime(300)
  expect(pressed('answer')).toEqual(['claim CA1'])
  expect(pressed('decline')).toEqual(['decline CA1'])
  has(talkingCall('ann', { callSid: 'CA1', rev: 2 }))
  expect(pressed('answer')).toBe('That call has just changed.')
  vi.advanceTimersByTime(300)
  expect(pressed('answer')).toEqual(['claim CA2'])
})

test('a digit answers its own call, however the others come and go, and nothing while the agent talks', () => {
  const { has, pressed } = deskWithKeys()
  has(ringingCall({ callSid: 'CA1' }), ringingCall({ callSid: 'CA2', createdAt: at(1) }))
  expect(pressed(2)).toEqual(['claim CA2'])
  has(talkingCall('ann', { callSid: 'CA1', rev: 2 }))
  expect(pressed(1)).toBe('No ringing call has the number 1.')
  expect(pressed(2)).toEqual(['claim CA2'])
  has(talkingCall('me', { callSid: 'CA9' }))
  expect(pressed(2)).toBe('You are on a call. Hold or park it first.')
})

test('what may be done with the own call follows its state', () => {
  const { has, pressed } = deskWithKeys()
  expect(pressed('hold')).toBe('You are on no call.')
  has(callView({ state: 'active.connecting', agentId: 'me' }))
  expect(pressed('hold')).toBe('It is being connected.')
  expect(pressed('park')).toEqual(['park CA1'])
  has(talkingCall('me', { rev: 2 }))
  expect(pressed('hold')).toEqual(['hold CA1'])
  expect(pressed('transfer')).toEqual(['transfer CA1'])
  expect(pressed('hangUp')).toEqual(['hangup CA1'])
  expect(pressed('swap')).toBe('No other call is on hold.')
  expect(pressed('call')).toBe('You are on a call. Hold or park it first.')
  has(talkingCall('me', { rev: 3, state: 'active.held', heldAt: at(9) }))
  expect(pressed('hold')).toEqual(['resume CA1'])
  has(callView({ rev: 4, state: 'active.dialling', agentId: 'me', direction: 'outbound' }))
  expect(pressed('park')).toBe('Still ringing.')
  expect(pressed('hangUp')).toEqual(['hangup CA1'])
})

test('in a consultation the keys change who hears which others, and none ends the call of the caller', () => {
  const { has, pressed } = deskWithKeys()
  expect(pressed('merge')).toBe('You are on no call.')
  has(transferringCall('agent:ann', 'consult'))
  for (const id of ['swap', 'hold', 'merge'] as const)
    expect(pressed(id)).toBe('The one you ask is not on the line yet.')
  expect(pressed('hangUp')).toEqual(['complete CA1'])
  has(consultingCall('transferring.consulting', { rev: 2 }))
  expect(pressed('transfer')).toEqual(['complete CA1'])
  expect(pressed('takeBack')).toEqual(['cancel CA1'])
  expect(pressed('swap')).toEqual(['resume CA1'])
  expect(pressed('hold')).toEqual(['resume CA1'])
  expect(pressed('merge')).toEqual(['merge CA1'])
  expect(pressed('hangUp')).toEqual(['complete CA1'])
  expect(pressed('park')).toBe('A transfer is under way.')
  expect(pressed('ask')).toBe('A transfer is under way.')
  has(consultingCall('transferring.swapped', { rev: 3 }))
  expect(pressed('swap')).toEqual(['hold CA1'])
  expect(pressed('hangUp')).toEqual(['complete CA1'])
  has(consultingCall('active.threeWay', { rev: 4 }))
  expect(pressed('hangUp')).toBe('That call has just changed.')
  vi.advanceTimersByTime(300)
  expect(pressed('swap')).toMatch(/^All three/)
  expect(pressed('merge')).toBe('All three hear each other.')
  expect(pressed('hold')).toEqual(['hold CA1'])
  expect(pressed('transfer')).toEqual(['complete CA1'])
  expect(pressed('hangUp')).toEqual(['leave CA1'])
  // The colleague leaves at the moment in which the agent does: the caller is not hung up on.
  has(talkingCall('me', { rev: 5 }))
  expect(pressed('hangUp')).toBe('That call has just changed.')
  vi.advanceTimersByTime(300)
  expect(pressed('hangUp')).toEqual(['hangup CA1'])
})

test('the keyboard and a headset hang up alike', () => {
  for (const state of ['transferring.consulting', 'transferring.swapped', 'active.threeWay']) {
    expect(hangUpOf(consultingCall(state), 'ann')).toBe('leave')
    expect(hangUpOf(consultingCall(state), 'me')).toBe(state === 'active.threeWay' ? 'leave' : 'complete')
  }
  expect(hangUpOf(talkingCall('me'), 'me')).toBe('hangup')
  const mine = consultingCall('active.threeWay', { direction: 'internal', callerNumber: 'agent:ben' })
  expect(hangUpOf(mine, 'ben')).toBe('hangup')
})

test('one key asks the colleague whose tile has the focus, else it opens the choice', () => {
  const { has, pressed } = deskWithKeys()
  has(talkingCall('me'))
  focusOn(null)
  expect(pressed('ask')).toEqual(['consult CA1'])
  focusOn('ann')
  expect(pressed('ask')).toEqual(['transfer CA1'])
})

test('a colleague who is asked leaves with the key of Hang up', () => {
  const { has, pressed } = deskWithKeys()
  has(
    transferringCall('agent:me', 'consult', {
      state: 'transferring.consulting',
      agentId: 'ann',
      transfer: { from: 'ann', to: 'agent:me', kind: 'consult', at: at(30), joined: false },
    }),
  )
  expect(pressed('hangUp')).toEqual(['leave CA1'])
  expect(pressed('takeBack')).toBe('No transfer of yours is under way.')
})

test('Z takes back the transfer that began last, and none while the agent talks with somebody else', () => {
  const { has, pressed } = deskWithKeys()
  const sent = (callSid: string, seconds: number) =>
    transferringCall('agent:ann', 'blind', {
      callSid,
      transfer: { from: 'me', to: 'agent:ann', kind: 'blind', at: at(seconds), joined: false },
    })
  has(sent('CA1', 10), sent('CA2', 30), sent('CA3', 20))
  expect(pressed('takeBack')).toEqual(['cancel CA2'])
  has(talkingCall('me', { callSid: 'CA9' }))
  expect(pressed('takeBack')).toBe('You are on a call. Hold or park it first.')
})

test('P begins to pick up where this agent may pick up a waiting caller', () => {
  const { has, pressed, keys } = deskWithKeys()
  expect(pressed('pickUp')).toBe('Nobody waits in the parking lot.')
  const own = { callSid: 'CA2', direction: 'internal', callerNumber: 'agent:me' } as const
  has(parkedCall('ann', own))
  expect(pressed('pickUp')).toBe('Nobody waits in the parking lot.')
  has(callView({ ...own, rev: 2, state: 'ended', endedAt: at(5) }), parkedCall('ann', { callSid: 'CA3' }))
  vi.advanceTimersByTime(300)
  pressed('pickUp')
  expect([...(keys.pickUp.picking()?.lot ?? [])]).toEqual([[3, 'CA3']])
  vi.advanceTimersByTime(5_000)
  expect(keys.pickUp.picking()).toBeNull()
})

test('a role that only watches has the keys of the desk, and no key of a call', () => {
  const { has, pressed, keys } = deskWithKeys('ops')
  has(ringingCall({ offeredTo: ['me'] }))
  expect(pressed('answer')).toBe('Your role answers no calls.')
  expect(pressed('sheet')).toEqual([])
  expect(keys.opened.getSnapshot().context.dialog).toBe('sheet')
})

test('a page says what a key does on it, until it is left', () => {
  const { pressed, keys } = deskWithKeys()
  const leave = keys.pageActions.set('callBack', () => ({ why: 'Nobody waits for a call back.' }))
  expect(pressed('callBack')).toBe('Nobody waits for a call back.')
  leave()
  expect(keys.pageActions.get('callBack')).toBeUndefined()
})
