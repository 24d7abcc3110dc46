import { IconPlayerPauseFilled, IconPlayerRecordFilled } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { mayBeRecorded, recordingWords } from './recording-words.ts'

/** Says whether the call is recorded. @param small the sign alone, where there is no room for the words */
export function RecordingMark({ call, small = false }: { call: CallView; small?: boolean }) {
  const words = recordingWords(call)
  if (words === null) return null
  const isOn = call.recording === 'on' || mayBeRecorded(call)
  const Sign = isOn ? IconPlayerRecordFilled : IconPlayerPauseFilled
  return (
    <span className={`recording-mark${isOn ? ' recording-on' : ''}`} title={words}>
      <Sign size={13} aria-hidden /> <span className={small ? 'visually-hidden' : undefined}>{words}</span>
    </span>
  )
}
