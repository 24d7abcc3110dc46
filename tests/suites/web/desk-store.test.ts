import { describe, expect, test } from 'vitest'
import { createDeskStore, serverNow } from '../../../web/feed/desk-store.ts'
import { at, ended, ringing, talking } from './calls.ts'

const NOON = Date.parse(at(0))
const store = () => createDeskStore('me', () => NOON)
const state = (desk: ReturnType<typeof store>) => desk.getSnapshot().context
const snapshot = (...calls: ReturnType<typeof ringing>[]) => ({ calls, agents: [], serverTime: at(0) })

describe('the store of a console', () => {
  test('applies a view only when its rev is higher than the one it has', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 4 })) })
    desk.trigger.callReceived({ call: talking('ann', { rev: 3 }) })
    expect(state(desk).calls).toEqual([ringing({ rev: 4 })])
    desk.trigger.callReceived({ call: talking('ann', { rev: 5 }) })
    expect(state(desk).calls).toEqual([talking('ann', { rev: 5 })])
  })

  test('keeps the same state object when nothing changed, so that nothing is drawn anew', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 4 })) })
    const before = state(desk)
    desk.trigger.callReceived({ call: ringing({ rev: 4 }) })
    desk.trigger.connectionChanged({ connection: before.connection })
    expect(state(desk)).toBe(before)
  })

  test('does not bring an ended call back to life when an older reply comes late', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.callReceived({ call: ended('abandoned', { rev: 3 }) })
    desk.trigger.callReceived({ call: talking('me', { rev: 2 }) })
    expect(state(desk).calls.map((call) => call.status)).toEqual(['ended'])
  })

  test('takes a snapshot whole, also where a failover took revs back', () => {
    const desk = store()
    desk.trigger.snapshotReceived({
      snapshot: snapshot(ringing({ rev: 9 }), ringing({ callSid: 'CA2', rev: 2 })),
    })
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    expect(state(desk).calls).toEqual([ringing({ rev: 1 })])
  })

  test('tells what the server changed: not the first snapshot, but what a later one changed', () => {
    const desk = store()
    const heard: [string | undefined, string | undefined][] = []
    desk.on('callChanged', ({ before, after }) => heard.push([before?.state, after?.state]))
    desk.trigger.snapshotReceived({
      snapshot: snapshot(ringing({ rev: 1 }), ringing({ callSid: 'CA2', rev: 1 })),
    })
    desk.trigger.callReceived({ call: talking('ann', { rev: 2 }) })
    desk.trigger.snapshotReceived({ snapshot: snapshot(talking('ann', { rev: 2 })) })
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
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    expect(state(desk).calls).toMatchObject([{ state: 'active.connecting', agentId: 'me' }])
    desk.trigger.callReceived({ call: talking('me', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ rev: 2, state: 'active.talking' }])
    desk.trigger.commandAnswered({ id: '1', call: talking('me', { rev: 2 }) })
    expect(state(desk)).toMatchObject({ pending: [], calls: [{ rev: 2 }] })
  })

  test('does not flicker when something else changes the call before the reply', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.callReceived({ call: ringing({ rev: 2, offeredTo: ['me', 'ann', 'bob'] }) })
    expect(state(desk).calls).toMatchObject([{ agentId: 'me', offeredTo: [] }])
  })

  test('gives way to a colleague who was faster, before the refusal is there', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.callReceived({ call: talking('ann', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ agentId: 'ann' }])
  })

  test('is undone by a refusal without news', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.commandAnswered({ id: '1', call: undefined })
    expect(state(desk).calls).toEqual([ringing({ rev: 1 })])
  })

  test('stacks: hold right after a claim that is not answered yet waits its turn', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringing({ rev: 1 })) })
    desk.trigger.commandSent({ pending: claim })
    desk.trigger.commandSent({ pending: { id: '2', callSid: 'CA1', command: { type: 'hold' }, at: at(2) } })
    expect(state(desk).calls).toMatchObject([{ state: 'active.connecting' }])
    desk.trigger.callReceived({ call: talking('me', { rev: 2 }) })
    expect(state(desk).calls).toMatchObject([{ state: 'active.held', heldAt: at(2) }])
  })
})
