import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CallRecord, callRecordFrom } from '../../../coordinator/calls/call-record.ts'
import { toCallView } from '../../../coordinator/calls/view.ts'
import { decide, persist, restore } from '../../../coordinator/durable/decide.ts'
import { CallView } from '../../../coordinator/protocol/call-view.ts'
import type { CallEventBody } from '../../../machines/call/events.ts'
import { CALL_MACHINE_VERSION, callMachine } from '../../../machines/call/machine.ts'
import { refusalOf } from '../../../machines/call/refusal.ts'
import { upgradeCall } from '../../../migrations/index.ts'
import { FREE, OUTSIDE } from '../machines/one-call.ts'
import { fileOf, type Kept } from './released/kept.ts'

/** A new coordinator reads first what an old one has stored. The next event happens to that. */
const ann = { by: 'ann', role: 'agent' } as const
const sue = { by: 'sue', role: 'supervisor' } as const
const RE = 'RE01010101010101010101010101010101'
const QUALITY = { seconds: 60, mos: 4, rttMs: 80, jitterMs: 4, lostPercent: 1, warnings: [], graph: '99' }
const legs = (call: CallRecord) => {
  const { legSid, targetLegSid, outsideLegSid, supervision } = call.snapshot.context
  return [legSid, targetLegSid, outsideLegSid, supervision?.legSid ?? null, 'CAunknown'].filter(
    (it) => it !== null,
  )
}

/** Of each type of event, all that may be true of the call. */
const EVENTS: { [T in CallEventBody['type']]: (call: CallRecord) => Extract<CallEventBody, { type: T }>[] } =
  {
    CLAIM: () => [ann, sue].map((by) => ({ type: 'CLAIM', ...by })),
    DECLINE: () => [{ type: 'DECLINE', ...ann }],
    HOLD: () => [{ type: 'HOLD', ...ann }],
    RESUME: () => [{ type: 'RESUME', ...ann }],
    PARK: () => [
      { type: 'PARK', ...ann },
      { type: 'PARK', ...ann, for: 'bob', elseTo: OUTSIDE },
    ],
    UNPARK: () => [{ type: 'UNPARK', ...ann }],
    TRANSFER: () =>
      (['agent:bob', OUTSIDE] as const).flatMap((to) =>
        (['blind', 'consult'] as const).map((kind) => ({ type: 'TRANSFER', ...ann, to, kind })),
      ),
    COMPLETE: () => [{ type: 'COMPLETE', ...ann }],
    CANCEL: () => [{ type: 'CANCEL', ...ann }],
    MERGE: () => [{ type: 'MERGE', ...ann }],
    LEAVE: () => ['ann', 'bob'].map((by) => ({ type: 'LEAVE', by, role: 'agent' })),
    HANGUP: () => [ann, sue].map((by) => ({ type: 'HANGUP', ...by })),
    SUPERVISE: () => (['listen', 'join'] as const).map((mode) => ({ type: 'SUPERVISE', ...sue, mode })),
    UNSUPERVISE: () => ['sue', 'dan'].map((by) => ({ type: 'UNSUPERVISE', by, role: 'supervisor' })),
    TAKE_OVER: () => ['sue', 'dan'].map((by) => ({ type: 'TAKE_OVER', by, role: 'supervisor' })),
    RECORD: () => (['on', 'paused', 'off'] as const).map((state) => ({ type: 'RECORD', ...ann, state })),
    REMOVE_RECORDING: () => [{ type: 'REMOVE_RECORDING', ...sue, recordingSid: RE }],
    HEARD: () => [{ type: 'HEARD', ...ann }],
    REMOVE_MESSAGE: () => [{ type: 'REMOVE_MESSAGE', ...sue }],
    WRAP_UP: () => [{ type: 'WRAP_UP', ...ann, note: 'x', tags: [], instead: null }],
    CONFIRM_CALLER: () => [{ type: 'CONFIRM_CALLER', ...ann }],
    LEG_QUALITY: () => [{ type: 'LEG_QUALITY', ...ann, quality: QUALITY }],
    LEG_CONNECTED: () =>
      ['ann', 'bob', 'dan', null].map((agentId) => ({ type: 'LEG_CONNECTED', legSid: 'CAnew', agentId })),
    LEG_ENDED: (call) =>
      legs(call).flatMap((legSid) =>
        [true, false].map((outside) => ({ type: 'LEG_ENDED', legSid, outside, consoleSince: null })),
      ),
    LEG_DIALLED: () => [{ type: 'LEG_DIALLED', legSid: 'CAnew' }],
    ANSWERED: () => [{ type: 'ANSWERED' }],
    CALLER_ENDED: () => [{ type: 'CALLER_ENDED', status: 'completed' }],
    GREETED: () => [{ type: 'GREETED' }],
    RECORDED: () => [0, 7, null].map((seconds) => ({ type: 'RECORDED', recordingSid: RE, seconds })),
    NOTICE_HEARD: () => [{ type: 'NOTICE_HEARD' }],
    RECORDING_STARTED: () => [{ type: 'RECORDING_STARTED', recordingSid: RE }],
    RECORDING_REQUESTED: () =>
      [RE, null].map((recordingSid) => ({ type: 'RECORDING_REQUESTED', recordingSid })),
    RECORDING_NOT_BEGUN: () => [{ type: 'RECORDING_NOT_BEGUN' }],
    RECORDING_SET: () =>
      (['on', 'paused', 'off'] as const).map((state) => ({
        ...{ type: 'RECORDING_SET', recordingSid: RE, state },
      })),
    RECORDING_COMPLETED: () => [{ type: 'RECORDING_COMPLETED', recordingSid: RE, seconds: 7 }],
    RECORDINGS_SETTLED: () => [{ type: 'RECORDINGS_SETTLED' }],
    FOUND_GONE: () => [{ type: 'FOUND_GONE', status: 'gone' }],
    OFFER: () => [{ type: 'OFFER' }],
    RINGING: () => [{ type: 'RINGING', agentIds: ['ann'] }],
    AGENT_BACK: () => [{ type: 'AGENT_BACK', agentId: 'ann' }],
    AGENT_SIGNED_OUT: () => ['ann', 'dan'].map((agentId) => ({ type: 'AGENT_SIGNED_OUT', agentId })),
    AGENT_GONE: () => ['ann', 'dan'].map((agentId) => ({ type: 'AGENT_GONE', agentId })),
    LEG_RELEASED: () => [{ type: 'LEG_RELEASED', by: 'ann' }],
    MESSAGE_EXPIRED: () => [{ type: 'MESSAGE_EXPIRED' }],
    RECORDINGS_EXPIRED: () => [{ type: 'RECORDINGS_EXPIRED' }],
    ERASE: () => [{ type: 'ERASE', by: 'root', numbers: ['+12175550142'] }],
  }

const callsOf = (version: number): Kept[] => JSON.parse(readFileSync(fileOf(version), 'utf8'))

function read({ rev, at, version, snapshot, timers, view }: Kept): CallRecord {
  const json = [snapshot, timers, view].map((it) => JSON.stringify(it))
  const record = callRecordFrom('CA1', [`${rev}`, `${at}`, ...json, `${version}`], upgradeCall)
  if (record === null) throw new Error('There is no such call')
  return record
}

const sent = (call: CallRecord, event: CallEventBody) => {
  const at = call.at + 1_000
  return decide(callMachine, call, { ...event, at, availability: FREE }, call.rev + 1, at)
}
function after(call: CallRecord, ...events: CallEventBody[]): CallRecord {
  let now = call
  for (const event of events) {
    const { snapshot, timers, changed } = sent(now, event)
    expect([event.type, changed]).toEqual([event.type, true])
    now = { ...now, rev: now.rev + 1, snapshot, timers }
  }
  return now
}

const fieldsOf = (call: CallRecord) =>
  Object.keys(call.snapshot.context)
    .filter((name) => name !== 'confirmedBy')
    .sort()
const versions = Array.from({ length: CALL_MACHINE_VERSION }, (_, n) => n + 1)
const present = callsOf(CALL_MACHINE_VERSION)
const named = (name: string, version: number) => {
  const kept = callsOf(version).find((it) => it.name === name)
  if (!kept) throw new Error(`Version ${version} keeps no call that ${name}`)
  return read(kept)
}

test.each(versions)(
  'every first event of a call that version %i stored can be stored and shown',
  (version) => {
    const fields = fieldsOf(read(present[0] as Kept))
    for (const kept of callsOf(version)) {
      const call = read(kept)
      expect([kept.name, fieldsOf(call)]).toEqual([kept.name, fields])
      for (const event of Object.values(EVENTS).flatMap((events): CallEventBody[] => events(call))) {
        const { snapshot, changed } = sent(call, event)
        if (!changed) {
          expect(refusalOf(call.snapshot, event, FREE)).toEqual(expect.any(String))
          continue
        }
        const json = persist(callMachine, snapshot)
        expect(persist(callMachine, restore(callMachine, json))).toBe(json)
        CallView.parse(toCallView(snapshot, { rev: call.rev + 1, at: call.at }))
      }
    }
  },
)

test.each([7, 8, 9])(
  'a live call that version %i stored is, once read, as this version stores it',
  (version) => {
    const before = callsOf(version).filter(({ endedAt }) => endedAt === null)
    expect(before.length).toBeGreaterThan(20)
    for (const kept of before) {
      const { snapshot, timers } = read(kept)
      const now = read(present.find(({ name }) => name === kept.name) as Kept)
      expect([kept.name, persisted(snapshot), timers]).toEqual([
        kept.name,
        persisted(now.snapshot),
        now.timers,
      ])
    }
  },
)
const persisted = (snapshot: CallRecord['snapshot']) => JSON.parse(persist(callMachine, snapshot))

describe.each([7, 8])('a call on which version %i had an agent talk', (version) => {
  test('can be supervised, and taken over', () => {
    const supervised = after(
      named('talks', version),
      { type: 'SUPERVISE', ...sue, mode: 'listen' },
      { type: 'LEG_CONNECTED', legSid: 'CAsue', agentId: 'sue' },
      { type: 'TAKE_OVER', ...sue },
    )
    expect(supervised.snapshot.context).toMatchObject({ agentId: 'sue', legSid: 'CAsue' })
  })

  test('is not recorded: its caller was told nothing', () => {
    const { snapshot } = named('talks', version)
    const record = { type: 'RECORD', ...ann, state: 'on' } as const
    expect(refusalOf(snapshot, record, FREE)).toBe('recording_not_allowed')
  })
})
