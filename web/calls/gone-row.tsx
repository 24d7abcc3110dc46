import { IconCheck } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole, useDesk } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { callerLabel } from './format.ts'

/** Holds the place of a call that no longer rings here, and says why. */
export function GoneRow({ call: { callSid, ...parties } }: { call: CallView }) {
  const { notices, me } = useConsole()
  const said = useSelector(notices, ({ context }) => context.reasons.get(callSid))
  const mine = useDesk(({ calls }) => calls.find((it) => it.callSid === callSid)?.agentId === me.agentId)
  const declined = useDesk((it) => it.declined.has(callSid))
  const own = mine ? t('calls.youAnswered') : declined ? t('calls.youDeclined') : null
  return (
    <div className="ring ring-gone" data-gone-sid={callSid}>
      <span className="ring-digit" aria-hidden="true">
        –
      </span>
      <span className="ring-icon">
        <IconCheck size={16} aria-hidden />
      </span>
      <div className="ring-text">
        <b className="ellipsis">
          <bdi>{callerLabel(parties)}</bdi>
        </b>
        <span className="one-line">{own ?? said ?? t('attention.ringsNoMore')}</span>
      </div>
    </div>
  )
}
