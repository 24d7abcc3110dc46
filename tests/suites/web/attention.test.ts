import '../../setup/language/english.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createActor, fromCallback } from 'xstate'
import type { CallCommand } from '../../../coordinator/protocol/call-commands.ts'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { DeviceEvent, SoftphoneEvent } from '../../../machines/softphone/events.ts'
import { softphoneMachine } from '../../../machines/softphone/machine.ts'
import { createCallNotifications } from '../../../web/attention/call-notifications.ts'
import { createClicks } from '../../../web/attention/clicks.ts'
import { ringNotification } from '../../../web/attention/ring-notification.ts'
import { openTray, type Tray, type TrayNotification } from '../../../web/attention/tray.ts'
import { deskSectionsOf } from '../../../web/calls/desk-sections.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createStreamStore } from '../../../web/feed/stream-store.ts'
import { createNoticeStore } from '../../../web/notices/notices.ts'
import type { NotificationClick } from '../../../web/service-worker/messages.ts'
import { inTurn, NOTIFICATION_LOCK } from '../../../web/service-worker/notification-turn.ts'
import { at, callView, endedCall, parkedCall, ringingCall, talkingCall, transferringCall } from './calls.ts'

const ringing = (...calls: CallView[]) => deskSectionsOf(calls, 'me', new Set()).ringing

const nora = {
  id: 'c1',
  name: 'Nora Hall',
  organisation: 'Hall & Partners',
  vip: true,
  blocked: false,
  others: 0,
}

describe('the notification of a call', () => {
  const facts = { agentId: 'me', nameOf: (who: string) => `<${who}>`, talking: false, rings: true }
  const of = (call: CallView, part: Partial<typeof facts> = {}) => {
    const [first] = ringing(call)
    if (!first) throw new Error('It does not ring here')
    return ringNotification(first, { ...facts, ...part })
  }

  test('says why it rings and who calls, in the words of the card', () => {
    expect(of(ringingCall()).title).toBe('New call: (217) 555-0148')
    expect(of(transferringCall('agent:me', 'blind', { transfer: byAnn('blind') })).title).toBe(
      'For you, from <ann>: (217) 555-0148',
    )
    const back = of(parkedCall('me', { offeredTo: ['me'], parked: noted('needs parts price') }))
    expect([back.title, back.body]).toEqual(['Back from slot 3: (217) 555-0148', '“needs parts price”'])
  })

  test('names a VIP only when the number is not denied', () => {
    const vip = of(ringingCall({ contact: nora, verified: 'A' }))
    expect([vip.title, vip.body]).toEqual(['VIP calls: Nora Hall', 'Hall & Partners · (217) 555-0148'])
    const forged = of(ringingCall({ contact: nora, unconfirmed: 'failed' }))
    expect(forged.title).toBe('New call: (217) 555-0148')
  })

  test('stays, has keys for what can be done now, and leaves the sound to a page that rings', () => {
    expect(of(ringingCall())).toMatchObject({ stays: true, silent: true, actions: ['answer', 'decline'] })
    const talking = of(ringingCall(), { talking: true, rings: false })
    expect(talking).toMatchObject({ silent: false, actions: ['decline'] })
  })
})

const byAnn = (kind: 'blind' | 'consult') => ({
  from: 'ann',
  to: 'agent:me',
  kind,
  at: at(30),
  joined: false,
})
const noted = (note: string) => ({
  slot: 3,
  by: 'me',
  at: at(60),
  note,
  returnsAt: null,
  for: null,
  elseTo: null,
})

describe('the notifications of this browser', () => {
  /** What the browser shows, by call. It takes a turn for each change, as a browser does. */
  let shown: Map<string, TrayNotification>
  let log: string[]
  let tray: Tray

  beforeEach(() => {
    shown = new Map()
    log = []
    tray = {
      show: async (notification) => {
        await Promise.resolve()
        shown.set(notification.tag, notification)
        log.push(`show ${notification.tag}`)
      },
      closeAllBut: async (isWanted) => {
        await Promise.resolve()
        for (const [tag, { about }] of [...shown]) {
          if (isWanted(about)) continue
          shown.delete(tag)
          log.push(`close ${tag}`)
        }
      },
    }
  })

  const aTab = () => {
    const words = (one: ReturnType<typeof ringing>[number]) =>
      ringNotification(one, { agentId: 'me', nameOf: String, talking: false, rings: true })
    return createCallNotifications(tray, words)
  }
  const hidden = (...calls: CallView[]) => ({ ringing: ringing(...calls), seen: false, shows: true })
  const settled = () => new Promise((done) => setTimeout(done))
  const one = ringingCall({ callSid: 'CA1' })
  const two = ringingCall({ callSid: 'CA2' })

  test('come once for each offer, and go when the call rings no more', async () => {
    const tab = aTab()
    tab.follow(hidden(one))
    tab.follow(hidden({ ...one, rev: 2 }, two))
    await settled()
    tab.follow(hidden(two))
    await settled()
    expect(log).toEqual(['show CA1', 'show CA2', 'close CA1'])
  })

  test('are gone at last when the call goes while the browser still shows it', async () => {
    const tab = aTab()
    tab.follow(hidden(one))
    await Promise.resolve()
    tab.follow(hidden())
    await settled()
    expect([...shown.keys()]).toEqual([])
  })

  test('do not lie over a desk that is seen, and come back when it is hidden again', async () => {
    const tab = aTab()
    tab.follow(hidden(one))
    await settled()
    tab.follow({ ...hidden(one), seen: true })
    await settled()
    expect([...shown.keys()]).toEqual([])
    tab.follow(hidden(one))
    await settled()
    expect([...shown.keys()]).toEqual(['CA1'])
  })

  test('that the agent has closed stay away while the call rings, and come for the next offer of it', async () => {
    const tab = aTab()
    const calls = hidden(one)
    tab.follow(calls)
    await settled()
    shown.clear()
    tab.dismissed(calls.ringing[0] ? `CA1 new ${calls.ringing[0].since}` : '')
    tab.follow(hidden(one, two))
    await settled()
    expect([...shown.keys()]).toEqual(['CA2'])
    tab.follow(hidden({ ...one, transfer: byAnn('blind') }, two))
    await settled()
    expect([...shown.keys()].sort()).toEqual(['CA1', 'CA2'])
  })

  test('are shown by one tab, and closed by any of them', async () => {
    const [appointed, other] = [aTab(), aTab()]
    other.follow({ ...hidden(one), shows: false })
    await settled()
    expect(log).toEqual([])
    appointed.follow(hidden(one))
    await settled()
    other.follow({ ...hidden(), shows: false })
    await settled()
    expect(log).toEqual(['show CA1', 'close CA1'])
  })

  test('leave alone what is about the browser itself', async () => {
    const about = { agentId: 'me', callSid: null, offer: 'deaf', caller: '' }
    await tray.show({ title: '', body: '', tag: 'deaf', actions: [], stays: false, silent: false, about })
    aTab().follow({ ...hidden(), seen: true })
    await settled()
    expect([...shown.keys()]).toEqual(['deaf'])
  })
})

describe('a browser without a service worker', () => {
  beforeEach(() => {
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('navigator', {})
  })
  afterEach(() => vi.unstubAllGlobals())

  const show = async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const tray = await openTray()
    const about = { agentId: 'me', callSid: 'CA1', offer: 'CA1', caller: 'Ada' }
    await tray.show({
      title: 'New call',
      body: '',
      tag: 'CA1',
      actions: [],
      stays: true,
      silent: false,
      about,
    })
    return tray
  }

  test('shows plain notifications, and closes those of calls that are gone', async () => {
    const closed: string[] = []
    class Plain {
      static permission = 'granted'
      onclose = () => {}
      constructor(readonly title: string) {}
      close() {
        closed.push(this.title)
        this.onclose()
      }
    }
    vi.stubGlobal('Notification', Plain)
    const tray = await show()
    await tray.closeAllBut(() => true)
    expect(closed).toEqual([])
    await tray.closeAllBut(() => false)
    await tray.closeAllBut(() => false)
    expect(closed).toEqual(['New call'])
  })

  test('shows none, without an error, where they are not allowed', async () => {
    vi.stubGlobal('Notification', class {})
    await show()
    Reflect.deleteProperty(globalThis, 'Notification')
    await show()
  })
})

describe('notifications of several tabs', () => {
  /** The browser's own wait is real; only who holds the lock is played. */
  const lockedBy = (
    request: (name: string, options: { signal: AbortSignal }, work: () => unknown) => unknown,
  ) => vi.stubGlobal('navigator', { locks: { request } })

  test('are worked at one after the other', async () => {
    const turns: string[] = []
    lockedBy(async (name, _, work) => {
      turns.push(name)
      return work()
    })
    expect(await inTurn(async () => 'shown')).toBe('shown')
    expect(turns).toEqual([NOTIFICATION_LOCK])
  })

  test('are shown all the same when another tab hangs', async () => {
    lockedBy((_, { signal }) => new Promise((__, reject) => signal.addEventListener('abort', reject)))
    expect(await inTurn(async () => 'shown')).toBe('shown')
  })

  test('are not shown twice when the browser refuses one', async () => {
    const refused = vi.fn().mockRejectedValue(new Error('Not allowed'))
    lockedBy(async (_, __, work) => work())
    await expect(inTurn(refused)).rejects.toThrow('Not allowed')
    expect(refused).toHaveBeenCalledTimes(1)
  })
})

describe('a click on a notification', () => {
  const desks: { stop: () => void }[] = []
  afterEach(() => {
    for (const { stop } of desks.splice(0)) stop()
    vi.useRealTimers()
  })

  /** A desk of `me`, whose softphone is registered unless it is told otherwise. */
  function desk({ registers = true, command = async () => true } = {}) {
    const store = createDeskStore('me')
    const notices = createNoticeStore()
    const stream = createStreamStore()
    const done: string[] = []
    let register = () => {}
    const device = fromCallback<SoftphoneEvent, undefined, DeviceEvent>(({ sendBack }) => {
      register = () => sendBack({ type: 'DEVICE_REGISTERED' })
      if (registers) register()
    })
    const softphone = createActor(softphoneMachine.provide({ actors: { device } })).start()
    desks.push({ stop: () => softphone.stop() })
    const clicks = createClicks({
      ...{ desk: store, notices, stream, softphone },
      command: (callSid: string, { type }: CallCommand) => {
        done.push(`${type} ${callSid}`)
        return command()
      },
      openPage: (page) => done.push(`open ${page}`),
      isSeen: () => false,
      now: () => NOON + 1_000,
    })
    const snapshot = (...calls: CallView[]) =>
      store.trigger.snapshotReceived({
        snapshot: { calls, agents: [ann], serverTime: at(0), consoleId: 'console', protocol: 1 },
      })
    const said = () =>
      notices.getSnapshot().context.list.map(({ title, details }) => [title, ...details].join('. '))
    return { clicks, snapshot, done, said, notices, softphone, stream, register: () => register() }
  }
  const NOON = Date.parse(at(0))
  const ann = {
    ...{ agentId: 'ann', name: 'Ann', rev: 1, presence: 'available' as const },
    ...{ callSid: null, since: at(0), rings: null },
  }
  const about = { agentId: 'me', callSid: 'CA1', offer: 'CA1 new', caller: 'Nora Hall' }
  const click = (action: NotificationClick['action'], part: Partial<NotificationClick> = {}) => ({
    ...{ type: 'clicked' as const, action, about, at: NOON },
    ...part,
  })

  test('answers or declines the call, or shows the desk', async () => {
    const { clicks, snapshot, done, said, softphone } = desk()
    softphone.send({ type: 'REGISTER' })
    snapshot(ringingCall())
    for (const action of ['show', 'decline', 'answer'] as const) await clicks.clicked(click(action))
    expect([done, said()]).toEqual([['open desk', 'decline CA1', 'claim CA1'], []])
  })

  test.each<[string, CallView | null, string]>([
    ['has ended', endedCall('abandoned'), 'The call has ended'],
    ['is not known any more', null, 'The call has ended'],
    ['was answered by a colleague', talkingCall('ann'), 'Ann has the call'],
    ['is the agent’s own already', talkingCall('me'), 'You have it already'],
    ['waits in the lot', parkedCall('ann'), 'The caller waits in slot 3'],
    ['is at the voicemail', callView({ state: 'voicemail.recording' }), 'The caller is at the voicemail'],
    ['rings at colleagues alone', ringingCall({ offeredTo: ['ann'] }), 'It rings at colleagues now'],
  ])('says what became of a call that %s, and changes nothing', async (_, call, why) => {
    const { clicks, snapshot, done, said } = desk()
    snapshot(...(call ? [call] : []))
    for (const action of ['answer', 'decline', 'show'] as const) await clicks.clicked(click(action))
    expect(done).toEqual([])
    expect(said()).toEqual([
      `Not answered: Nora Hall. ${why}`,
      `Not declined: Nora Hall. ${why}`,
      `No longer rings here: Nora Hall. ${why}`,
    ])
  })

  test('says what the desk has already said of the call', async () => {
    const { clicks, snapshot, said, notices } = desk()
    snapshot()
    notices.trigger.show({ title: 'The caller hung up', tone: 'plain', callSid: 'CA1' })
    await clicks.clicked(click('answer'))
    expect(said()).toContain('Not answered: Nora Hall. The caller hung up')
  })

  test('waits for the calls and the line of a desk that it has opened', async () => {
    const { clicks, snapshot, done, register } = desk({ registers: false })
    const clicked = clicks.clicked(click('answer'))
    await Promise.resolve()
    snapshot(ringingCall())
    await vi.waitFor(() => expect(done).toEqual([]))
    register()
    await clicked
    expect(done).toEqual(['claim CA1'])
  })

  test('takes no caller from colleagues at a desk that gets no line', async () => {
    vi.useFakeTimers()
    const { clicks, snapshot, done, said } = desk({ registers: false })
    snapshot(ringingCall())
    const clicked = clicks.clicked(click('answer'))
    await vi.advanceTimersByTimeAsync(11_000)
    await clicked
    expect([done, said().length]).toEqual([[], 1])
    expect(said()[0]).toContain('no line to the carrier')
  })

  test('says so when the call has gone while the line was made', async () => {
    const { clicks, snapshot, done, said, register } = desk({ registers: false })
    snapshot(ringingCall())
    const clicked = clicks.clicked(click('answer'))
    snapshot()
    register()
    await clicked
    expect([done, said()]).toEqual([[], ['Not answered: Nora Hall. The call has ended']])
  })

  test('that a frozen tab hears too late, and one for another agent, do nothing', async () => {
    const { clicks, snapshot, done, said } = desk()
    snapshot(ringingCall())
    await clicks.clicked(click('answer', { at: NOON - 60_000 }))
    await clicks.clicked(click('answer', { about: { ...about, agentId: 'ann' } }))
    expect([done, said()]).toEqual([
      [],
      [
        'Not answered: Nora Hall. This tab slept when you clicked. It still rings.',
        'That notification was for another agent',
      ],
    ])
  })

  test('that is about this browser opens its checks', async () => {
    const { clicks, done } = desk()
    await clicks.clicked(click('show', { about: { ...about, callSid: null } }))
    expect(done).toEqual(['open ready'])
  })

  test('belongs to the tab with the line, then to the one that makes the sound', () => {
    const [other, appointed, withLine] = [desk(), desk(), desk()]
    appointed.stream.trigger.appointedChanged({ appointed: true })
    withLine.softphone.send({ type: 'REGISTER' })
    const ranks = [other, appointed, withLine].map(({ clicks }) => clicks.rank())
    expect(ranks.toSorted((a, b) => a - b)).toEqual(ranks)
    expect(new Set(ranks).size).toBe(3)
  })
})
