import { IconMessage, IconPhone } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'

/** A call that rings elsewhere, or is at the voicemail: this agent may take it. */
export function TakeableRow({ call }: { call: CallView }) {
  const { command } = useConsole()
  useCleared(call.callSid, 'elsewhere')
  const recording = call.status === 'voicemail'
  return (
    <li className="list-row" data-call-sid={call.callSid}>
      <span className={recording ? 'warn' : 'soft'}>
        {recording ? <IconMessage size={18} aria-hidden /> : <IconPhone size={18} aria-hidden />}
      </span>
      <span className="grow">
        <b>{callerLabel(call)}</b>{' '}
        <span className="soft">
          {stateText(call)} · <Elapsed since={call.createdAt} />
        </span>
      </span>
      <Button
        className="btn-small"
        aria-label={`Take the call of ${callerLabel(call)}`}
        onClick={() => command(call.callSid, { type: 'claim' })}
      >
        Take
      </Button>
    </li>
  )
}

function stateText({ state, status }: CallView): string {
  if (state === 'voicemail.announcing') return 'hears that the office is closed'
  return status === 'voicemail' ? 'leaves a message' : 'rings at colleagues'
}
