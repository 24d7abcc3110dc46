import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import { diagnostics } from '../../../web/diagnostics.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { followFeed } from '../../../web/feed/feed.ts'
import { createNews } from '../../../web/feed/news.ts'
import { ownLink } from '../../../web/feed/own-link.ts'
import { createOfficeSettingsStore } from '../../../web/office/office-store.ts'
import { createVoicemailStore } from '../../../web/voicemail/voicemail-store.ts'
import { at, ringingCall, talkingCall } from './calls.ts'
import { FakeEventSource } from './fake-event-source.ts'

const facts = {
  secure: true,
  microphone: true,
  output: true,
  sound: true,
  softphone: true,
  visible: true,
}
const opening = { consoleId: 'console', protocol: PROTOCOL }
const snapshot = { calls: [ringingCall()], agents: [], serverTime: at(0), ...opening }
const beat = (n: number) => ({ n, at: at(0) })
const sources = FakeEventSource.opened
const newest = () => sources.at(-1) as FakeEventSource
/** What the page requests beside the stream: the status and body of each answer. */
let answers: (path: string) => Response
const requests: { path: string; body: unknown }[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', FakeEventSource)
  answers = () => new Response(null, { status: 204 })
  vi.stubGlobal('fetch', async (path: string, { body }: { body?: string }) => {
    requests.push({ path, body: body && JSON.parse(body) })
    return answers(path)
  })
  sources.length = 0
  requests.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function follow() {
  const desk = createDeskStore('ann', () => Date.parse(at(0)))
  const protocols: number[] = []
  const feed = followFeed({
    links: [ownLink('ann')],
    desk,
    nextFrame: (then) => void setTimeout(then, 16),
    voicemails: createVoicemailStore(),
    office: createOfficeSettingsStore(),
    contactsNews: createNews(),
    settingsNews: createNews(),
    facts: { get: () => facts, subscribe: () => () => undefined },
    onSnapshot: () => undefined,
    onProtocol: (protocol) => protocols.push(protocol),
    onSignedOut: () => undefined,
  })
  const consoleId = () => feed.stream.getSnapshot().context.consoleId
  return { desk, feed, protocols, consoleId, pill: () => desk.getSnapshot().context.connection }
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
    const { desk, pill, consoleId } = live()
    newest().breaks()
    expect(pill()).toBe('reconnecting')
    newest().head()
    newest().says('call', talkingCall('ann', { rev: 2 }))
    newest().says('beat', beat(7))
    expect(pill()).toBe('reconnecting')
    expect(consoleId()).toBe('console')
    newest().says('beat', { ...beat(7), ...opening, consoleId: 'resumed' })
    expect(consoleId()).toBe('resumed')
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
