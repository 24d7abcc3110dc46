import { expect, test } from 'vitest'
import {
  CarrierRejected,
  CarrierUnavailable,
  TWILIO_CODES,
} from '../../../coordinator/twilio/carrier-errors.ts'
import { callRecorder } from '../../../coordinator/twilio/record-call.ts'
import { AGENTS, FREE, OneCall, SILENT_CARRIER, SLOTS } from '../machines/one-call.ts'
import { AT } from './command-runner-bench.ts'
import { logInto } from './desk.ts'

const ANN = { by: 'ann', role: 'agent' } as const
const FORBIDDEN = new CarrierRejected(20403, 'Forbidden')

interface Bench {
  /** Twilio lists them from the beginning; `late`, only after its reads have caught up. */
  live?: string[]
  late?: string[]
  /** Redis lost the call, and Twilio has it. */
  adopted?: boolean
  /** The caller is still to be told. */
  announces?: boolean
  /** What happens after some time, in milliseconds. */
  later?: Record<number, (call: OneCall) => void>
  /** Twilio says no to everything but lists. */
  rejects?: CarrierRejected | null
  /** What Twilio says of the caller's leg. */
  status?: string
  /** How long Twilio takes to answer for the first time, in milliseconds. */
  answerMs?: number
}

/** A call that is recorded once its agent talks, and all that Twilio and the call are told, with the time in milliseconds. */
function bench({
  live = [],
  late = [],
  adopted = false,
  announces = false,
  later = {},
  rejects = null,
  status = 'in-progress',
  answerMs = 0,
}: Bench) {
  let passedMs = 0
  let lateMs = answerMs
  const told: string[] = []
  const tell = (what: string) => {
    told.push(`${passedMs} ${what}`)
    if (rejects !== null) throw rejects
  }
  const call = new OneCall({
    ...{ type: adopted ? 'FOUND_LIVE' : 'INBOUND', unwanted: false, ...SILENT_CARRIER },
    ...{ anyoneSignedIn: true, freeAgents: AGENTS, reachableAgents: AGENTS, dueToAcknowledge: AGENTS },
    freeSlots: SLOTS,
    recording: adopted ? null : { rule: 'always', announces },
    reception: { closed: null, greets: false },
    prelude: 'talking',
  })
  const recorder = callRecorder({
    carrier: {
      record: async () => {
        tell('RE9 begins')
        return 'RE9'
      },
      fetchCall: async () => ({ status }) as never,
      setRecording: async (_, sid, to) => {
        tell(`${sid} is ${to}`)
        call.at += lateMs
        lateMs = 0
      },
      recordingsOfCall: async () =>
        [...live, ...(passedMs >= 3_000 ? late : [])].map((sid) => ({
          ...{ sid, isLive: true, isComplete: false, seconds: null, startedAt: AT },
        })) as never,
    },
    calls: {
      state: async () =>
        ({ view: { callSid: 'CA1', endedAt: call.context.endedAt }, snapshot: call.snapshot }) as never,
      send: async (_, event) => {
        if (call.apply(event, FREE).changed) told.push(`${passedMs} ${event.type}`)
        return null as never
      },
    },
    urls: { callRecording: () => '' },
    clock: { now: () => call.at },
    log: logInto([]),
    runtime: {
      after: (ms, run) => {
        const before = passedMs
        passedMs += ms
        call.at += ms
        for (const [at, happens] of Object.entries(later))
          if (before < Number(at) && passedMs >= Number(at)) happens(call)
        queueMicrotask(run)
        return () => undefined
      },
    },
  })
  const command = { id: 'CA1:1:0', callSid: 'CA1', at: AT, type: 'updateRecording' } as const
  return { call, told, update: (isRetry = false) => recorder.update(command, isRetry) }
}

const begun = (call: OneCall) => call.apply({ type: 'RECORDING_STARTED', recordingSid: 'RE1' }, FREE)
const order = (call: OneCall, state: 'on' | 'paused' | 'off') =>
  call.apply({ type: 'RECORD', ...ANN, state }, FREE)

test('before Twilio is asked to record, the call knows that it may', async () => {
  const { told, update } = bench({})
  await update()
  expect(told).toEqual(['0 RECORDING_REQUESTED', '0 RE9 begins', '0 RECORDING_STARTED'])
})

test('a recording that Twilio refuses to begin is not waited for', async () => {
  const { call, told, update } = bench({ rejects: FORBIDDEN })
  await update()
  expect(told).toEqual(['0 RECORDING_REQUESTED', '0 RE9 begins', '0 RECORDING_NOT_BEGUN'])
  expect(call.context.recording).toMatchObject({ recordingSid: null, requested: false })
})

test.each([
  ['a leg that only rings is recorded later', 'ringing', true],
  ['a leg that is over is not', 'completed', false],
] as const)('%s', async (_, status, isRetried) => {
  const { told, update } = bench({ rejects: new CarrierRejected(TWILIO_CODES.notInProgress, ''), status })
  const done = update().then(
    () => null,
    (error: unknown) => error,
  )
  expect((await done) instanceof CarrierUnavailable).toBe(isRetried)
  expect(told).toEqual(['0 RECORDING_REQUESTED', '0 RE9 begins', '0 RECORDING_NOT_BEGUN'])
})

test('the call knows that a recording pauses once Twilio has said so, and that it may go on before Twilio is asked', async () => {
  const { call, told, update } = bench({ live: ['RE1'] })
  begun(call)
  order(call, 'paused')
  await update()
  order(call, 'on')
  await update()
  expect(told).toEqual([
    '0 RE1 is paused',
    '0 RECORDING_SET',
    '0 RECORDING_REQUESTED',
    '0 RE1 is on',
    '0 RECORDING_SET',
  ])
})

test('a pause is sent once more when Twilio may carry out an earlier request to go on after it', async () => {
  const { call, told, update } = bench({ live: ['RE1'] })
  begun(call)
  call.apply({ type: 'RECORDING_REQUESTED', recordingSid: 'RE1' }, FREE)
  order(call, 'paused')
  await update()
  expect(told).toEqual(['0 RE1 is paused', '0 RECORDING_SET', '12000 RE1 is paused', '12000 RECORDING_SET'])
  expect(call.context.recordings).toMatchObject([{ state: 'paused' }])
})

test('what an earlier attempt has asked for may be carried out late: a second attempt tells Twilio once more', async () => {
  const { told, call, update } = bench({
    ...{ live: ['RE1'], later: { 7000: (call) => order(call, 'paused') } },
  })
  begun(call)
  await update(true)
  const on = (ms: number) => [`${ms} RECORDING_REQUESTED`, `${ms} RE1 is on`, `${ms} RECORDING_SET`]
  expect(told).toEqual([...on(0), '7000 RE1 is paused', '7000 RECORDING_SET', '15000 RE1 is paused'])
})

test('a pause that was sent while it might be overtaken proves nothing, however late Twilio answers', async () => {
  const { call, told, update } = bench({ live: ['RE1'], answerMs: 7_000 })
  begun(call)
  call.apply({ type: 'RECORDING_REQUESTED', recordingSid: 'RE1' }, FREE)
  order(call, 'paused')
  call.at += 6_000
  await update()
  expect(told).toEqual(['0 RE1 is paused', '0 RECORDING_SET', '500 RE1 is paused', '500 RECORDING_SET'])
  expect(call.context.recordings).toMatchObject([{ state: 'paused' }])
})

test('a pause waits for no search', async () => {
  const { call, told, update } = bench({ live: ['RE1'], late: ['RE2'] })
  begun(call)
  order(call, 'paused')
  await update(true)
  expect(told.slice(0, 3)).toEqual(['0 RE1 is paused', '0 RECORDING_SET', '3000 RE2 is stopped'])
})

test('what is ordered while a search waits is told to Twilio at once', async () => {
  const { call, told, update } = bench({
    ...{ live: ['RE1'], later: { 700: (call) => order(call, 'paused') } },
  })
  begun(call)
  await update(true)
  expect(told).toEqual([
    '0 RECORDING_REQUESTED',
    '0 RE1 is on',
    '0 RECORDING_SET',
    '1000 RE1 is paused',
    '1000 RECORDING_SET',
    '15000 RE1 is paused',
  ])
})

test.each(['on', 'paused'] as const)('what Twilio rejects is tried again: %s', async (state) => {
  const { call, told, update } = bench({ live: ['RE1'], rejects: FORBIDDEN })
  begun(call)
  order(call, 'paused')
  if (state === 'on') order(call, 'on')
  await expect(update()).rejects.toBe(FORBIDDEN)
  expect(told).toEqual([...(state === 'on' ? ['0 RECORDING_REQUESTED'] : []), `0 RE1 is ${state}`])
  expect(call.context.recordings).toMatchObject([{ state: 'on' }])
})

test('of what an earlier attempt has begun without an answer, only the recording that the call knows goes on', async () => {
  const { call, told, update } = bench({ live: ['RE1'], late: ['RE2'] })
  begun(call)
  await update(true)
  const on = (ms: number) => [`${ms} RECORDING_REQUESTED`, `${ms} RE1 is on`, `${ms} RECORDING_SET`]
  expect(told).toEqual([...on(0), '3000 RE2 is stopped', ...on(15_000)])
})

test('what an earlier attempt may have begun is looked for, also when its retry was replaced by a newer order', async () => {
  const { call, told, update } = bench({ late: ['RE1'] })
  call.apply({ type: 'RECORDING_REQUESTED', recordingSid: null }, FREE)
  await update()
  expect(told).toEqual(['3000 RECORDING_STARTED'])
})

test('what an earlier attempt has not begun is not waited for once the order is to pause', async () => {
  const { call, told, update } = bench({})
  call.apply({ type: 'RECORDING_REQUESTED', recordingSid: null }, FREE)
  order(call, 'paused')
  await update(true)
  expect(told).toEqual(['3000 RECORDING_NOT_BEGUN'])
})

test('what began just before Redis lost the call is stopped, although Twilio lists it late', async () => {
  const { told, update } = bench({ late: ['RE1'], adopted: true })
  await update()
  expect(told).toEqual(['3000 RE1 is stopped'])
})

test('what goes on although the caller is still to be told is stopped: Redis has lost that the caller was', async () => {
  const { told, update } = bench({ late: ['RE1'], announces: true })
  await update()
  expect(told).toEqual(['3000 RE1 is stopped'])
})
