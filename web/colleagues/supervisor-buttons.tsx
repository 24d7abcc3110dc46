import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { HangUpDialog } from '../calls/hang-up-dialog.tsx'
import { useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'

/**
 * A supervisor parks and ends any call. Nothing for other agents.
 * @param other the agent, or the number outside, to whom the caller talks
 */
export function SupervisorButtons({ call, other }: { call: CallView; other: string }) {
  const { command, me } = useConsole()
  const nameOf = useNames()
  const [asking, setAsking] = useState<CallView | null>(null)
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
        onClick={() => setAsking(call)}
      >
        Hang up
      </Button>
      <HangUpDialog
        call={asking}
        onClose={() => setAsking(null)}
        title={`End the call of ${nameOf(other)}`}
        question={(caller) => `This hangs up on ${caller}, who is on a call with ${nameOf(other)}.`}
        keep="Let them talk"
        hangUp="Hang up"
      />
    </span>
  )
}
