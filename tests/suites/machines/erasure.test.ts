import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandsFor } from '../../../coordinator/calls/carrier-commands.ts'
import { mentionsOneOf } from '../../../machines/call/erasure.ts'
import type { CallEventBody } from '../../../machines/call/events.ts'
import { keptRecordings } from '../../../machines/call/selectors.ts'
import { extent } from '../../setup/extent.ts'
import { beginning, FREE, OneCall, step } from './one-call.ts'

const AMERICAN = '+12175550166'
const BERLIN = '+4930901820'

const names = (number: string, text: string) => text.search(mentionsOneOf([number])) >= 0

test.each([
  [AMERICAN, '+12175550166'],
  [AMERICAN, 'her sister: (217) 555-0166.'],
  [AMERICAN, '217.555.0166'],
  [AMERICAN, '1 217 555 0166, after six'],
  [AMERICAN, '001 (217) 555–0166'],
  [AMERICAN, 'sip:12175550166@10.0.0.5'],
  [BERLIN, '+49 (0)30 901820'],
  [BERLIN, '030/901820'],
  [BERLIN, '0049 30 90 18 20'],
  [BERLIN, 'Tel. 030 901820'],
])('%s is found in: %s', (number, text) => {
  expect(names(number, text)).toBe(true)
  expect(text.replace(mentionsOneOf([number]), '~')).not.toMatch(/\d{4}/)
})

test.each([
  [AMERICAN, '+121755501669'],
  [AMERICAN, '+442175550166'],
  [AMERICAN, '+44 2175550166'],
  [AMERICAN, '+44 (217) 555-0166'],
  [AMERICAN, 'order 92175550166'],
  [AMERICAN, 'CA2175550166abc'],
  [AMERICAN, '555-0166'],
  // Six digits may mean anything.
  ['+49301234', 'paid on 301234'],
  // A time is no number.
  ['+4920261130', '"at":"2026-11-30T10:00:00.000Z"'],
])('%s is not found in: %s', (number, text) => {
  expect(names(number, text)).toBe(false)
})

const sid = fc.constantFrom('REone', 'REtwo', 'REthree')
const seconds = fc.constantFrom(null, 0, 7)
/** What Twilio may tell of a call that has ended. */
const news: fc.Arbitrary<CallEventBody> = fc.oneof(
  sid.map((recordingSid) => ({ type: 'RECORDING_STARTED' as const, recordingSid })),
  fc.record({ type: fc.constant('RECORDING_COMPLETED' as const), recordingSid: sid, seconds }),
  fc.record({ type: fc.constant('RECORDED' as const), recordingSid: sid, seconds }),
  fc.constant({ type: 'RECORDINGS_SETTLED' as const }),
)

test('what Twilio tells later of an erased person is not kept, and is deleted there', () => {
  let refused = 0
  fc.assert(
    fc.property(
      beginning.filter(({ type }) => type !== 'CALLED'),
      fc.array(step, { maxLength: 12 }),
      fc.array(news, { minLength: 1, maxLength: 6 }),
      (start, steps, later) => {
        const call = new OneCall(start)
        for (const one of steps) call.take(one)
        call.apply({ type: 'CALLER_ENDED', status: 'completed' }, FREE)
        const { callerNumber, calledNumber, direction } = call.context
        const number = direction === 'outbound' ? calledNumber : callerNumber
        // A step may have erased the person already.
        if (number !== null) call.apply({ type: 'ERASE', by: 'ann', numbers: [number] }, FREE)
        for (const body of later) {
          const known = call.context.recordings.map(({ recordingSid }) => recordingSid)
          const { before, after, changed, event } = call.apply(body, FREE)
          expect([keptRecordings(after), after.context.message]).toEqual([[], null])
          if (!('recordingSid' in body) || body.recordingSid === null || known.includes(body.recordingSid))
            continue
          if (body.type === 'RECORDED' && body.seconds === 0) continue
          const change = { rev: call.rev, at: call.at, answering: false }
          expect([changed, commandsFor(before, after, event, change)]).toEqual([
            true,
            [expect.objectContaining({ type: 'deleteRecording', recordingSid: body.recordingSid })],
          ])
          refused += 1
        }
      },
    ),
    { numRuns: extent({ full: 5_000, short: 500 }) },
  )
  expect(refused).toBeGreaterThan(0)
}, 120_000)
