import { IconArrowsExchange, IconUsers } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'
import { ConsultationKeys } from './consultation-keys.tsx'
import { isConsultTarget } from './desk-sections.ts'
import { DigitKeys } from './digit-keys.tsx'
import { callerDetail, callerLabel } from './format.ts'
import { LegStatus } from './leg-status.tsx'
import { NoteKey } from './note-key.tsx'
import { RecordingKeys } from './recording-key.tsx'
import { RecordingMark } from './recording-mark.tsx'
import { SupervisorMark } from './supervisor-mark.tsx'
import { useWhoHears } from './use-who-hears.ts'

export const loadHearing = partOf(() => import('./hearing.tsx'))

/** An agent asks a colleague, or a number, about a caller. Both agents see who hears which others. */
export function Consultation({ call }: { call: CallView }) {
  const { me } = useConsole()
  const nameOf = useNames()
  const hearing = useWhoHears(call)
  useCleared(call.callSid, 'consultation')
  const { transfer } = call
  if (!transfer || !hearing) return null
  const isTarget = isConsultTarget(call, me.agentId)
  const caller = callerLabel(call)
  const other = nameOf(isTarget ? transfer.from : transfer.to)
  return (
    <article
      aria-label={t('calls.consultation', { name: other, caller })}
      className="card mine consult"
      data-call-sid={call.callSid}
    >
      <div className="mine-head">
        <span className="ring-icon">
          {hearing.all ? <IconUsers size={20} aria-hidden /> : <IconArrowsExchange size={20} aria-hidden />}
        </span>
        <div className="grow">
          <div className="who">
            <bdi>
              {isTarget
                ? t('calls.asksAbout', { name: other, caller })
                : t('calls.youAsk', { name: other, caller })}
            </bdi>
          </div>
          <div className="soft ellipsis" title={hearing.words}>
            <RecordingMark call={call} /> <SupervisorMark call={call} /> {hearing.words}
          </div>
        </div>
        <div className="mine-clock">
          <Elapsed since={transfer.at} className="time" />
          <span className="tag tag-talk">{tagOf(call, isTarget)}</span>
        </div>
      </div>
      <div className="hearing-row">
        <Part load={loadHearing}>{({ Hearing }) => <Hearing {...hearing} />}</Part>
        <LegStatus callSid={call.callSid} />
      </div>
      <ConsultationKeys call={call} />
      <p className="tail">
        <span className="ellipsis">{callerDetail(call)}</span>
        <DigitKeys callSid={call.callSid} />
        <NoteKey call={call} />
        {isTarget ? null : <RecordingKeys call={call} />}
      </p>
    </article>
  )
}

function tagOf({ state }: CallView, isTarget: boolean): string {
  if (state === 'active.threeWay') return t('calls.threeWay')
  if (state === 'transferring.swapped') return isTarget ? t('calls.youWait') : t('calls.withCaller')
  return state === 'transferring.offering' ? t('calls.calling') : t('calls.asking')
}
