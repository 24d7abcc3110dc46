import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'

/** A supervisor parks and ends any call. Nothing for other agents. */
export function SupervisorButtons({ call }: { call: CallView }) {
  const { command, me } = useConsole()
  if (me.role !== 'supervisor' && me.role !== 'admin') return null
  const rings = call.state === 'active.dialling' || call.state === 'ringing.calling'
  const parks = !rings && call.outsideNumber === null
  return (
    <span className="row supervise">
      {parks ? (
        <Button
          className="btn-small"
          aria-label={`Park the call with ${callerLabel(call)}`}
          onClick={() => command(call.callSid, { type: 'park' })}
        >
          Park
        </Button>
      ) : null}
      <Button
        className="btn-small"
        look="quiet"
        aria-label={`Hang up the call with ${callerLabel(call)}`}
        onClick={() => command(call.callSid, { type: 'hangup' })}
      >
        Hang up
      </Button>
    </span>
  )
}
