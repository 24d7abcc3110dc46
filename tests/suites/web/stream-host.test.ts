import { beforeEach, describe, expect, test } from 'vitest'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import type { ConsoleFacts } from '../../../coordinator/protocol/reachability.ts'
import type { ConsoleEcho } from '../../../web/feed/echo-sender.ts'
import { StreamHost } from '../../../web/feed/stream-host.ts'
import type { FeedEvent, HostMessage } from '../../../web/feed/stream-messages.ts'
import type { SessionHere } from '../../../web/session/session.ts'
import { at, endedCall, ringingCall, talkingCall } from './calls.ts'
import { FakeEventSource } from './fake-event-source.ts'
import { fakeTime } from './fake-time.ts'

const rings: ConsoleFacts = {
  secure: true,
  microphone: true,
  output: true,
  sound: true,
  softphone: true,
  visible: false,
}
const visible = { ...rings, visible: true }
const deaf = { ...visible, sound: false }
const opening = { consoleId: 'console', protocol: PROTOCOL }
const snapshot = { calls: [ringingCall()], agents: [], serverTime: at(0), ...opening }
const beat = (n: number) => ({ n, at: at(0) })
const sources = FakeEventSource.opened
const newest = () => sources.at(-1) as FakeEventSource

beforeEach(() => {
  sources.length = 0
})

/** A browser whose tabs the test opens. */
function openBrowser() {
  const time = fakeTime()
  const echoes: ConsoleEcho[] = []
  let session: SessionHere = 'mine'
  let send = (): Promise<unknown> => Promise.resolve()
  const host = new StreamHost({
    timers: time.timers,
    now: () => Date.parse(at(0)) + 5_000 + time.now(),
    openSource: () => new FakeEventSource('/api/events') as unknown as EventSource,
    sessionHere: async () => session,
    sendEcho: (it) => {
      echoes.push(it)
      return send()
    },
  })
  const openTab = (facts: ConsoleFacts, behaves: 'answers' | 'frozen' = 'answers') => {
    const heard: HostMessage[] = []
    const tab = {
      facts,
      behaves,
      heard,
      port: {
        post: (message: HostMessage): void => {
          heard.push(message)
          if (message.type === 'event' && message.event.name === 'beat' && tab.behaves === 'answers')
            tab.tells()
        },
      },
      joins: () => host.receive(tab.port, { type: 'join', facts: tab.facts }),
      tells: (told?: ConsoleFacts): void => {
        tab.facts = told ?? tab.facts
        host.receive(tab.port, { type: 'facts', facts: tab.facts })
      },
      leaves: () => host.receive(tab.port, { type: 'leave' }),
      reopens: () => host.receive(tab.port, { type: 'reopen' }),
      events: (name: FeedEvent['name']) =>
        heard.flatMap((it) => (it.type === 'event' && it.event.name === name ? [it.event.data] : [])),
      appointed: () => heard.findLast((it) => it.type === 'appointed')?.appointed,
      status: () => heard.findLast((it) => it.type === 'status')?.connection,
    }
    tab.joins()
    return tab
  }
  return {
    ...time,
    echoes,
    openTab,
    live: () => {
      newest().head()
      newest().says('snapshot', snapshot)
    },
    has: (next: SessionHere) => {
      session = next
    },
    sends: (how: typeof send) => {
      send = how
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('the host of a stream', () => {
  test('has one stream for all tabs, and tells each of them every event', () => {
    const { openTab, live } = openBrowser()
    const tabs = [openTab(rings), openTab(rings), openTab(rings)]
    live()
    newest().says('call', talkingCall('ann', { rev: 2 }))
    expect(sources).toHaveLength(1)
    for (const { events, status } of tabs) {
      expect(events('call')).toEqual([talkingCall('ann', { rev: 2 })])
      expect(status()).toBe('live')
    }
  })

  test('tells a tab that joins later the desk of this moment', () => {
    const { openTab, live, pass } = openBrowser()
    openTab(rings)
    live()
    newest().says('call', endedCall('answered', { rev: 3 }))
    newest().says('call', ringingCall({ callSid: 'CA2', rev: 4 }))
    newest().says('voicemail', { callSid: null, voicemail: null, unheard: 2 })
    const groups = {
      rev: 1,
      changedBy: null,
      groups: [{ id: '1'.repeat(32), name: 'Sales', members: ['ann'] }],
    }
    newest().says('groups', groups)
    newest().says('store', { reachable: false })
    pass(3_000)
    const { heard, events, status } = openTab(rings)
    expect(heard[0]).toEqual({ type: 'opened', opening })
    // The browser's clock is 5 s fast.
    const desk = {
      calls: [ringingCall({ callSid: 'CA2', rev: 4 })],
      agents: [],
      groups,
      serverTime: at(3),
      ...opening,
    }
    expect(events('snapshot')).toEqual([desk])
    expect(events('voicemail')).toEqual([{ callSid: null, voicemail: null, unheard: 2 }])
    expect(events('store')).toEqual([{ reachable: false }])
    expect(status()).toBe('live')
    expect(sources).toHaveLength(1)
  })

  test('tells the tabs when the server has taken an echo, and not when it has not', async () => {
    const { openTab, live, sends } = openBrowser()
    const one = openTab(rings)
    const proven = ({ heard }: typeof one) => heard.filter((it) => it.type === 'proven').length
    live()
    sends(() => Promise.reject(new Error('away')))
    newest().says('beat', beat(1))
    await settled()
    expect(proven(one)).toBe(0)
    sends(async () => null)
    newest().says('beat', beat(2))
    await settled()
    expect([proven(one), proven(openTab(rings))]).toEqual([1, 1])
  })

  test('closes the stream with the last tab, and requests a new one for the next', () => {
    const { openTab, live, waiting } = openBrowser()
    const [one, other] = [openTab(rings), openTab(rings)]
    live()
    one.leaves()
    newest().says('beat', beat(1))
    other.leaves()
    expect(newest().readyState).toBe(2)
    expect(waiting()).toBe(0)
    const next = openTab(rings)
    expect(sources).toHaveLength(2)
    expect(next.events('snapshot')).toEqual([])
    expect(next.status()).toBe('connecting')
  })

  test('reopens once when all tabs find at the same time that the server does not answer', () => {
    const { openTab, live } = openBrowser()
    const tabs = [openTab(rings), openTab(rings), openTab(rings)]
    live()
    for (const tab of tabs) tab.reopens()
    expect(sources).toHaveLength(2)
    expect(tabs.map(({ status }) => status())).toEqual(['reconnecting', 'reconnecting', 'reconnecting'])
  })

  test.each(['another agent signs in here', 'the agent signs out'])(
    'ends for all tabs when %s',
    async (how) => {
      const { openTab, live, has, waiting } = openBrowser()
      const tabs = [openTab(rings), openTab(rings)]
      live()
      has('another')
      if (how === 'the agent signs out') newest().says('signedOut', {})
      else newest().breaks(2)
      await settled()
      for (const { heard } of tabs) expect(heard.at(-1)).toEqual({ type: 'signedOut' })
      expect(waiting()).toBe(0)
      openTab(rings)
      expect(sources).toHaveLength(2)
    },
  )

  test('requests no stream while the session is over, until the agent has signed in again', async () => {
    const { openTab, live, has, pass } = openBrowser()
    const tab = openTab(rings)
    const over = () => tab.heard.findLast((it) => it.type === 'status')?.sessionOver
    live()
    has('none')
    newest().breaks(2)
    for (let second = 0; second < 60; second++) {
      await settled()
      pass(1_000)
    }
    expect([sources.length, over()]).toEqual([1, true])
    has('mine')
    tab.reopens()
    expect(sources).toHaveLength(2)
    live()
    expect([tab.status(), over()]).toEqual(['live', false])
  })

  test('says that the body is held back after two answers that began and brought nothing', () => {
    const { openTab, pass } = openBrowser()
    const { heard } = openTab(rings)
    const seen: boolean[] = []
    const heldBack = () => heard.findLast((it) => it.type === 'status')?.heldBack
    for (let attempt = 0; attempt < 3; attempt++) {
      newest().head()
      while (newest().readyState === 1) pass(500)
      seen.push(heldBack() ?? false)
      while (newest().readyState === 2) pass(100)
    }
    expect(seen).toEqual([false, true, true])
    newest().head()
    newest().says('snapshot', snapshot)
    expect(heldBack()).toBe(false)
  })
})

describe('the echo of a beat', () => {
  test('is sent once for all tabs, when all have answered, with what the ablest can do', () => {
    const { openTab, live, echoes } = openBrowser()
    openTab(deaf)
    openTab(rings)
    live()
    newest().says('beat', beat(7))
    // Another tab is seen.
    expect(echoes).toEqual([{ consoleId: 'console', echo: { seen: 7, facts: visible } }])
  })

  test('waits no longer than half a second for a tab that does not answer, and then no more', async () => {
    const { openTab, live, echoes, pass } = openBrowser()
    openTab(deaf)
    openTab(visible, 'frozen')
    live()
    newest().says('beat', beat(1))
    pass(499)
    expect(echoes).toEqual([])
    pass(1)
    expect(echoes.map(({ echo }) => echo)).toEqual([{ seen: 1, facts: deaf }])
    await settled()
    newest().says('beat', beat(3))
    expect(echoes.at(-1)?.echo).toEqual({ seen: 3, facts: deaf })
  })

  test('is sent for every second beat while it says nothing new, and for the first of each stream', async () => {
    const { openTab, live, echoes } = openBrowser()
    openTab(rings)
    live()
    for (const n of [1, 2, 3, 4]) {
      newest().says('beat', beat(n))
      await settled()
    }
    expect(echoes.map(({ echo }) => echo.seen)).toEqual([1, 3])
    live()
    newest().says('beat', beat(4))
    expect(echoes.map(({ echo }) => echo.seen)).toEqual([1, 3, 4])
  })

  test('is not sent when no tab answers', () => {
    const { openTab, live, echoes, pass } = openBrowser()
    openTab(rings, 'frozen')
    live()
    for (let n = 1; n < 10; n++) {
      newest().says('beat', beat(n))
      pass(10_000)
    }
    expect(echoes).toEqual([])
  })

  test('goes at once when a fact has changed, and not when it changed nothing', async () => {
    const { openTab, live, echoes } = openBrowser()
    const tab = openTab(rings)
    const other = openTab(rings)
    live()
    newest().says('beat', beat(1))
    await settled()
    other.tells(deaf)
    tab.tells(visible)
    await settled()
    expect(echoes.map(({ echo }) => echo.facts)).toEqual([rings, visible])
    tab.tells(deaf)
    await settled()
    expect(echoes.map(({ echo }) => echo.facts)).toEqual([rings, visible, deaf])
  })

  test('never overtakes an earlier one, and only the newest waits', async () => {
    const { openTab, live, echoes, sends } = openBrowser()
    const tab = openTab(rings)
    live()
    let answered = () => {}
    sends(
      () =>
        new Promise<void>((resolve) => {
          answered = resolve
        }),
    )
    newest().says('beat', beat(1))
    tab.tells(deaf)
    tab.tells(visible)
    await settled()
    expect(echoes).toHaveLength(1)
    answered()
    await settled()
    expect(echoes.map(({ echo }) => echo.facts)).toEqual([rings, visible])
  })

  test('that fails is followed by that of the next beat', async () => {
    const { openTab, live, echoes, sends, pass } = openBrowser()
    openTab(rings)
    live()
    sends(() => Promise.reject(new Error('HTTP 404')))
    newest().says('beat', beat(1))
    await settled()
    pass(9_999)
    expect(echoes).toHaveLength(1)
    newest().says('beat', beat(2))
    await settled()
    expect(echoes.map(({ echo }) => echo.seen)).toEqual([1, 2])
  })
})

describe('the tab that makes the sound', () => {
  test('is one that can ring, and stays the same while it can', () => {
    const { openTab, live } = openBrowser()
    const tabs = [openTab(deaf), openTab(rings), openTab(visible)]
    live()
    expect(tabs.map(({ appointed }) => appointed())).toEqual([false, true, false])
    newest().says('beat', beat(1))
    expect(tabs.map(({ appointed }) => appointed())).toEqual([false, true, false])
    tabs[1]?.tells(deaf)
    expect(tabs.map(({ appointed }) => appointed())).toEqual([false, false, true])
  })

  test('is another one when it leaves, or answers a beat no more', () => {
    const { openTab, live, pass } = openBrowser()
    const [one, two, three] = [openTab(visible), openTab(visible), openTab(visible)]
    live()
    one.leaves()
    expect([two.appointed(), three.appointed()]).toEqual([true, false])
    two.behaves = 'frozen'
    newest().says('beat', beat(1))
    pass(500)
    expect([two.appointed(), three.appointed()]).toEqual([false, true])
    // It wakes up, and the other one goes on.
    two.tells()
    expect([two.appointed(), three.appointed()]).toEqual([false, true])
  })

  test('is one that may make sound, where none can ring', () => {
    const { openTab } = openBrowser()
    const blocked = { ...visible, microphone: false }
    const tabs = [openTab({ ...blocked, sound: false }), openTab(blocked)]
    expect(tabs.map(({ appointed }) => appointed())).toEqual([false, true])
  })
})

describe('a tab that vanished without a word', () => {
  test('is told nothing more after some beats, and gets the desk of that moment when it is back', () => {
    const { openTab, live, pass } = openBrowser()
    openTab(rings)
    const gone = openTab(rings)
    live()
    gone.behaves = 'frozen'
    for (let n = 1; n <= 5; n++) {
      newest().says('beat', beat(n))
      pass(10_000)
    }
    const before = gone.heard.length
    newest().says('call', talkingCall('ann', { rev: 2 }))
    expect(gone.heard).toHaveLength(before)
    gone.behaves = 'answers'
    gone.tells()
    expect(gone.events('snapshot').at(-1)).toMatchObject({ calls: [talkingCall('ann', { rev: 2 })] })
    newest().says('call', talkingCall('ann', { rev: 3 }))
    expect(gone.events('call')).toHaveLength(1)
  })
})
