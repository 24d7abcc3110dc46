import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useNames, useSections } from '../desk/use-console.ts'
import { lastTransfer } from '../keys/last-transfer.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { behind } from '../language/you.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'

/** A blind transfer that nobody has answered yet: the sender may take it back. */
export function SentCard({ call }: { call: CallView }) {
  const { command, me } = useConsole()
  const nameOf = useNames()
  const hotkey = useKeyOf('takeBack')
  const last = useSections((it) => lastTransfer(it, me.agentId)?.callSid === call.callSid)
  useCleared(call.callSid, 'sent')
  return (
    <article
      aria-label={t('calls.transferOf', { caller: callerLabel(call) })}
      className="card held sent"
      data-call-sid={call.callSid}
    >
      <span className="grow ellipsis">
        <b>
          <bdi>{callerLabel(call)}</bdi>
        </b>{' '}
        <span className="soft">
          {t('wall.ringsAt', { name: behind(nameOf(call.transfer?.to ?? '')) })} ·{' '}
          <Elapsed since={call.transfer?.at ?? call.updatedAt} />
        </span>
      </span>
      <Button
        className="btn-small"
        hotkey={last ? hotkey : null}
        onClick={() => command(call.callSid, { type: 'cancel' })}
      >
        {t('button.takeBack')}
      </Button>
    </article>
  )
}
