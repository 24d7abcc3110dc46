import '../../setup/language/english.ts'
import { expect, test } from 'vitest'
import type { CallView } from '../../../coordinator/protocol/call-view.ts'
import { recordingWords } from '../../../web/calls/recording-words.ts'
import { at, talkingCall } from './calls.ts'

test.each<[CallView['recording'], CallView['recordingNow'] | 'not known', string | null]>([
  ['on', 'on', 'Recorded'],
  ['on', 'unsure', 'Resuming the recording…'],
  ['on', 'paused', 'Resuming the recording…'],
  ['on', 'not known', 'Recorded'],
  ['paused', 'on', 'Pausing the recording…'],
  ['paused', 'unsure', 'Pausing the recording…'],
  ['paused', 'paused', 'Recording paused'],
  ['paused', null, 'Recording paused'],
  ['paused', 'not known', 'Recording paused'],
  [null, 'on', 'Stopping the recording…'],
  [null, 'unsure', 'Stopping the recording…'],
  [null, 'paused', null],
  [null, null, null],
  [null, 'not known', null],
])('a call that is to be %s and is %s says: %s', (recording, is, words) => {
  const recordingNow = is === 'not known' ? {} : { recordingNow: is ?? null }
  const call = talkingCall('me', { recording, recordedSince: recording && at(9), ...recordingNow })
  expect(recordingWords(call)).toBe(words)
})
