import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import { RecordingItem } from './recording-item.tsx'
import { useMayHear } from './use-hears.ts'
import './recordings-of-call.css'

/** The recordings of a call, for those who may hear them. @param name of the other party */
export function RecordingsOfCall({ call, name }: { call: CallView; name: string }) {
  const mayHear = useMayHear()
  const { callSid, recordings } = call
  if (recordings.length === 0 || !mayHear(call)) return null
  return (
    <ul className="recordings-of-call" aria-label={t('recordings.of', { name })}>
      {recordings.map((recording) => (
        <RecordingItem key={recording.recordingSid} callSid={callSid} recording={recording} name={name} />
      ))}
    </ul>
  )
}
