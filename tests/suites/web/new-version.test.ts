import '../../setup/language/english.ts'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createActor, fromCallback } from 'xstate'
import { PROTOCOL } from '../../../coordinator/protocol/feed.ts'
import type {
  DeviceEvent,
  LegEvent,
  LegInput,
  LegInstruction,
  SoftphoneEvent,
} from '../../../machines/softphone/events.ts'
import { softphoneMachine } from '../../../machines/softphone/machine.ts'
import { offerNewVersion } from '../../../web/desk/new-version.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createNoticeStore } from '../../../web/notices/notices.ts'
import { at, parkedCall, ringingCall, talkingCall } from './calls.ts'

const ANOTHER = PROTOCOL + 1
const MINUTE = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A page that nobody touches, as the test describes it. */
function openPage(use: { hidden?: boolean; typing?: boolean; untouchedMs?: number } = {}) {
  const desk = createDeskStore('me', () => Date.parse(at(0)))
  const notices = createNoticeStore()
  const device = fromCallback<SoftphoneEvent, undefined, DeviceEvent>(({ sendBack }) =>
    sendBack({ type: 'DEVICE_REGISTERED' }),
  )
  const leg = fromCallback<LegInstruction, LegInput, LegEvent>(() => undefined)
  const softphone = createActor(softphoneMachine.provide({ actors: { device, leg } })).start()
  softphone.send({ type: 'REGISTER' })
  const touchedAt = Date.now() - (use.untouchedMs ?? 0)
  const reloads: number[] = []
  const opened = Date.now()
  const reload = vi.fn()
  const page = {
    isHidden: () => use.hidden ?? false,
    untouchedMs: () => Date.now() - touchedAt,
    isBeingFilledIn: () => use.typing ?? false,
    sinceOwnReloadMs: () => Date.now() - (reloads.at(-1) ?? 0),
    reloadByItself: () => reloads.push(Date.now()),
    reload,
  }
  const version = offerNewVersion({ desk, softphone, notices, page })
  onTestFinished(() => {
    version.stop()
    softphone.stop()
  })
  const shows = (...calls: ReturnType<typeof ringingCall>[]) =>
    desk.trigger.snapshotReceived({
      snapshot: { calls, agents: [], serverTime: at(0), consoleId: 'console', protocol: PROTOCOL },
    })
  return {
    ...version,
    softphone,
    shows,
    reload,
    /** When the page reloaded by itself, seconds after it was opened. */
    reloaded: () => reloads.map((time) => (time - opened) / 1_000),
    notices: () => notices.getSnapshot().context.list,
  }
}

describe('a page whose server speaks another protocol', () => {
  test('says so once, with a key to reload', () => {
    const page = openPage()
    page.serverSpeaks(PROTOCOL)
    expect(page.notices()).toEqual([])
    page.serverSpeaks(ANOTHER)
    page.serverSpeaks(ANOTHER)
    expect(page.notices()).toMatchObject([{ title: 'A new version is ready', key: { words: 'Reload' } }])
    page.notices()[0]?.key?.press()
    expect(page.reload).toHaveBeenCalledTimes(1)
  })

  test('reloads by itself when nobody has touched it for a minute, and at most once in five', () => {
    const page = openPage()
    page.serverSpeaks(ANOTHER)
    vi.advanceTimersByTime(55_000)
    expect(page.reloaded()).toEqual([])
    vi.advanceTimersByTime(10 * MINUTE)
    expect(page.reloaded()).toEqual([60, 360])
  })

  test('reloads soon when it is hidden, also with callers in the lot', () => {
    const page = openPage({ hidden: true })
    page.shows(parkedCall('me'), talkingCall('ann', { callSid: 'CA2' }))
    page.serverSpeaks(ANOTHER)
    vi.advanceTimersByTime(5_000)
    expect(page.reloaded()).toEqual([5])
  })

  test.each([
    ['is talked on', talkingCall('me')],
    ['is held', talkingCall('me', { state: 'active.held' })],
    ['rings here', ringingCall()],
  ])('does not reload by itself while a call %s, and does afterwards', (_, call) => {
    const page = openPage({ hidden: true, untouchedMs: MINUTE })
    page.shows(call)
    page.serverSpeaks(ANOTHER)
    vi.advanceTimersByTime(60 * MINUTE)
    expect(page.reloaded()).toEqual([])
    page.shows()
    vi.advanceTimersByTime(5_000)
    expect(page.reloaded()).toHaveLength(1)
  })

  test('does not reload by itself while its softphone has a leg or calls a colleague', () => {
    const joined = openPage({ hidden: true })
    joined.softphone.send({ type: 'WANT', wanted: { callSid: 'CA1', join: true } })
    const calls = openPage({ hidden: true })
    calls.softphone.send({ type: 'CALL', colleague: 'ann' })
    for (const page of [joined, calls]) page.serverSpeaks(ANOTHER)
    vi.advanceTimersByTime(60 * MINUTE)
    expect([joined.reloaded(), calls.reloaded()]).toEqual([[], []])
  })

  test('does not reload by itself while somebody types, or when the server speaks its protocol again', () => {
    const typed = openPage({ hidden: true, typing: true })
    typed.serverSpeaks(ANOTHER)
    const again = openPage({ hidden: true })
    again.serverSpeaks(ANOTHER)
    again.serverSpeaks(PROTOCOL)
    vi.advanceTimersByTime(60 * MINUTE)
    expect([typed.reloaded(), again.reloaded()]).toEqual([[], []])
  })
})
