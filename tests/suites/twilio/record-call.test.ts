import { expect, test } from 'vitest'
import { callRecorder } from '../../../coordinator/twilio/record-call.ts'
import { AT } from './command-runner-bench.ts'
import { logInto } from './desk.ts'

const RECORDED = { rule: 'always', consent: null, asked: null, by: null, recordingSid: 'RE1' }
const TALKED_ON = {
  recording: RECORDED,
  recordings: [{ recordingSid: 'RE1', at: AT, seconds: null, kept: true }],
  endedAt: null,
  answeredAt: AT,
}
/** Redis lost it, and Twilio has it: what was to be recorded is not known any more. */
const ADOPTED = { ...TALKED_ON, recording: null, recordings: [], recordingsUnknown: true }

/** What Twilio is told while it lists these recordings, some of them only after its reads have caught up. */
async function toldFor(
  context: object,
  { live, late = [] }: { live: string[]; late?: string[] },
  isRetry: boolean,
) {
  const told: string[] = []
  let hasCaughtUp = false
  const state = {
    view: { callSid: 'CA1', endedAt: null },
    snapshot: { value: { active: 'talking' }, context },
  }
  const recorder = callRecorder({
    carrier: {
      record: async () => 'RE9',
      setRecording: async (_, sid, to) => void told.push(`${sid} is ${to}`),
      recordingsOfCall: async () =>
        (hasCaughtUp ? [...live, ...late] : live).map((sid) => ({
          ...{ sid, isLive: true, isComplete: false, seconds: null, startedAt: AT },
        })) as never,
    },
    calls: { state: async () => state as never, send: async () => null as never },
    urls: { callRecording: () => '' },
    log: logInto([]),
    runtime: {
      after: (_, run) => {
        hasCaughtUp = true
        queueMicrotask(run)
        return () => undefined
      },
    },
  })
  await recorder.update({ id: 'CA1:1:0', callSid: 'CA1', at: AT, type: 'updateRecording' }, isRetry)
  return told
}

test('a recording that goes on is told so, and alone', async () => {
  expect(await toldFor(TALKED_ON, { live: ['RE1'] }, false)).toEqual(['RE1 is on'])
})

test('of what an earlier attempt has begun without an answer, only the recording that the call knows goes on', async () => {
  expect(await toldFor(TALKED_ON, { live: ['RE1'], late: ['RE2'] }, true)).toEqual([
    'RE1 is on',
    'RE2 is stopped',
  ])
})

test('what began just before Redis lost the call is stopped, although Twilio lists it late', async () => {
  expect(await toldFor(ADOPTED, { live: [], late: ['RE1'] }, false)).toEqual(['RE1 is stopped'])
})
