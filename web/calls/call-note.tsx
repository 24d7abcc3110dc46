import { useEffect, useRef } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { WrapUp } from '../history/wrap-up.tsx'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { callerLabel } from './format.ts'
import '../history/history.css'
import './call-note.css'

interface CallNoteProps {
  call: CallView
  onClose: () => void
}

/** The note about a call, while the agent talks and afterwards. It closes when it is saved. */
export function CallNote({ call, onClose }: CallNoteProps) {
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.querySelector<HTMLElement>('[data-note]')?.focus(), [])
  return (
    <section
      ref={panel}
      className="card call-note"
      aria-label={t('calls.noteAbout', { caller: callerLabel(call) })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <div className="call-note-head">
        <b className="grow ellipsis">
          <bdi>{callerLabel(call)}</bdi>
        </b>
        <Button className="btn-small" look="quiet" onClick={onClose}>
          {t('button.close')}
        </Button>
      </div>
      <WrapUp key={call.callSid} call={call} onSaved={onClose} />
    </section>
  )
}
