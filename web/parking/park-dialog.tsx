import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Dialog } from '../look/dialog.tsx'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'

export const loadParkForm = partOf(() => import('./park-form.tsx'))

/** Parks with a note, in a chosen slot or in the lowest free one, for a colleague, and says where the caller goes after that. */
export function ParkDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  return (
    <Dialog
      opened={call !== null}
      onClose={onClose}
      title={call ? t('lot.parkCaller', { caller: callerLabel(call) }) : t('button.park')}
    >
      {call ? (
        <Part load={loadParkForm}>{({ ParkForm }) => <ParkForm call={call} onClose={onClose} />}</Part>
      ) : null}
    </Dialog>
  )
}
