import '../../setup/language/english.ts'
import fc from 'fast-check'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { WAITS } from '../../../coordinator/protocol/session.ts'
import { ApiRefusal, ServerUnreachable } from '../../../web/api/request.ts'
import { deskSectionsOf } from '../../../web/calls/desk-sections.ts'
import { createDeviceStore } from '../../../web/devices/device-store.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createStreamStore } from '../../../web/feed/stream-store.ts'
import { createPageStore } from '../../../web/ready/page-store.ts'
import { createAcknowledgements } from '../../../web/ring/acknowledge.ts'
import { followRinging } from '../../../web/ring/follow-ringing.ts'
import { RingtonePlayer } from '../../../web/ring/ringtone-player.ts'
import { samplesOf } from '../../../web/ring/ringtone-samples.ts'
import { ringtones, WAITING_NOTE } from '../../../web/ring/ringtones.ts'
import { type Rounds, roundsOf } from '../../../web/ring/rounds.ts'
import { toneFor } from '../../../web/ring/tone-for.ts'
import { startSoftphone } from '../../../web/softphone/softphone.ts'
import { at, ringingCall, talkingCall } from './calls.ts'

const ringing = (...calls: Parameters<typeof ringingCall>[0][]) =>
  deskSectionsOf(calls.map(ringingCall), 'me', new Set()).ringing

describe('a ring is acknowledged', () => {
  let sent: string[]
  let answer: () => Promise<unknown>
  let due: (() => void)[]
  /** The time has come to send again what was not answered. */
  const again = () => {
    for (const work of due.splice(0)) work()
  }
  let acknowledgements: ReturnType<typeof createAcknowledgements>
  /** Tells what rings, and waits for the answer of the server. */
  const rings = async (...calls: Parameters<typeof ringingCall>[0][]) => {
    acknowledgements.keepOnly(ringing(...calls))
    acknowledgements.ringsFor(ringing(...calls), 'console-1')
    await vi.waitFor(() => undefined)
  }

  beforeEach(() => {
    sent = []
    answer = async () => null
    due = []
    acknowledgements = createAcknowledgements(
      (callSid, { consoleId }) => {
        sent.push(`${callSid} ${consoleId}`)
        return answer()
      },
      (_, work) => due.push(work),
    )
  })

  test('once for each offer, however often the call changes', async () => {
    await rings({ rev: 1 })
    await rings({ rev: 2 }, { callSid: 'CA2' })
    await rings({ rev: 3 }, { callSid: 'CA2', rev: 2 })
    expect(sent).toEqual(['CA1 console-1', 'CA2 console-1'])
  })

  test('again when the call is offered again', async () => {
    await rings({ rev: 1 })
    await rings()
    await rings({ rev: 4 })
    await rings({
      rev: 5,
      transfer: { from: 'ann', to: 'agent:me', kind: 'blind', at: at(9), joined: false },
    })
    expect(sent).toHaveLength(3)
  })

  test('again while it rings when nobody answered or Redis was away, and not when the server refused', async () => {
    const problem = { type: 'about:blank', title: '', status: 503, code: 'unavailable', detail: '' } as const
    answer = () => Promise.reject(new ServerUnreachable('no answer'))
    await rings({ rev: 1 })
    answer = () => Promise.reject(new ApiRefusal(problem, 1))
    again()
    await vi.waitFor(() => expect(sent).toHaveLength(2))
    answer = () => Promise.reject(new ApiRefusal({ ...problem, status: 410, code: 'call_ended' }, null))
    again()
    await vi.waitFor(() => expect(sent).toHaveLength(3))
    again()
    expect(sent).toHaveLength(3)
  })

  test('not again once it rings no more', async () => {
    answer = () => Promise.reject(new ServerUnreachable('no answer'))
    await rings({ rev: 1 })
    await rings()
    again()
    expect(sent).toHaveLength(1)
  })
})

/** Follows a desk as a tab that is appointed, on a page that can do all that a ring needs. */
function followed(ringer: RingtonePlayer) {
  const desk = createDeskStore('me')
  const { softphone, stop } = startSoftphone(desk, 'agent', createDeviceStore())
  const stream = createStreamStore()
  stream.trigger.appointedChanged({ appointed: true })
  const page = createPageStore(true)
  const stopRinging = followRinging({ desk, softphone, ringer, page, stream, waits: () => WAITS })
  onTestFinished(() => {
    stopRinging()
    stop()
  })
  return { desk, page, receive: (call: CallView) => desk.trigger.callReceived({ call }) }
}

test('a browser that makes no sound keeps no card from the screen', () => {
  const complained = vi.spyOn(console, 'error').mockReturnValue()
  const ringer = new RingtonePlayer()
  vi.spyOn(ringer, 'ring').mockImplementation((ring) => {
    if (ring !== null) throw new DOMException('The audio hardware is gone', 'InvalidStateError')
  })
  const { desk, receive } = followed(ringer)
  let drawn = false
  desk.subscribe(({ context }) => {
    drawn = context.sections.ringing.length === 1
  })
  receive(ringingCall())
  expect(drawn).toBe(true)
  expect(complained).toHaveBeenCalledOnce()
})

test('a desk is silent in quiet hours, and rings when they end while the call still rings', () => {
  const ringer = new RingtonePlayer()
  const rung = vi.spyOn(ringer, 'ring')
  const last = () => rung.mock.lastCall?.[0]?.tone ?? null
  const { page, receive } = followed(ringer)
  page.trigger.quietSeen({ until: 5 })
  receive(ringingCall())
  expect(last()).toBeNull()
  page.trigger.quietSeen({ until: null })
  expect(last()).toBe('new')
  page.trigger.quietSeen({ until: 9 })
  expect(last()).toBeNull()
})

describe('an agent who talks', () => {
  const talking = talkingCall('me', { callSid: 'CA0' })
  let notes: number
  let ringer: RingtonePlayer
  let tone: string | null

  beforeEach(() => {
    notes = 0
    tone = null
    ringer = new RingtonePlayer()
    vi.spyOn(ringer, 'tellThatOneWaits').mockImplementation(() => {
      notes += 1
    })
    vi.spyOn(ringer, 'ring').mockImplementation((ring) => {
      tone = ring?.tone ?? null
    })
  })

  test('hears one soft note for each caller who begins to wait, and no ring', () => {
    const { receive } = followed(ringer)
    receive(talking)
    receive(ringingCall({ callSid: 'CA1' }))
    receive(ringingCall({ callSid: 'CA1', rev: 2 }))
    expect([notes, tone]).toEqual([1, null])
    receive(ringingCall({ callSid: 'CA2', offeredTo: [] }))
    expect(notes).toBe(2)
  })

  test('hears nothing for a call that rings at colleagues, for one heard before, and in quiet hours', () => {
    const { page, receive } = followed(ringer)
    receive(ringingCall({ callSid: 'CA1' }))
    receive(talking)
    receive(ringingCall({ callSid: 'CA1', rev: 2, offeredTo: ['ann'] }))
    receive(ringingCall({ callSid: 'CA2', offeredTo: ['ann'] }))
    receive(ringingCall({ callSid: 'CA1', rev: 3, offeredTo: [] }))
    expect(notes).toBe(0)
    page.trigger.quietSeen({ until: 5 })
    receive(ringingCall({ callSid: 'CA3', offeredTo: [] }))
    expect(notes).toBe(0)
    page.trigger.quietSeen({ until: null })
    receive(ringingCall({ callSid: 'CA2', rev: 2, offeredTo: [] }))
    expect(notes).toBe(1)
  })
})

describe('the tone', () => {
  const vip = { id: 'c1', name: 'Nora', organisation: null, vip: true, blocked: false, others: 0 }
  const tone = (...calls: Parameters<typeof ringingCall>[0][]) => toneFor(ringing(...calls))

  test('of a VIP is one of its own, where the number is not denied', () => {
    expect(tone({ contact: vip })?.tone).toBe('vip')
    expect(tone({ contact: vip, unconfirmed: 'failed' })?.tone).toBe('new')
    expect(tone({ contact: { ...vip, vip: false } })?.tone).toBe('new')
  })

  test('is for the call that matters most, and of those for the one that has rung longest', () => {
    const older = { callSid: 'CA1', createdAt: at(1) }
    const important = { callSid: 'CA2', createdAt: at(3), contact: vip }
    expect(tone(older, { callSid: 'CA3', createdAt: at(5) })?.ringing.call.callSid).toBe('CA1')
    expect(tone(older, important)).toMatchObject({ tone: 'vip', ringing: { call: { callSid: 'CA2' } } })
    const mine = {
      callSid: 'CA4',
      transfer: { from: 'ann', to: 'agent:me', kind: 'blind' as const, at: at(9), joined: false },
    }
    expect(tone(older, important, mine)?.tone).toBe('transferred')
    expect(tone()).toBeNull()
  })
})

describe('the rounds of a ring', () => {
  const gaps = ({ single, repeatedFrom }: Rounds) =>
    [...single, repeatedFrom].map((it, n, all) => it - (all[n - 1] ?? 0)).slice(1)

  test('come ever sooner, until the wait is too long', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(ringtones)),
        fc.integer({ min: -5_000, max: 200_000 }),
        fc.integer({ min: 1_000, max: 86_400_000 }),
        (ringtone, waitedMs, tooLongMs) => {
          const rounds = roundsOf(ringtone, waitedMs, tooLongMs)
          expect([...rounds.single, rounds.repeatedFrom][0]).toBe(0)
          const between = gaps(rounds)
          for (const [n, gap] of between.entries()) {
            expect(gap).toBeLessThanOrEqual((between[n - 1] ?? ringtone.everyMs / 1_000) + 1e-9)
            expect(gap).toBeGreaterThanOrEqual(ringtone.shortestMs / 1_000 - 1e-9)
          }
          // So many sounds are scheduled at most.
          expect(between.length).toBeLessThan(60)
        },
      ),
    )
  })

  test('begin slow for a new caller, and quick for one who has waited too long', () => {
    const { single, repeatedFrom } = roundsOf(ringtones.new, 0, WAITS.answer.tooLongMs)
    expect(single[1]).toBe(3)
    expect(repeatedFrom).toBeGreaterThan(18)
    expect(roundsOf(ringtones.new, 20_000, WAITS.answer.tooLongMs)).toEqual({ single: [], repeatedFrom: 0 })
  })
})

test('each ring has its notes, its silence and no click at the end of a note', () => {
  for (const ringtone of [...Object.values(ringtones), WAITING_NOTE]) {
    const samples = samplesOf(ringtone, 16_000)
    expect(samples).toHaveLength(ringtone.shortestMs * 16)
    expect(ringtone.shortestMs).toBeLessThanOrEqual(ringtone.everyMs)
    const loudest = samples.reduce((most, it) => Math.max(most, Math.abs(it)), 0)
    expect(loudest).toBeGreaterThan(0.9)
    expect(loudest).toBeLessThanOrEqual(1)
    expect(samples.at(-1)).toBe(0)
    const steepest = samples.reduce((most, it, n) => Math.max(most, Math.abs(it - (samples[n - 1] ?? 0))), 0)
    // A cut note would jump from full scale to zero.
    expect(steepest).toBeLessThan(0.8)
  }
})
