import { IconMessage, IconPhone } from '@tabler/icons-react'
import { memo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useDragged } from '../desk/dragging.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { VipMark } from './caller-marks.tsx'
import { callerDetail, callerLabel } from './format.ts'
import { RecordingMark } from './recording-mark.tsx'
import { RingsAt } from './rings-at.tsx'
import { WaitSign } from './wait-sign.tsx'
import { whereItIs } from './where-it-is.ts'

/** A call that does not ring here, or is at the voicemail: this agent may take it. */
export const TakeableRow = memo(function TakeableRow({ call }: { call: CallView }) {
  const { command } = useConsole()
  const answers = useAnswersCalls()
  const nameOf = useNames()
  const dragged = useDragged(call, 'ring', answers)
  useCleared(call.callSid, 'elsewhere')
  const recording = call.status === 'voicemail'
  const detail = callerDetail(call)
  return (
    <div className="ring ring-elsewhere" data-call-sid={call.callSid} {...dragged}>
      <span className="ring-digit" />
      <span className={`ring-icon ${recording ? 'warn' : ''}`}>
        {recording ? <IconMessage size={16} aria-hidden /> : <IconPhone size={16} aria-hidden />}
      </span>
      <div className="ring-text">
        <div className="ring-who">
          <b className="ellipsis">
            <bdi>{callerLabel(call)}</bdi>
          </b>
          <VipMark call={call} />
          <RecordingMark call={call} small />
        </div>
        <div className="one-line">
          <RingsAt call={call} since={call.createdAt}>
            <span>{whereItIs(call, nameOf)}</span>
          </RingsAt>
          {detail ? <span>{detail}</span> : null}
        </div>
      </div>
      <WaitSign since={call.createdAt} where="answer" />
      {answers ? (
        <Button
          className="btn-small"
          aria-label={t('calls.takeCallOf', { caller: callerLabel(call) })}
          onClick={() => command(call.callSid, { type: 'claim' })}
        >
          {t('button.take')}
        </Button>
      ) : null}
    </div>
  )
})
