import '../../setup/language/english.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AgentView } from '../../../coordinator/protocol/agent-view.ts'
import type { Reachability } from '../../../coordinator/protocol/reachability.ts'
import { lineWords } from '../../../web/calls/line-words.ts'
import { ringsAtWords } from '../../../web/calls/rings-at-words.ts'
import { shownPresenceOf } from '../../../web/colleagues/presence.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createStreamStore } from '../../../web/feed/stream-store.ts'
import { type CheckedFacts, checksOf } from '../../../web/ready/checks.ts'
import { createGoAvailable } from '../../../web/ready/go-available.ts'
import { mendSteps } from '../../../web/ready/mend-steps.ts'
import { ownReach } from '../../../web/ready/own-reach.ts'
import { createPageStore, type PageStore } from '../../../web/ready/page-store.ts'
import { tellDeaf } from '../../../web/ready/tell-deaf.ts'
import { timerDrift } from '../../../web/ready/timer-drift.ts'
import { at } from './calls.ts'

const proven: Reachability = { ok: true, why: null, since: at(0) }
const silent: Reachability = { ok: false, why: 'silent', since: at(0) }
const device = (label: string) => ({ id: label, label })
const headset = { microphones: [device('Headset')], outputs: [device('Headset')], listsOutputs: true }

const me = (part: Partial<AgentView> = {}): AgentView => ({
  agentId: 'me',
  name: 'Me',
  presence: 'available',
  callSid: null,
  since: at(0),
  rev: 1,
  rings: proven,
  ...part,
})

/** A page that can do all that a ring needs. */
function healthyPage(): PageStore {
  const page = createPageStore(true, () => Date.parse(at(0)))
  page.trigger.devicesSeen(headset)
  page.trigger.permissionSeen({ permission: 'granted' })
  page.trigger.factsLearned({ facts: { sound: true, softphone: true } })
  return page
}

let page: PageStore
beforeEach(() => {
  vi.useFakeTimers()
  page = healthyPage()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the line under the header', () => {
  const line = (part: Partial<Parameters<typeof ownReach>[0]> = {}) =>
    ownReach({
      connection: 'live',
      page: page.getSnapshot().context,
      rings: proven,
      appointed: true,
      heldBack: false,
      ...part,
    })

  test('says that calls ring here when the page can and the server has heard it', () => {
    expect(line()).toEqual({ rings: 'yes', words: 'Rings here', mend: false })
    expect(line({ appointed: false }).words).toBe('Rings in another tab')
  })

  test('waits for the word of the server, and believes it when the server does not hear the page', () => {
    expect(line({ rings: null }).rings).toBe('unproven')
    expect(line({ rings: { ...silent, why: 'unproven' } }).rings).toBe('unproven')
    expect(line({ rings: silent })).toMatchObject({
      rings: 'no',
      words: 'the server does not hear this page',
    })
    expect(line({ connection: 'offline' })).toMatchObject({
      rings: 'no',
      words: 'no connection to the server',
    })
    expect(line({ connection: 'connecting', heldBack: true })).toMatchObject({
      rings: 'no',
      words: 'a proxy holds the live feed back',
    })
  })

  test('says only that the agent wants it quiet, also when something must be mended', () => {
    page.trigger.permissionSeen({ permission: 'denied' })
    page.trigger.quietSeen({ until: Date.parse(at(60)) })
    expect(line()).toMatchObject({ rings: 'quiet', mend: false })
    expect(line({ rings: { ...silent, why: 'quiet_hours' } }).words).toMatch(/^until /)
    page.trigger.quietSeen({ until: null })
    expect(line().rings).toBe('no')
  })

  test('names what must be mended, also when the server still believes that it rings', () => {
    page.trigger.permissionSeen({ permission: 'denied' })
    expect(line()).toEqual({ rings: 'no', words: 'microphone blocked', mend: true })
    expect(line({ appointed: false }).words).toBe('microphone blocked. It rings in another tab')
    expect(line({ rings: silent }).words).toBe('microphone blocked')
    page.trigger.permissionSeen({ permission: 'prompt' })
    expect(line({ rings: silent }).words).toBe('microphone not allowed yet')
  })
})

describe('the checks', () => {
  const checked = (part: Partial<CheckedFacts> = {}): Record<string, string> => {
    const checks = checksOf({
      page: page.getSnapshot().context,
      names: { microphone: 'Headset', talk: 'Headset', ringer: '' },
      local: false,
      browser: 'Chrome',
      softphone: 'ready',
      trouble: null,
      notifications: 'default',
      lineTest: null,
      ...part,
    })
    return Object.fromEntries(checks.map(({ name, state, found }) => [name, `${state}: ${found}`]))
  }

  test('say of a healthy page what works, and that it needs no notifications', () => {
    expect(checked()).toEqual({
      secure: 'works: https',
      microphone: 'works: Headset',
      output: 'works: Headset',
      sound: 'works: This page may make sound',
      notifications: 'optional: Not allowed yet. A call rings all the same',
      quiet: 'works: Calls may ring now',
      softphone: 'works: Registered',
      line: 'waits: Not tried yet',
    })
  })

  test('tell a microphone that is blocked, not asked for, missing and in use by another program apart', () => {
    const found = () => checked().microphone
    page.trigger.permissionSeen({ permission: 'denied' })
    expect(found()).toBe('mend: Chrome blocks it for this page')
    page.trigger.permissionSeen({ permission: 'prompt' })
    expect(found()).toBe('mend: Chrome has not been asked yet')
    page.trigger.microphoneTried({ attempt: 'NotReadableError' })
    expect(found()).toBe('mend: Another program uses it, or it does not answer')
    page.trigger.devicesSeen({ ...headset, microphones: [] })
    expect(found()).toBe('mend: No microphone is plugged in')
  })

  test('show what a test call of the line found, and never let it stand in the way', () => {
    expect(checked({ lineTest: { ok: true, words: '23 ms' } }).line).toBe('works: 23 ms')
    expect(checked({ lineTest: { ok: false, words: 'No answer' } }).line).toBe('failed: No answer')
    expect(checked({ softphone: 'testing' }).line).toBe('waits: A test call is on…')
  })

  test('come with steps to mend each of them', () => {
    const place = {
      page: page.getSnapshot().context,
      browser: 'Firefox',
      secureAddress: 'https://desk.example/',
    }
    page.trigger.permissionSeen({ permission: 'denied' })
    for (const name of ['secure', 'microphone', 'output', 'sound', 'quiet', 'softphone'] as const)
      expect(mendSteps(name, { ...place, page: page.getSnapshot().context })?.steps.length).toBeGreaterThan(0)
    expect(mendSteps('secure', place)?.steps[0]).toContain('https://desk.example/')
  })
})

describe('going available', () => {
  let log: string[]
  let asked: () => void
  /** Goes available at a desk with this page. */
  const going = (rings: Reachability | null = null) => {
    log = []
    const desk = createDeskStore('me')
    desk.trigger.agentReceived({ agent: me({ presence: 'away', rings }) })
    const watch = {
      store: page,
      facts: { get: () => page.getSnapshot().context.facts, subscribe: () => () => {} },
      mustAsk: () => false,
      look: () => {},
      stop: () => {},
      askForMicrophone: async () => {
        log.push('ask')
        asked()
      },
    }
    return createGoAvailable({
      desk,
      watch,
      start: () => log.push('start'),
      choose: async () => {
        log.push('available')
      },
      showChecks: () => log.push('show'),
      hideChecks: () => log.push('hide'),
    })
  }
  beforeEach(() => {
    asked = () => {}
  })

  test('is one click when everything works', async () => {
    await going().go()
    expect(log).toEqual(['start', 'available'])
  })

  test('asks for the microphone, and goes on when the agent allows it', async () => {
    page.trigger.permissionSeen({ permission: 'prompt' })
    asked = () => page.trigger.microphoneTried({ attempt: 'works' })
    await going().go()
    expect(log).toEqual(['start', 'ask', 'available'])
  })

  test('shows what must be mended and leaves the agent away', async () => {
    page.trigger.permissionSeen({ permission: 'denied' })
    await going().go()
    expect(log).toEqual(['start', 'ask', 'show'])
  })

  test('waits for what comes by itself, shows that it waits, and is available then', async () => {
    page.trigger.factsLearned({ facts: { softphone: false } })
    const gone = going().go()
    await vi.advanceTimersByTimeAsync(4_000)
    expect(log).toEqual(['start', 'show'])
    page.trigger.factsLearned({ facts: { softphone: true } })
    await gone
    expect(log).toEqual(['start', 'show', 'available', 'hide'])
  })

  test('shows that these are quiet hours, and leaves the agent away', async () => {
    page.trigger.quietSeen({ until: 5 })
    await going().go()
    expect(log).toEqual(['start', 'show'])
  })

  test('is forgotten when the agent chooses otherwise while it waits', async () => {
    page.trigger.factsLearned({ facts: { softphone: false } })
    const goAvailable = going()
    const gone = goAvailable.go()
    await vi.advanceTimersByTimeAsync(1_000)
    goAvailable.forget()
    page.trigger.factsLearned({ facts: { softphone: true } })
    await gone
    expect(log).toEqual(['start'])
  })

  test('needs nothing of this page while another console of the agent rings', async () => {
    page.trigger.permissionSeen({ permission: 'denied' })
    await going(proven).go()
    expect(log).toEqual(['start', 'ask', 'available'])
  })
})

describe('an agent who is available is told that calls no longer ring here', () => {
  const shown: string[] = []
  let desk: ReturnType<typeof createDeskStore>
  const follow = (agent: AgentView) => {
    shown.length = 0
    desk = createDeskStore('me')
    const tray = {
      show: async ({ body }: { body: string }) => void shown.push(body),
      closeAllBut: async () => void shown.push('closed'),
    }
    const stop = tellDeaf({ desk, page, stream: createStreamStore(), tray })
    desk.trigger.agentReceived({ agent })
    desk.trigger.connectionChanged({ connection: 'live' })
    return stop
  }

  test('once, and again only for another reason or after a while', () => {
    const stop = follow(me({ rings: silent }))
    vi.advanceTimersByTime(4_000)
    expect(shown).toEqual(['the server does not hear this page'])
    for (const permission of ['denied', 'granted', 'denied'] as const) {
      page.trigger.permissionSeen({ permission })
      vi.advanceTimersByTime(4_000)
    }
    expect(shown).toEqual(['the server does not hear this page', 'microphone blocked'])
    stop()
  })

  test('until they ring here again', () => {
    const stop = follow(me({ rings: silent }))
    vi.advanceTimersByTime(4_000)
    desk.trigger.agentReceived({ agent: me({ rev: 2 }) })
    expect(shown).toEqual(['the server does not hear this page', 'closed'])
    stop()
  })

  test('not because of quiet hours', () => {
    page.trigger.quietSeen({ until: 5 })
    const stop = follow(me({ rings: { ...silent, why: 'quiet_hours' } }))
    vi.advanceTimersByTime(10_000)
    expect(shown).toEqual([])
    stop()
  })

  test('not for what settles at once, and not while away', () => {
    const stop = follow(me({ rings: proven }))
    page.trigger.factsLearned({ facts: { softphone: false } })
    vi.advanceTimersByTime(1_000)
    page.trigger.factsLearned({ facts: { softphone: true } })
    vi.advanceTimersByTime(10_000)
    stop()
    const stopAway = follow(me({ presence: 'away', rings: silent }))
    vi.advanceTimersByTime(10_000)
    stopAway()
    expect(shown).toEqual([])
  })
})

test('timers that the browser fires late are noticed when the next beat arrives', () => {
  let now = 0
  const timersAreLate = timerDrift(() => now)
  expect(timersAreLate()).toBe(false)
  now = 30_000
  expect(timersAreLate()).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(timersAreLate()).toBe(true)
  now += 1_000
  vi.advanceTimersByTime(1_000)
  expect(timersAreLate()).toBe(false)
})

test('what is wrong with a line is said in words, the worst first', () => {
  const leg = { microphoneGone: false, outputGone: false, warnings: [] as string[] }
  expect(lineWords(leg)).toEqual([])
  expect(
    lineWords({ ...leg, microphoneGone: true, warnings: ['low-mos', 'high-rtt', 'unheard-of'] }),
  ).toEqual([
    'Your microphone is gone: the caller does not hear you.',
    'The network is slow: you hear each other late.',
  ])
  expect(lineWords({ ...leg, warnings: ['unheard-of', 'low-mos'] })).toEqual(['The line is poor.'])
  expect(lineWords({ ...leg, warnings: ['high-packet-loss', 'high-packets-lost-fraction'] })).toHaveLength(1)
})

test('a card says where a call rings and where not', () => {
  expect(ringsAtWords(['Ben', 'Sanna'], ['Ida'])).toBe('Rings at Ben and Sanna, not at Ida')
  expect(ringsAtWords(['you'], [])).toBe('Rings at you')
  expect(ringsAtWords([], ['you', 'Ida'])).toBe('Rings nowhere: not at you and Ida')
  expect(ringsAtWords(['a', 'b', 'c', 'd', 'e'], [])).toBe('Rings at a, b and 3 more')
})

test('colleagues read why an available agent does not ring', () => {
  const reads = (part: Partial<AgentView>) => shownPresenceOf(me(part)).label
  expect(reads({ rings: { ok: false, why: 'microphone_blocked', since: at(0) } })).toBe(
    'does not ring: microphone blocked',
  )
  expect(reads({ rings: { ok: false, why: 'unproven', since: at(0) } })).toBe('free')
  expect(reads({ rings: silent, callSid: 'CA1' })).toBe('talks')
  expect(reads({ rings: silent, presence: 'away' })).toContain('away')
})
