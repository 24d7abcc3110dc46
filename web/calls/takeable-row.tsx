import { IconMessage, IconPhone } from '@tabler/icons-react'
import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'
import { RingsAt } from './rings-at.tsx'
import { whereItIs } from './where-it-is.ts'

/** A call that does not ring here, or is at the voicemail: this agent may take it. */
export const TakeableRow = memo(function TakeableRow({ call }: { call: CallView }) {
  const { command } = useConsole()
  const answers = useAnswersCalls()
  const nameOf = useNames()
  useCleared(call.callSid, 'elsewhere')
  const recording = call.status === 'voicemail'
  return (
    <li className="list-row" data-call-sid={call.callSid}>
      <span className={recording ? 'warn' : 'soft'}>
        {recording ? <IconMessage size={18} aria-hidden /> : <IconPhone size={18} aria-hidden />}
      </span>
      <span className="grow">
        <b>
          <bdi>{callerLabel(call)}</bdi>
        </b>{' '}
        <span className="soft">
          {whereItIs(call, nameOf)} · <Elapsed since={call.createdAt} />
        </span>
        <RingsAt call={call} since={call.createdAt} />
      </span>
      {answers ? (
        <Button
          className="btn-small"
          aria-label={`Take the call of ${callerLabel(call)}`}
          onClick={() => command(call.callSid, { type: 'claim' })}
        >
          Take
        </Button>
      ) : null}
    </li>
  )
})
