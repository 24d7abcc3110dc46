import { beforeEach, describe, expect, test, vi } from 'vitest'
import { createActor, fromCallback } from 'xstate'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import type {
  DeviceEvent,
  LegEvent,
  LegInput,
  LegInstruction,
  LineTestEvent,
  SoftphoneEvent,
} from '../../../machines/softphone/events.ts'
import { softphoneMachine } from '../../../machines/softphone/machine.ts'
import { legCallSid, softphoneStatus } from '../../../machines/softphone/status.ts'
import { wantedLeg } from '../../../web/softphone/wanted-leg.ts'
import { callView, ringingCall, talkingCall, transferringCall } from './calls.ts'

/** The machine with a device and legs that only record what the machine tells them. */
function softphone() {
  const log: string[] = []
  let tellLeg: (news: LegEvent) => void = () => {}
  let tellDevice: (news: DeviceEvent) => void = () => {}
  let tellTest: (news: LineTestEvent) => void = () => {}
  const machine = softphoneMachine.provide({
    actors: {
      device: fromCallback<SoftphoneEvent, undefined, DeviceEvent>(({ sendBack }) => {
        log.push('device up')
        tellDevice = sendBack
        return () => log.push('device down')
      }),
      leg: fromCallback<LegInstruction, LegInput, LegEvent>(({ input, sendBack, receive }) => {
        log.push(input.colleague === null ? `dial ${input.callSid}` : `call ${input.colleague}`)
        if (!input.measured) log.push('unmeasured')
        tellLeg = sendBack
        receive((order) =>
          log.push(order.type === 'DIGITS' ? `keys ${order.digits}` : order.muted ? 'mute' : 'unmute'),
        )
        return () => log.push(`drop ${input.callSid}`)
      }),
      lineTest: fromCallback<SoftphoneEvent, undefined, LineTestEvent>(({ sendBack }) => {
        log.push('test the line')
        tellTest = sendBack
        return () => log.push('test over')
      }),
    },
  })
  const actor = createActor(machine).start()
  const taken: string[] = []
  actor.on('microphoneTaken', ({ name }) => taken.push(name))
  const heard: string[] = []
  actor.on('digitsSent', ({ digits }) => heard.push(digits))
  return {
    taken,
    heard,
    log,
    send: actor.send,
    leg: (news: LegEvent) => tellLeg(news),
    device: (news: DeviceEvent) => tellDevice(news),
    lineTest: (news: LineTestEvent) => tellTest(news),
    want: (callSid: string | null, join = true) =>
      actor.send({ type: 'WANT', wanted: callSid === null ? null : { callSid, join } }),
    status: () => softphoneStatus(actor.getSnapshot()),
    on: () => legCallSid(actor.getSnapshot()),
    context: () => actor.getSnapshot().context,
  }
}

let phone: ReturnType<typeof softphone>

function ready() {
  phone.send({ type: 'REGISTER' })
  phone.device({ type: 'DEVICE_REGISTERED' })
}
function onCall(callSid = 'CA1') {
  ready()
  phone.want(callSid)
  phone.leg({ type: 'LEG_ACCEPTED' })
}

beforeEach(() => {
  phone = softphone()
})

describe('the telephone of a browser', () => {
  test('waits for a click, registers, and says when it is ready', () => {
    expect(phone.status()).toBe('idle')
    phone.send({ type: 'REGISTER' })
    expect(phone.status()).toBe('registering')
    phone.device({ type: 'DEVICE_REGISTERED' })
    expect(phone.status()).toBe('ready')
  })

  test('dials a call that became its own, and drops it at once when it is no longer wanted', () => {
    onCall()
    expect(phone.status()).toBe('onCall')
    phone.want(null)
    expect(phone.status()).toBe('ready')
    expect(phone.log).toEqual(['device up', 'dial CA1', 'drop CA1'])
  })

  test('measures no leg on which a supervisor hears others, also where the same agent has just talked on that call', () => {
    onCall()
    phone.send({ type: 'WANT', wanted: null })
    phone.send({ type: 'WANT', wanted: { callSid: 'CA1', join: true, supervises: true } })
    expect(phone.log.slice(-3)).toEqual(['drop CA1', 'dial CA1', 'unmeasured'])
  })

  test('keeps its leg when the call is held, and never dials a call that only goes on', () => {
    onCall()
    phone.want('CA1', false)
    expect(phone.status()).toBe('onCall')
    phone.want(null)
    phone.want('CA2', false)
    expect(phone.status()).toBe('ready')
    expect(phone.log).not.toContain('dial CA2')
  })

  test('drops the leg of a held call before it dials the next', () => {
    onCall()
    phone.want('CA1', false)
    phone.want('CA2')
    expect(phone.log).toEqual(['device up', 'dial CA1', 'drop CA1', 'dial CA2'])
    expect(phone.on()).toBe('CA2')
  })

  test('dials without waiting to be registered: a leg needs no registration', () => {
    phone.send({ type: 'REGISTER' })
    phone.want('CA1')
    expect(phone.status()).toBe('joining')
  })

  test('dials on the click when the call was there before it', () => {
    phone.want('CA1')
    expect(phone.log).toEqual([])
    phone.send({ type: 'REGISTER' })
    expect(phone.log).toEqual(['device up', 'dial CA1'])
  })

  test('goes on without a microphone, says so, and says which one it has taken instead', () => {
    onCall()
    phone.leg({ type: 'MICROPHONE_GONE' })
    expect([phone.status(), phone.context().microphoneGone]).toEqual(['onCall', true])
    phone.leg({ type: 'MICROPHONE_TAKEN', name: 'Webcam' })
    expect([phone.context().microphoneGone, phone.taken]).toEqual([false, ['Webcam']])
  })

  test('knows while there is nothing to hear with', () => {
    onCall()
    phone.leg({ type: 'OUTPUT_GONE' })
    expect([phone.status(), phone.context().outputGone]).toEqual(['onCall', true])
    phone.leg({ type: 'OUTPUT_BACK' })
    expect(phone.context().outputGone).toBe(false)
  })

  test('keeps what is wrong with a line until it is over, and nothing of it for the next call', () => {
    onCall()
    for (const name of ['high-rtt', 'low-mos', 'high-rtt']) phone.leg({ type: 'WARNING', name })
    expect(phone.context().warnings).toEqual(['high-rtt', 'low-mos'])
    phone.leg({ type: 'WARNING_CLEARED', name: 'low-mos' })
    expect(phone.context().warnings).toEqual(['high-rtt'])
    phone.leg({ type: 'MICROPHONE_GONE' })
    phone.want('CA2')
    expect([phone.on(), phone.context().warnings, phone.context().microphoneGone]).toEqual(['CA2', [], false])
  })

  test('tests the line, and stops as soon as a call is wanted', () => {
    phone.send({ type: 'TEST_LINE' })
    expect(phone.log).toEqual([])
    ready()
    phone.send({ type: 'TEST_LINE' })
    expect(phone.status()).toBe('testing')
    phone.lineTest({ type: 'LINE_TESTED', ok: true, words: '23 ms' })
    expect([phone.status(), phone.context().lineTest]).toEqual(['ready', { ok: true, words: '23 ms' }])
    phone.send({ type: 'TEST_LINE' })
    phone.want('CA1')
    expect(phone.status()).toBe('joining')
    expect(phone.log).toEqual([
      'device up',
      'test the line',
      'test over',
      'test the line',
      'test over',
      'dial CA1',
    ])
  })

  test('shows a join that failed, and tries again when asked', () => {
    ready()
    phone.want('CA1')
    phone.leg({ type: 'LEG_FAILED', trouble: 'No microphone was found.' })
    expect(phone.status()).toBe('joinFailed')
    expect(phone.context().trouble).toBe('No microphone was found.')
    phone.want('CA1')
    expect(phone.status()).toBe('joinFailed')
    phone.send({ type: 'RETRY' })
    expect(phone.status()).toBe('joining')
    expect(phone.context().trouble).toBeNull()
  })

  test('does not keep dialling when its leg is rejected', () => {
    onCall()
    phone.leg({ type: 'LEG_ENDED' })
    phone.want('CA1')
    expect(phone.status()).toBe('joinFailed')
    expect(phone.log.filter((it) => it === 'dial CA1')).toHaveLength(1)
  })

  test('is ready again when the server ends a leg that had arrived', () => {
    onCall()
    phone.want('CA1', false)
    phone.leg({ type: 'LEG_ENDED' })
    expect(phone.status()).toBe('ready')
  })

  test('mutes its leg, and forgets it with the next call', () => {
    onCall()
    phone.send({ type: 'MUTE', muted: true })
    expect(phone.log.at(-1)).toBe('mute')
    expect(phone.context().muted).toBe(true)
    phone.want('CA2')
    expect(phone.context().muted).toBe(false)
  })

  test('cannot be muted without a call', () => {
    ready()
    phone.send({ type: 'MUTE', muted: true })
    expect(phone.context().muted).toBe(false)
  })

  test('says that media reconnects', () => {
    onCall()
    phone.leg({ type: 'LEG_RECONNECTING' })
    expect(phone.status()).toBe('reconnecting')
    phone.leg({ type: 'LEG_RECONNECTED' })
    expect(phone.status()).toBe('onCall')
  })

  test('keeps talking when the device fails, and builds a new one after the call', () => {
    vi.useFakeTimers()
    try {
      phone = softphone()
      onCall()
      phone.want('CA1', false)
      phone.device({ type: 'DEVICE_FAILED', trouble: 'gone' })
      expect(phone.status()).toBe('onCall')
      phone.want(null)
      expect(phone.status()).toBe('failed')
      vi.advanceTimersByTime(5_000)
      expect(phone.status()).toBe('registering')
      expect(phone.log).toEqual(['device up', 'dial CA1', 'drop CA1', 'device down', 'device up'])
    } finally {
      vi.useRealTimers()
    }
  })

  test('says that it lost its registration, and gets it back', () => {
    ready()
    phone.device({ type: 'DEVICE_UNREGISTERED' })
    expect(phone.status()).toBe('registering')
    phone.device({ type: 'DEVICE_REGISTERED' })
    expect(phone.status()).toBe('ready')
  })

  test('makes its device again when that only waits for the line, and never under a leg', () => {
    ready()
    phone.device({ type: 'DEVICE_UNREGISTERED' })
    phone.device({ type: 'DEVICE_WAITS' })
    expect(phone.log).toEqual(['device up', 'device down', 'device up'])
    onCall()
    phone.device({ type: 'DEVICE_WAITS' })
    expect(phone.log).toEqual(['device up', 'device down', 'device up', 'dial CA1'])
  })

  test('ends with the session', () => {
    onCall()
    phone.send({ type: 'SIGN_OUT' })
    expect(phone.status()).toBe('idle')
    expect(phone.log.slice(-2)).toEqual(['drop CA1', 'device down'])
  })
})

describe('which call a browser connects to', () => {
  test('one that was claimed is to be joined', () => {
    const calls = [ringingCall(), talkingCall('me', { callSid: 'CA2', state: 'active.connecting' })]
    expect(wantedLeg(calls, 'me', null)).toEqual({ callSid: 'CA2', join: true })
  })

  test('one that others talk on is joined by its supervisor, and nobody is told how that leg sounded', () => {
    const supervision = { by: 'me', mode: 'listen', at: new Date().toISOString(), joined: false } as const
    const legs = [false, true].map((joined) =>
      wantedLeg([talkingCall('ann', { supervision: { ...supervision, joined } })], 'me', null),
    )
    expect(legs).toEqual([
      { callSid: 'CA1', join: true, supervises: true },
      { callSid: 'CA1', join: false, supervises: true },
    ])
    expect(wantedLeg([talkingCall('ann', { supervision })], 'bob', null)).toBeNull()
  })

  test('a call that is talking is kept, not dialled', () => {
    expect(wantedLeg([talkingCall('me')], 'me', null)).toEqual({ callSid: 'CA1', join: false })
  })

  test('a held call is kept while its leg is here, and gives way to the next', () => {
    const held = talkingCall('me', { state: 'active.held' })
    expect(wantedLeg([held], 'me', 'CA1')).toEqual({ callSid: 'CA1', join: false })
    expect(wantedLeg([held], 'me', null)).toBeNull()
    const next = talkingCall('me', { callSid: 'CA2', state: 'active.connecting' })
    expect(wantedLeg([held, next], 'me', 'CA1')).toEqual({ callSid: 'CA2', join: true })
  })

  test('the colleague who is consulted joins, the sender stays', () => {
    const consulting = transferringCall('agent:ann', 'consult', { state: 'transferring.consulting' })
    expect(wantedLeg([consulting], 'ann', null)).toEqual({ callSid: 'CA1', join: true })
    expect(wantedLeg([consulting], 'me', 'CA1')).toEqual({ callSid: 'CA1', join: false })
  })

  test('it connects neither to calls of other agents nor to a blind transfer that was sent', () => {
    expect(wantedLeg([talkingCall('ann'), transferringCall('agent:ann', 'blind')], 'me', 'CA1')).toBeNull()
  })
})

describe('a call to a colleague', () => {
  const mine = (part: Partial<CallView> = {}) =>
    callView({
      state: 'ringing.calling',
      direction: 'internal',
      callerNumber: 'agent:me',
      calledNumber: 'agent:ann',
      offeredTo: ['ann'],
      ...part,
    })

  test('is made by this browser’s own leg, which the desk then shows as a call', () => {
    ready()
    phone.send({ type: 'CALL', colleague: 'ann' })
    expect(phone.log.at(-1)).toBe('call ann')
    phone.want(null)
    phone.leg({ type: 'LEG_ACCEPTED' })
    phone.want('CA1', false)
    phone.want('CA1', false)
    expect([phone.status(), phone.on(), phone.context().calling]).toEqual(['onCall', 'CA1', null])
    phone.want(null)
    expect(phone.log.at(-1)).toBe('drop ')
    expect(phone.status()).toBe('ready')
  })

  test('that was rejected leaves the softphone ready, with nothing to try again', () => {
    ready()
    phone.send({ type: 'CALL', colleague: 'ann' })
    phone.leg({ type: 'LEG_ENDED' })
    expect([phone.status(), phone.context().calling, phone.context().trouble]).toEqual(['ready', null, null])
    phone.send({ type: 'CALL', colleague: 'ann' })
    phone.leg({ type: 'LEG_FAILED', trouble: 'No microphone was found.' })
    expect([phone.status(), phone.context().trouble]).toEqual(['ready', 'No microphone was found.'])
  })

  test('gives way to a call that this agent has claimed since', () => {
    ready()
    phone.send({ type: 'CALL', colleague: 'ann' })
    phone.want('CA2')
    expect(phone.log.slice(-2)).toEqual(['drop ', 'dial CA2'])
  })

  test('keeps its leg until the call ends, with every agent who has it', () => {
    for (const state of ['ringing.calling', 'active.talking', 'active.held', 'parked.waiting'])
      expect(wantedLeg([mine({ state, status: state.split('.')[0] as 'active' })], 'me', null)).toEqual({
        callSid: 'CA1',
        join: false,
      })
    expect(wantedLeg([mine({ state: 'ended', status: 'ended' })], 'me', null)).toBeNull()
    expect(wantedLeg([mine()], 'ann', null)).toBeNull()
  })
})

test('a number that is being called is joined at once', () => {
  const dialling = callView({ state: 'active.dialling', direction: 'outbound', agentId: 'me' })
  expect(wantedLeg([dialling], 'me', null)).toEqual({ callSid: 'CA1', join: true })
})

test('keys are sent on the connected leg', () => {
  onCall()
  phone.send({ type: 'DIGITS', digits: '5' })
  expect(phone.log.at(-1)).toBe('keys 5')
})

describe('keys that the other side hears', () => {
  beforeEach(() => onCall())

  test('are sent on the leg, shown once they are sent, and told to be heard', () => {
    phone.send({ type: 'DIGITS', digits: '4' })
    expect([phone.log.at(-1), phone.context().digits.sent]).toEqual(['keys 4', ''])
    phone.leg({ type: 'DIGITS_SENT', digits: '4' })
    phone.leg({ type: 'DIGITS_SENT', digits: '2#' })
    expect([phone.context().digits, phone.heard]).toEqual([{ sent: '42#', trouble: null }, ['4', '2#']])
  })

  test('that were not sent say why, until others are', () => {
    phone.leg({ type: 'DIGITS_SENT', digits: '4' })
    phone.leg({ type: 'DIGITS_FAILED', trouble: 'no line' })
    expect(phone.context().digits).toEqual({ sent: '4', trouble: 'no line' })
    phone.leg({ type: 'DIGITS_SENT', digits: '2' })
    expect(phone.context().digits).toEqual({ sent: '42', trouble: null })
  })

  test('do not go out while the leg is reconnecting, and are forgotten with the leg', () => {
    phone.leg({ type: 'LEG_RECONNECTING' })
    const before = phone.log.length
    phone.send({ type: 'DIGITS', digits: '1' })
    expect([phone.log.length, phone.context().digits.trouble]).toEqual([before, 'the line is not connected'])
    phone.leg({ type: 'LEG_RECONNECTED' })
    phone.leg({ type: 'DIGITS_SENT', digits: '1' })
    phone.want(null)
    expect(phone.context().digits).toEqual({ sent: '', trouble: null })
  })
})
