import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Dialog } from '../look/dialog.tsx'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'

export const loadTimeline = partOf(() => import('./timeline-of-call.tsx'))

/** Who had this caller, when, and how long the caller waited. */
export function TimelineDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  return (
    <Dialog
      opened={call !== null}
      onClose={onClose}
      title={call ? t('timeline.of', { caller: callerLabel(call) }) : t('timeline.title')}
      wide
    >
      {call ? (
        <Part load={loadTimeline}>{({ TimelineOfCall }) => <TimelineOfCall call={call} />}</Part>
      ) : null}
    </Dialog>
  )
}
