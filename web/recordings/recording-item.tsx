import { IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { formatDuration, formatTime } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Part } from '../pages/part.tsx'
import { loadRecordingPlayer } from './load-player.ts'
import { RemoveRecordingDialog } from './remove-recording-dialog.tsx'

interface RecordingItemProps {
  callSid: string
  recording: CallView['recordings'][number]
  /** The name of the other party. */
  name: string
}

/** One recording: when, how long, its sound on demand. */
export function RecordingItem({ callSid, recording, name }: RecordingItemProps) {
  const { me } = useConsole()
  const [opened, setOpened] = useState(false)
  const [removing, setRemoving] = useState(false)
  const [removed, setRemoved] = useState(false)
  const { recordingSid, at, seconds } = recording
  const supervises = me.role === 'supervisor' || me.role === 'admin'
  const words = t(opened ? 'button.close' : 'recordings.listen')
  if (removed)
    return (
      <li className="small soft" role="status">
        {t('recordings.deleted')}
      </li>
    )
  return (
    <li className="recording" data-recording={recordingSid}>
      <div className="recording-head">
        <Button
          className="btn-small recording-open"
          aria-label={`${words}: ${name}`}
          aria-expanded={opened}
          disabled={seconds === null}
          icon={opened ? <IconX size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />}
          onClick={() => setOpened(!opened)}
        >
          {words}
        </Button>
        <time className="small soft" dateTime={at}>
          {formatTime(at)}
        </time>
        <span className="small soft grow">
          {seconds === null ? t('recordings.notYet') : formatDuration(seconds * 1_000)}
        </span>
        {supervises && seconds !== null ? (
          <Button
            className="btn-small"
            look="quiet"
            icon={<IconTrash size={16} aria-hidden />}
            aria-label={t('recordings.deleteOf', { name })}
            onClick={() => setRemoving(true)}
          >
            {t('recordings.delete')}
          </Button>
        ) : null}
      </div>
      {opened ? (
        <Part load={loadRecordingPlayer}>
          {({ RecordingPlayer }) => (
            <RecordingPlayer recording={{ callSid, recordingSid }} name={name} seconds={seconds} />
          )}
        </Part>
      ) : null}
      <RemoveRecordingDialog
        recording={removing ? { callSid, recordingSid } : null}
        name={name}
        onRemoved={() => setRemoved(true)}
        onClose={() => setRemoving(false)}
      />
    </li>
  )
}
