import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import { diagnostics } from '../../../web/diagnostics.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { followFeed } from '../../../web/feed/feed.ts'
import { createOfficeSettingsStore } from '../../../web/office/office-store.ts'
import { createVoicemailStore } from '../../../web/voicemail/voicemail-store.ts'
import { at, ringingCall, talkingCall } from './calls.ts'

/** The browser's EventSource, told by the test what the server sends. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2
  static opened: FakeEventSource[] = []
  readyState = 0
  onopen = () => {}
  onerror = () => {}
  onmessage = () => {}

  constructor(readonly url: string) {
    super()
    FakeEventSource.opened.push(this)
  }
  head() {
    this.readyState = 1
    this.onopen()
  }
  says(name: string, data: unknown) {
    if (this.readyState === 2) throw new Error('A closed stream says nothing')
    const text = typeof data === 'string' ? data : JSON.stringify(data)
    if (name === 'message') this.onmessage()
    this.dispatchEvent(Object.assign(new Event(name), { data: text }))
  }
  /** The connection broke. The browser requests the stream again by itself, unless it was refused. */
  breaks(readyState = 0) {
    this.readyState = readyState
    this.onerror()
  }
  close() {
    this.readyState = 2
  }
}

const opening = { consoleId: 'console', protocol: PROTOCOL }
const snapshot = { calls: [ringingCall()], agents: [], serverTime: at(0), ...opening }
const beat = (n: number) => ({ n, at: at(0) })
const sources = FakeEventSource.opened
const newest = () => sources.at(-1) as FakeEventSource

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  sources.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function follow() {
  const desk = createDeskStore('me', () => Date.parse(at(0)))
  const protocols: number[] = []
  const feed = followFeed({
    desk,
    voicemails: createVoicemailStore(),
    office: createOfficeSettingsStore(),
    onSnapshot: () => undefined,
    onProtocol: (protocol) => protocols.push(protocol),
    isSignedOut: async () => false,
    onSignedOut: () => undefined,
  })
  return { desk, feed, protocols, pill: () => desk.getSnapshot().context.connection }
}

function live() {
  const followed = follow()
  newest().head()
  newest().says('snapshot', snapshot)
  return followed
}

describe('the feed of a page', () => {
  test('is live only after the snapshot', () => {
    const { pill } = follow()
    newest().head()
    newest().says('beat', beat(1))
    expect(pill()).toBe('connecting')
    newest().says('snapshot', snapshot)
    expect(pill()).toBe('live')
  })

  test('that the browser resumes is live again with the first beat, after all that was missed', () => {
    const { desk, pill } = live()
    newest().breaks()
    expect(pill()).toBe('reconnecting')
    newest().head()
    newest().says('call', talkingCall('ann', { rev: 2 }))
    newest().says('beat', beat(7))
    expect(pill()).toBe('reconnecting')
    newest().says('beat', { ...beat(7), ...opening })
    expect(pill()).toBe('live')
    expect(desk.getSnapshot().context.calls).toEqual([talkingCall('ann', { rev: 2 })])
    expect(sources).toHaveLength(1)
  })

  test('that falls silent is closed and opened again at once', () => {
    const { pill } = live()
    for (let n = 0; n < 30; n++) {
      vi.advanceTimersByTime(10_000)
      newest().says('beat', beat(n))
    }
    vi.advanceTimersByTime(24_999)
    expect([pill(), sources.length]).toEqual(['live', 1])
    vi.advanceTimersByTime(1)
    expect([pill(), sources.length, sources[0]?.readyState]).toEqual(['reconnecting', 2, 2])
    newest().head()
    expect(pill()).toBe('reconnecting')
    newest().says('snapshot', snapshot)
    expect(pill()).toBe('live')
  })

  test('whose body is held back is never live, and is tried again ever more slowly', () => {
    const { pill } = follow()
    const seen = new Set<string>()
    for (let second = 0; second < 300; second++) {
      if (newest().readyState === 0) newest().head()
      vi.advanceTimersByTime(1_000)
      seen.add(pill())
    }
    expect([...seen]).toEqual(['connecting', 'offline'])
    expect(sources.length).toBeGreaterThan(4)
    expect(sources.length).toBeLessThan(12)
    expect(sources.slice(0, -1).every(({ readyState }) => readyState === 2)).toBe(true)
  })

  test('that gets no answer at all is requested again', () => {
    follow()
    vi.advanceTimersByTime(10_000)
    expect(sources[0]?.readyState).toBe(2)
    vi.advanceTimersByTime(1_000)
    expect(sources).toHaveLength(2)
  })

  test('skips and counts what it does not understand, and goes on', () => {
    const { desk, pill } = live()
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    const before = diagnostics.skippedEvents
    newest().says('call', '{"half')
    newest().says('call', { callSid: 'CA1', rev: 'two' })
    newest().says('message', 'hello')
    newest().says('weather', { rain: true })
    newest().says('beat', {})
    expect(diagnostics.skippedEvents - before).toBe(4)
    expect(warned).toHaveBeenCalledTimes(4)
    newest().says('call', talkingCall('ann', { rev: 2 }))
    expect(desk.getSnapshot().context.calls).toEqual([talkingCall('ann', { rev: 2 })])
    expect(pill()).toBe('live')
  })

  test('learns the protocol of the server, also from a snapshot that it cannot read, which makes nothing live', () => {
    const { pill, protocols } = live()
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    newest().breaks()
    newest().head()
    newest().says('snapshot', { consoleId: 'console', protocol: PROTOCOL + 1, desk: 'new' })
    newest().says('beat', beat(1))
    expect(protocols).toEqual([PROTOCOL, PROTOCOL + 1])
    expect(pill()).toBe('reconnecting')
    expect(warned).toHaveBeenCalledTimes(1)
  })

  test('that is closed does nothing any more', () => {
    const { feed } = live()
    feed.close()
    vi.advanceTimersByTime(600_000)
    expect(sources).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
