import { describe, expect, test } from 'vitest'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { FrameChanges } from '../../../web/feed/frame-changes.ts'
import { at, ringingCall, talkingCall } from './calls.ts'

function opened() {
  const desk = createDeskStore('me', () => Date.parse(at(0)))
  const frames: (() => void)[] = []
  const changes = new FrameChanges(desk, (then) => void frames.push(then))
  let steps = 0
  desk.subscribe(() => {
    steps += 1
  })
  const shown = () => desk.getSnapshot().context.calls.map(({ callSid, rev }) => `${callSid} ${rev}`)
  return { desk, changes, shown, steps: () => steps, frame: () => frames.shift()?.() }
}

const ring = (callSid: string) => ({ call: ringingCall({ callSid }) })

describe('what the feed brings', () => {
  test('shows at once after a quiet time: a ring does not wait', () => {
    const { changes, shown, frame } = opened()
    changes.add(ring('CA1'))
    expect(shown()).toEqual(['CA1 1'])
    frame()
    changes.add(ring('CA2'))
    expect(shown()).toEqual(['CA1 1', 'CA2 1'])
  })

  test('is one step for each frame, however much has queued up', () => {
    const { changes, shown, steps, frame } = opened()
    for (let n = 0; n < 300; n++) changes.add(ring(`CA${n}`))
    expect(steps()).toBe(1)
    frame()
    expect(steps()).toBe(2)
    expect(shown()).toHaveLength(300)
    changes.add(ring('CA300'))
    expect(steps()).toBe(2)
    frame()
    expect(steps()).toBe(3)
  })

  test('keeps its order, and tells of each change of a call', () => {
    const { desk, changes, frame } = opened()
    const told: (number | undefined)[][] = []
    desk.on('callChanged', ({ before, after }) => told.push([before?.rev, after?.rev]))
    changes.add(ring('CA0'))
    changes.add({ call: ringingCall({ rev: 1 }) })
    changes.add({ call: talkingCall('ann', { rev: 2 }) })
    changes.add({ call: talkingCall('ann', { rev: 2 }) })
    frame()
    expect(told).toEqual([
      [undefined, 1],
      [undefined, 1],
      [1, 2],
    ])
  })

  test('is there before a snapshot that came after it', () => {
    const { desk, changes, shown, frame } = opened()
    changes.add(ring('CA1'))
    changes.add({ call: ringingCall({ callSid: 'CA2', rev: 9 }) })
    changes.flush()
    desk.trigger.snapshotReceived({
      snapshot: {
        calls: [ringingCall({ callSid: 'CA2', rev: 1 })],
        agents: [],
        serverTime: at(0),
        consoleId: 'console',
        protocol: 1,
      },
    })
    frame()
    expect(shown()).toEqual(['CA2 1'])
  })
})
