import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'

/** Asks before it hangs up on a caller who waits. */
export function RemoveDialog({ call, onClose }: { call: CallView | null; onClose: () => void }) {
  const { command } = useConsole()
  const [last, setLast] = useState<CallView | null>(call)
  useEffect(() => {
    if (call) setLast(call)
  }, [call])

  const still = useSections(({ parked }) => parked.some((it) => it.callSid === call?.callSid))
  useEffect(() => {
    if (call && !still) onClose()
  }, [call, still, onClose])

  return (
    <Dialog opened={call !== null} onClose={onClose} title="Remove from the parking lot">
      <p>This hangs up on {last ? callerLabel(last) : 'the caller'}, who is still waiting.</p>
      <div className="dialog-foot">
        <Button onClick={onClose}>Keep waiting</Button>
        <Button
          look="stop"
          onClick={() => {
            if (call) void command(call.callSid, { type: 'hangup' })
            onClose()
          }}
        >
          Remove and hang up
        </Button>
      </div>
    </Dialog>
  )
}
