import { describe, expect, test } from 'vitest'
import { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import { createDeskStore, serverNow } from '../../../web/feed/desk-store.ts'
import { at, endedCall, parkedCall, ringingCall, talkingCall } from './calls.ts'

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

  test("follows the server's time when somebody sets this browser's clock, and not the time that a beat travels", () => {
    let now = NOON
    const desk = createDeskStore('me', () => now)
    desk.trigger.snapshotReceived({ snapshot: snapshot() })
    now += 11_000
    desk.trigger.timeTold({ at: at(10) })
    expect(serverNow(desk, () => now)).toBe(Date.parse(at(11)))
    now += 2 * 3_600_000
    desk.trigger.timeTold({ at: at(20) })
    expect(serverNow(desk, () => now)).toBe(Date.parse(at(20)))
  })

  test('keeps calls and sections when only an agent changed, so that no card is drawn again', () => {
    const desk = store()
    desk.trigger.snapshotReceived({ snapshot: snapshot(ringingCall({ rev: 1 })) })
    const { calls, sections } = state(desk)
    desk.trigger.agentReceived({
      agent: AgentView.parse({
        agentId: 'ann',
        name: 'Ann',
        presence: 'available',
        callSid: null,
        since: at(0),
      }),
    })
    expect(state(desk).confirmed.agents.get('ann')?.name).toBe('Ann')
    expect(state(desk).calls).toBe(calls)
    expect(state(desk).sections).toBe(sections)
  })

  test('keeps the groups when an older answer comes late, and takes those of a snapshot with any rev', () => {
    const desk = store()
    const groupsOf = (rev: number) => ({ rev, changedBy: null, groups: [] })
    desk.trigger.groupsReceived({ groups: groupsOf(3) })
    desk.trigger.groupsReceived({ groups: groupsOf(2) })
    expect(state(desk).confirmed.groups.rev).toBe(3)
    desk.trigger.snapshotReceived({ snapshot: { ...snapshot(), groups: groupsOf(1) } })
    expect(state(desk).confirmed.groups.rev).toBe(1)
  })

  test('keeps what an agent is now when an older answer comes late', () => {
    const desk = store()
    const agentAs = (presence: string, rev: number) =>
      AgentView.parse({ agentId: 'ann', name: 'Ann', rev, presence, callSid: null, since: at(0) })
    desk.trigger.agentReceived({ agent: agentAs('away', 3) })
    desk.trigger.agentReceived({ agent: agentAs('available', 2) })
    expect(state(desk).confirmed.agents.get('ann')?.presence).toBe('away')
    desk.trigger.agentReceived({ agent: agentAs('offline', 0) })
    expect(state(desk).confirmed.agents.get('ann')?.presence).toBe('offline')
  })

  test('keeps what a change does not concern: the other sections, their calls, and the names', () => {
    const desk = store()
    const ann = AgentView.parse({
      agentId: 'ann',
      name: 'Ann',
      presence: 'available',
      callSid: null,
      since: at(0),
    })
    const parked = parkedCall('ann', { callSid: 'CA2' })
    desk.trigger.snapshotReceived({
      snapshot: { ...snapshot(ringingCall({ rev: 1 }), parked), agents: [ann] },
    })
    const { sections, confirmed } = state(desk)
    desk.trigger.callReceived({ call: ringingCall({ callSid: 'CA3' }) })
    desk.trigger.agentReceived({ agent: { ...ann, presence: 'away' } })
    const now = state(desk)
    expect(now.sections.ringing).toHaveLength(2)
    expect(now.sections.ringing[0]).toBe(sections.ringing[0])
    expect(now.sections.parked).toBe(sections.parked)
    expect(now.sections.takeable).toBe(sections.takeable)
    expect(now.confirmed.names).toBe(confirmed.names)
    desk.trigger.agentReceived({ agent: { ...ann, name: 'Anna' } })
    expect(state(desk).confirmed.names.get('ann')?.name).toBe('Anna')
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
