import fc from 'fast-check'
import { expect, test } from 'vitest'
import { statePath } from '../../../machines/call/snapshot.ts'
import { extent } from '../../setup/extent.ts'
import { beginning, OneCall, step } from './one-call.ts'
import { checkFair, checkSound } from './rules.ts'

const RUNS = extent({ full: 25_000, short: 2_500 })
const STATES = [
  'active.connecting',
  'active.dialling',
  'active.held',
  'active.outside',
  'active.talking',
  'active.threeWay',
  'ended',
  'parked.dialling',
  'parked.returning',
  'parked.waiting',
  'ringing.calling',
  'ringing.offering',
  'transferring.consulting',
  'transferring.offering',
  'transferring.swapped',
  'voicemail.announcing',
  'voicemail.recording',
]

/** Nobody of ours has talked with the caller yet, or anybody does any more. */
const WITHOUT_SUPERVISOR = [
  'active.dialling',
  'active.outside',
  'ended',
  'ringing.calling',
  'ringing.offering',
  'voicemail.announcing',
  'voicemail.recording',
]

test('after all events of a call, it has one owner at most, always waits for something, and stays ended', () => {
  const reached = new Set<string>()
  const supervised = new Set<string>()
  const changedBy = new Set<string>()
  const ranOut = new Set<string>()
  fc.assert(
    fc.property(beginning, fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), (start, steps) => {
      const call = new OneCall(start)
      checkSound(call)
      let afterwards = 0
      for (const one of steps) {
        const happened = call.take(one)
        if (!happened) continue
        checkFair(happened, call)
        if (happened.changed) checkSound(call)
        reached.add(statePath(call.snapshot.value))
        if (call.context.supervision?.legSid) supervised.add(statePath(call.snapshot.value))
        if (happened.changed) changedBy.add(happened.event.type)
        if (happened.changed && happened.body === null) ranOut.add(happened.event.type)
        if (call.context.endedAt !== null && ++afterwards === 3) return
      }
    }),
    { numRuns: RUNS },
  )
  // It proves something only if it went everywhere, and every delay of the chart ran out somewhere.
  expect([...reached].sort()).toEqual(STATES)
  expect([...supervised].sort()).toEqual(STATES.filter((state) => !WITHOUT_SUPERVISOR.includes(state)))
  expect(changedBy).toContain('TAKE_OVER')
  expect([...ranOut].map((type) => type.split('.')[2]).sort()).toEqual(
    ['ringTimeout', 'joinTimeout', 'joinTimeout', 'parkTimeout', 'returnTimeout', 'transferTimeout']
      .concat(['carrierCheck', 'carrierCheck', 'carrierCheck'])
      .concat(['dialTimeout', 'joinTimeout', 'ringTimeout', 'transferTimeout'])
      .sort(),
  )
}, 600_000)
