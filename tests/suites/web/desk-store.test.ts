import { describe, expect, test } from 'vitest'
import { DeskStore } from '../../../web/feed/desk-store.ts'
import { at, ended, ringing, talking } from './calls.ts'

const NOON = Date.parse(at(0))
const store = () => new DeskStore('me', () => NOON)
const snapshot = (...calls: ReturnType<typeof ringing>[]) => ({ calls, agents: [], serverTime: at(0) })

describe('the store of a console', () => {
  test('applies a view only when its rev is higher than the one it has', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 4 })))
    desk.call(talking('ann', { rev: 3 }))
    expect(desk.state().calls).toEqual([ringing({ rev: 4 })])
    desk.call(talking('ann', { rev: 5 }))
    expect(desk.state().calls).toEqual([talking('ann', { rev: 5 })])
  })

  test('keeps the same state object when nothing changed, so that nothing is drawn anew', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 4 })))
    const before = desk.state()
    desk.call(ringing({ rev: 4 }))
    desk.connection(before.connection)
    expect(desk.state()).toBe(before)
  })

  test('does not bring an ended call back to life when an older reply comes late', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.call(ended('abandoned', { rev: 3 }))
    desk.call(talking('me', { rev: 2 }))
    expect(desk.state().calls.map((call) => call.status)).toEqual(['ended'])
  })

  test('takes a snapshot whole, also where a failover took revs back', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 9 }), ringing({ callSid: 'CA2', rev: 2 })))
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    expect(desk.state().calls).toEqual([ringing({ rev: 1 })])
  })

  test('tells of settled changes: not of the first snapshot, but of what a later one changed', () => {
    const desk = store()
    const heard: [string | undefined, string | undefined][] = []
    desk.onCall((before, after) => heard.push([before?.state, after?.state]))
    desk.snapshot(snapshot(ringing({ rev: 1 }), ringing({ callSid: 'CA2', rev: 1 })))
    desk.call(talking('ann', { rev: 2 }))
    desk.snapshot(snapshot(talking('ann', { rev: 2 })))
    expect(heard).toEqual([
      ['ringing.offering', 'active.talking'],
      ['ringing.offering', undefined],
    ])
  })

  test('knows the time of the server, not of this browser', () => {
    const desk = store()
    desk.snapshot({ ...snapshot(), serverTime: at(7) })
    expect(desk.serverNow()).toBe(NOON + 7_000)
  })
})

describe('the overlay of what was just asked for', () => {
  const claim = { id: '1', callSid: 'CA1', command: { type: 'claim' }, at: at(1) } as const

  test('shows a claim at once, and once only when the server says the same', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.expect(claim)
    expect(desk.state().calls).toMatchObject([{ state: 'active.connecting', agentId: 'me' }])
    desk.call(talking('me', { rev: 2 }))
    expect(desk.state().calls).toMatchObject([{ rev: 2, state: 'active.talking' }])
    desk.settle('1', talking('me', { rev: 2 }))
    expect(desk.state()).toMatchObject({ pending: [], calls: [{ rev: 2 }] })
  })

  test('does not flicker when something else changes the call before the reply', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.expect(claim)
    desk.call(ringing({ rev: 2, offeredTo: ['me', 'ann', 'bob'] }))
    expect(desk.state().calls).toMatchObject([{ agentId: 'me', offeredTo: [] }])
  })

  test('gives way to a colleague who was faster, before the refusal is there', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.expect(claim)
    desk.call(talking('ann', { rev: 2 }))
    expect(desk.state().calls).toMatchObject([{ agentId: 'ann' }])
  })

  test('is undone by a refusal without news', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.expect(claim)
    desk.settle('1')
    expect(desk.state().calls).toEqual([ringing({ rev: 1 })])
  })

  test('stacks: hold right after a claim that is not answered yet waits its turn', () => {
    const desk = store()
    desk.snapshot(snapshot(ringing({ rev: 1 })))
    desk.expect(claim)
    desk.expect({ id: '2', callSid: 'CA1', command: { type: 'hold' }, at: at(2) })
    expect(desk.state().calls).toMatchObject([{ state: 'active.connecting' }])
    desk.call(talking('me', { rev: 2 }))
    expect(desk.state().calls).toMatchObject([{ state: 'active.held', heldAt: at(2) }])
  })
})
