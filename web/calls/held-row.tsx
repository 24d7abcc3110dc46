import { IconArrowsUpDown, IconPlayerPause } from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useDragged } from '../desk/dragging.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, useSections } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'
import { RecordingMark } from './recording-mark.tsx'

/** Another call on hold. While this agent talks, resuming it puts the active call on hold: they swap. */
export function HeldRow({ call, first }: { call: CallView; first: boolean }) {
  const { command, me } = useConsole()
  const talking = useSections(
    ({ current }) => current?.state === 'active.talking' && current.agentId === me.agentId,
  )
  const busy = useSections(({ current }) => current !== null && current.state !== 'active.held')
  const hotkey = useKeyOf('swap')
  const dragged = useDragged(call, 'mine', true)
  useCleared(call.callSid, 'held')
  return (
    <article
      aria-label={t('calls.heldCaller', { caller: callerLabel(call) })}
      className="card held"
      data-call-sid={call.callSid}
    >
      <div className="grow held-who" {...dragged}>
        <IconPlayerPause size={18} className="warn" aria-hidden />
        <span className="ellipsis">
          <b>
            <bdi>{callerLabel(call)}</bdi>
          </b>{' '}
          <RecordingMark call={call} small />{' '}
          <span className="soft">
            {t('calls.onHoldSmall')} {call.heldAt ? <Elapsed since={call.heldAt} /> : null}
          </span>
        </span>
      </div>
      {talking ? (
        <Button
          className="btn-small"
          icon={<IconArrowsUpDown size={17} aria-hidden />}
          hotkey={first ? hotkey : null}
          onClick={() => command(call.callSid, { type: 'swap' })}
        >
          {t('button.swap')}
        </Button>
      ) : (
        <Button
          className="btn-small"
          disabled={busy}
          onClick={() => command(call.callSid, { type: 'resume' })}
        >
          {t('button.resume')}
        </Button>
      )}
    </article>
  )
}
