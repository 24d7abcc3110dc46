import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiRefusal, ServerUnreachable } from '../../../web/api/request.ts'
import { deskSectionsOf } from '../../../web/calls/desk-sections.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { createStreamStore } from '../../../web/feed/stream-store.ts'
import { createPageStore } from '../../../web/ready/page-store.ts'
import { createAcknowledgements } from '../../../web/ring/acknowledge.ts'
import { followRinging } from '../../../web/ring/follow-ringing.ts'
import { RingtonePlayer } from '../../../web/ring/ringtone-player.ts'
import { samplesOf } from '../../../web/ring/ringtone-samples.ts'
import { ringtones } from '../../../web/ring/ringtones.ts'
import { startSoftphone } from '../../../web/softphone/softphone.ts'
import { at, ringingCall } from './calls.ts'

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
    await rings({ rev: 5, transfer: { from: 'ann', to: 'agent:me', kind: 'blind', at: at(9) } })
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

describe('a fault of the browser', () => {
  /** Follows a desk with a ringer and a browser of the test's own. @returns whether the desk's own follower had the call */
  function followedWith(ringer: RingtonePlayer): boolean {
    vi.stubGlobal('window', globalThis)
    vi.stubGlobal('document', { visibilityState: 'hidden' })
    const desk = createDeskStore('me')
    const { softphone, stop } = startSoftphone(desk, 'agent')
    const stream = createStreamStore()
    stream.trigger.appointedChanged({ appointed: true })
    const stopRinging = followRinging({
      desk,
      softphone,
      ringer,
      page: createPageStore(true),
      stream,
    })
    let drawn = false
    desk.subscribe(({ context }) => {
      drawn = context.sections.ringing.length === 1
    })
    desk.trigger.callReceived({ call: ringingCall() })
    stopRinging()
    stop()
    vi.unstubAllGlobals()
    return drawn
  }

  test('that shows no notification keeps no card from the screen', () => {
    const warned = vi.spyOn(console, 'warn').mockReturnValue()
    vi.stubGlobal(
      'Notification',
      Object.assign(
        class {
          constructor() {
            throw new TypeError('Illegal constructor. Use ServiceWorkerRegistration.showNotification()')
          }
        },
        { permission: 'granted' },
      ),
    )
    expect(followedWith(new RingtonePlayer())).toBe(true)
    expect(warned).toHaveBeenCalledOnce()
  })

  test('that makes no sound keeps no card from the screen', () => {
    const complained = vi.spyOn(console, 'error').mockReturnValue()
    const ringer = new RingtonePlayer()
    vi.spyOn(ringer, 'ring').mockImplementation((kind) => {
      if (kind !== null) throw new DOMException('The audio hardware is gone', 'InvalidStateError')
    })
    expect(followedWith(ringer)).toBe(true)
    expect(complained).toHaveBeenCalledOnce()
  })
})

test('each ring has its notes, its silence and no click at the end of a note', () => {
  for (const ringtone of Object.values(ringtones)) {
    const samples = samplesOf(ringtone, 8_000)
    expect(samples).toHaveLength(ringtone.everyMs * 8)
    const loudest = samples.reduce((most, it) => Math.max(most, Math.abs(it)), 0)
    expect(loudest).toBeGreaterThan(0.9)
    expect(loudest).toBeLessThanOrEqual(1)
    expect(samples.at(-1)).toBe(0)
    const steepest = samples.reduce((most, it, n) => Math.max(most, Math.abs(it - (samples[n - 1] ?? 0))), 0)
    // A cut note would jump from full scale to zero.
    expect(steepest).toBeLessThan(0.8)
  }
})
