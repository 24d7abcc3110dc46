import { IconPlayerPause } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useDragCall } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'

export function HeldRow({ call }: { call: CallView }) {
  const { command } = useConsole()
  const { setNodeRef, listeners, isDragging } = useDragCall(call)
  useCleared(call.callSid, 'held')
  return (
    <article
      aria-label={`On hold: ${callerLabel(call)}`}
      className={`card held ${isDragging ? 'dragged' : ''}`}
      data-call-sid={call.callSid}
    >
      <div ref={setNodeRef} {...listeners} className="grow held-who">
        <IconPlayerPause size={18} className="warn" aria-hidden />
        <span>
          <b>{callerLabel(call)}</b>{' '}
          <span className="soft">on hold {call.heldAt ? <Elapsed since={call.heldAt} /> : null}</span>
        </span>
      </div>
      <Button onClick={() => command(call.callSid, { type: 'resume' })}>Resume</Button>
    </article>
  )
}
