import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { callerLabel } from './format.ts'

interface HangUpDialogProps {
  /** Null: the dialog is closed. */
  call: CallView | null
  onClose: () => void
  title: string
  /** @param caller how the screen names the other side */
  question: (caller: string) => string
  /** The words on the two keys. */
  keep: string
  hangUp: string
}

/** Asks before it hangs up on a caller somebody else has, or who waits. It closes when the call has moved on. */
export function HangUpDialog({ call, onClose, title, question, keep, hangUp }: HangUpDialogProps) {
  const { command } = useConsole()
  const [last, setLast] = useState<CallView | null>(call)
  useEffect(() => {
    if (call) setLast(call)
  }, [call])

  const still = useDesk(({ calls }) =>
    calls.some(
      (it) => it.callSid === call?.callSid && it.status === call.status && it.agentId === call.agentId,
    ),
  )
  useEffect(() => {
    if (call && !still) onClose()
  }, [call, still, onClose])

  return (
    <Dialog opened={call !== null} onClose={onClose} title={title}>
      <p>{question(last ? callerLabel(last) : t('calls.theCaller'))}</p>
      <div className="dialog-foot">
        <Button onClick={onClose}>{keep}</Button>
        <Button
          look="stop"
          onClick={() => {
            if (call) void command(call.callSid, { type: 'hangup' })
            onClose()
          }}
        >
          {hangUp}
        </Button>
      </div>
    </Dialog>
  )
}
