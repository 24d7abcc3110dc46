import { describe, expect, test } from 'vitest'
import type { ConsoleFacts } from '../../../coordinator/protocol/reachability.ts'
import { StreamFollower } from '../../../web/feed/stream-follower.ts'
import type { OpenLink, StreamLinkEvents } from '../../../web/feed/stream-link.ts'
import type { HostMessage, TabMessage } from '../../../web/feed/stream-messages.ts'
import { at } from './calls.ts'
import { fakeTime } from './fake-time.ts'

const rings: ConsoleFacts = {
  secure: true,
  microphone: true,
  output: true,
  sound: true,
  softphone: true,
  visible: true,
}
const status: HostMessage = { type: 'status', connection: 'live', heldBack: false, sessionOver: false }
const beat = (n: number): HostMessage => ({ type: 'event', event: { name: 'beat', data: { n, at: at(0) } } })

/** One way to a host that the test plays. */
function openWay(refuses = false) {
  const said: TabMessage['type'][] = []
  const way = { said, events: null as StreamLinkEvents | null, closed: 0, refuses }
  const open: OpenLink = (events) => {
    if (refuses) throw new Error('SecurityError')
    way.events = events
    return { post: ({ type }) => said.push(type), close: () => way.closed++ }
  }
  return Object.assign(way, { open, says: (message: HostMessage) => way.events?.onMessage(message) })
}

/** A page with these ways to a host. */
function follow(...ways: ReturnType<typeof openWay>[]) {
  const time = fakeTime()
  let facts = rings
  let changed = () => {}
  const heard: HostMessage[] = []
  let silences = 0
  const follower = new StreamFollower({
    links: ways.map(({ open }) => open),
    timers: time.timers,
    facts: {
      get: () => facts,
      subscribe: (listener) => {
        changed = listener
        return () => {
          changed = () => {}
        }
      },
    },
    onMessage: (message) => heard.push(message),
    onSilent: () => silences++,
  })
  return {
    ...time,
    follower,
    heard,
    silences: () => silences,
    becomes: (next: Partial<ConsoleFacts>) => {
      facts = { ...facts, ...next }
      changed()
    },
  }
}

describe("a tab's end of the stream", () => {
  test('joins, answers each beat, and tells a fact when it changes', () => {
    const way = openWay()
    const { becomes, heard } = follow(way)
    way.says(status)
    way.says(beat(1))
    becomes({ sound: true })
    becomes({ sound: false })
    expect(way.said).toEqual(['join', 'facts', 'facts'])
    expect(heard).toEqual([status, beat(1)])
  })

  test('goes on to the next way when the browser refuses one, or it leads nowhere', () => {
    const [refused, broken, last] = [openWay(true), openWay(), openWay()]
    const { heard } = follow(refused, broken, last)
    expect([broken.said, last.said]).toEqual([['join'], []])
    broken.events?.onFailed()
    expect([broken.closed, last.said]).toEqual([1, ['join']])
    broken.says(status)
    broken.events?.onHost()
    expect([heard, last.said]).toEqual([[], ['join']])
  })

  test('goes on when nobody answers within five seconds', () => {
    const [silent, next] = [openWay(), openWay()]
    const { pass } = follow(silent, next)
    pass(4_999)
    expect(next.said).toEqual([])
    pass(1)
    expect([silent.closed, next.said]).toEqual([1, ['join']])
  })

  test('notices that its host is dead, asks once more, and then finds another', () => {
    const [worker, next] = [openWay(), openWay()]
    const { pass, silences } = follow(worker, next)
    worker.says(status)
    for (let n = 0; n < 10; n++) {
      worker.says(beat(n))
      pass(10_000)
    }
    pass(17_999)
    expect(silences()).toBe(0)
    pass(1)
    expect(silences()).toBe(1)
    expect(worker.said.at(-1)).toBe('join')
    pass(4_999)
    expect(next.said).toEqual([])
    pass(1)
    expect(next.said).toEqual(['join'])
    expect(worker.closed).toBe(1)
  })

  test('stays with a host that answers although no beat comes', () => {
    const [host, next] = [openWay(), openWay()]
    const { pass } = follow(host, next)
    host.says(status)
    for (let minute = 0; minute < 10; minute++) {
      pass(28_000)
      expect(host.said.filter((it) => it === 'join')).toHaveLength(minute + 2)
      host.says({ ...status, connection: 'offline' })
    }
    expect(next.said).toEqual([])
  })

  test('takes the last way again and again', () => {
    const way = openWay()
    const { pass } = follow(way)
    pass(15_000)
    expect(way.said).toEqual(['join', 'join', 'join', 'join'])
    expect(way.closed).toBe(3)
  })

  test('reads first what has arrived when it was frozen', () => {
    const [host, next] = [openWay(), openWay()]
    const { sleep, wake, pass } = follow(host, next)
    host.says(status)
    sleep(3_600_000)
    wake()
    host.says(beat(1))
    pass(10_000)
    expect(host.said).toEqual(['join', 'facts'])
    expect(next.said).toEqual([])
  })

  test('joins again when another host answers from now on', () => {
    const way = openWay()
    follow(way)
    way.says(status)
    way.events?.onHost()
    expect(way.said).toEqual(['join', 'join'])
  })

  test('that is closed says nothing more', () => {
    const way = openWay()
    const { follower, becomes, waiting } = follow(way)
    way.says(status)
    follower.close()
    becomes({ sound: false })
    way.says(beat(1))
    expect(way.said).toEqual(['join'])
    expect([way.closed, waiting()]).toEqual([1, 0])
  })
})
