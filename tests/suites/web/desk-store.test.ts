import { describe, expect, test } from 'vitest'
import { createDeskStore, serverNow } from '../../../web/feed/desk-store.ts'
import { at, endedCall, ringingCall, talkingCall } from './calls.ts'

const NOON = Date.parse(at(0))
const store = () => createDeskStore('me', () => NOON)
const state = (desk: ReturnType<typeof store>) => desk.getSnapshot().context
const snapshot = (...calls: ReturnType<typeof ringingCall>[]) => ({
  calls,
  agents: [],
  serverTime: at(0),
  consoleId: 'console',
  protocol: 1,
})

describe('the store of a console', () => {
  test('applies a view only when its rev is higher than the one it has', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 4 })) })
    desk.trigger.callReceived({ call: talkingCall('ann', { rev: 3 }) })
    expect(state(desk).calls).toEqual([ringingCall({ rev: 4 })])
    desk.trigger.callReceived({ call: talkingCall('ann', { rev: 5 }) })
    expect(state(desk).calls).toEqual([talkingCall('ann', { rev: 5 })])
  })

  test('keeps the same state object when nothing changed, so that nothing is drawn again', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 4 })) })
    const before = state(desk)
    desk.trigger.callReceived({ call: ringingCall({ rev: 4 }) })
    desk.trigger.connectionChanged({ connection: before.connection })
    expect(state(desk)).toBe(before)
  })

  test('keeps calls and sections when only an agent changed, so that no card is drawn again', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    const { calls, sections } = state(desk)
    desk.trigger.agentReceived({
      agent: { agentId: 'ann', name: 'Ann', presence: 'available', callSid: null, since: at(0) },
    })
    expect(state(desk).confirmed.agents.get('ann')?.name).toBe('Ann')
    expect(state(desk).calls).toBe(calls)
    expect(state(desk).sections).toBe(sections)
  })

  test('keeps an ended call ended when an older answer comes late', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.callReceived({ call: endedCall('abandoned', { rev: 3 }) })
    desk.trigger.callReceived({ call: talkingCall('me', { rev: 2 }) })
    expect(state(desk).calls.map((call) => call.status)).toEqual(['ended'])
  })

  test('takes a snapshot whole, also where a failover took revs back', () => {
    const desk = store()
    desk.trigger.snapshotReceived({
      snapshot: snapshot(ringingCall({ rev: 9 }), ringingCall({ callSid: 'CA2', rev: 2 })),
    })
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    expect(state(desk).calls).toEqual([ringingCall({ rev: 1 })])
  })

  test('tells what the server changed: not the first snapshot, but what a later one changed', () => {
    const desk = store()
    const heard: [string | undefined, string | undefined][] = []
    desk.on('callChanged', ({ before, after }) => heard.push([before?.state, after?.state]))
    desk.trigger.snapshotReceived({
      snapshot: snapshot(ringingCall({ rev: 1 }), ringingCall({ callSid: 'CA2', rev: 1 })),
    })
    desk.trigger.callReceived({ call: talkingCall('ann', { rev: 2 }) })
    desk.trigger.snapshotReceived({ snapshot: snapshot(talkingCall('ann', { rev: 2 })) })
    expect(heard).toEqual([
      ['ringing.offering', 'active.talking'],
      ['ringing.offering', undefined],
    ])
  })

  test('knows the time of the server, not of this browser', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: { ...snapshot(), serverTime: at(7) } })
    expect(serverNow(desk, () => NOON)).toBe(NOON + 7_000)
  })
})

describe('the predicted effect of a command', () => {
  const claim = { id: '1', callSid: 'CA1', command: { type: 'claim' }, at: at(1) } as const

  test('shows a claim at once, and once only when the server says the same', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    expect(state(desk).calls).toMatchObject([{ state: 'active.connecting', agentId: 'me' }])
    desk.trigger.callReceived({ call: talkingCall('me', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ rev: 2, state: 'active.talking' }])
    desk.trigger.commandAnswered({ id: '1', call: talkingCall('me', { rev: 2 }) })
    expect(state(desk)).toMatchObject({ pending: [], calls: [{ rev: 2 }] })
  })

  test('does not flicker when something else changes the call before the reply', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.callReceived({ call: ringingCall({ rev: 2, offeredTo: ['me', 'ann', 'bob'] }) })
    expect(state(desk).calls).toMatchObject([{ agentId: 'me', offeredTo: [] }])
  })

  test('gives way to a colleague who was faster, before the refusal is there', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.callReceived({ call: talkingCall('ann', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ agentId: 'ann' }])
  })

  test('is undone by a refusal without a view', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.commandAnswered({ id: '1', call: undefined })
    expect(state(desk).calls).toEqual([ringingCall({ rev: 1 })])
  })

  test('stacks: a hold right after an unanswered claim takes effect after it', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.commandSent({ pending: { id: '2', callSid: 'CA1', command: { type: 'hold' }, at: at(2) } })
    expect(state(desk).calls).toMatchObject([{ state: 'active.connecting' }])
    desk.trigger.callReceived({ call: talkingCall('me', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ state: 'active.held', heldAt: at(2) }])
  })
})
