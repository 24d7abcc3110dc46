import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import { Dialog } from '../look/dialog.tsx'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'
import { callerLabel } from './format.ts'
import type { TransferKind } from './transfer-kind.ts'

export const loadTransferForm = partOf(() => import('./transfer-form.tsx'))

interface TransferDialogProps {
  /** Null: the dialog is closed. */
  call: CallView | null
  kind: TransferKind
  onClose: () => void
}

/** Transfers to a colleague or to a number, blind or after a consultation. */
export function TransferDialog({ call, kind, onClose }: TransferDialogProps) {
  return (
    <Dialog
      opened={call !== null}
      onClose={onClose}
      title={call ? t('calls.transferCaller', { caller: callerLabel(call) }) : t('button.transfer')}
      wide
    >
      {call ? (
        <Part load={loadTransferForm}>
          {({ TransferForm }) => <TransferForm call={call} first={kind} onClose={onClose} />}
        </Part>
      ) : null}
    </Dialog>
  )
}
