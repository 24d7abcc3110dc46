import { useState } from 'react'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { type RecordingPath, removeRecording } from './requests.ts'

interface RemoveProps {
  /** Null while the dialog is closed. */
  recording: RecordingPath | null
  name: string
  onRemoved: () => void
  onClose: () => void
}

/** Asks first: a deleted recording cannot be brought back. */
export function RemoveRecordingDialog({ recording, name, onRemoved, onClose }: RemoveProps) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)

  const remove = (path: RecordingPath) => {
    setBusy(true)
    setFailed(false)
    removeRecording(path)
      .then(() => {
        onClose()
        onRemoved()
      })
      .catch((error: unknown) => {
        console.warn('A recording could not be deleted', error)
        setFailed(true)
      })
      .finally(() => setBusy(false))
  }

  return (
    <Dialog opened={recording !== null} onClose={onClose} title={t('recordings.deleteIt')}>
      {recording === null ? null : (
        <>
          <p>{t('recordings.deleteWords', { name })}</p>
          <div role="alert" className="bad">
            {failed ? t('recordings.notDeleted') : null}
          </div>
          <div className="dialog-foot">
            <Button onClick={onClose}>{t('voicemail.keep')}</Button>
            <Button look="stop" disabled={busy} onClick={() => remove(recording)}>
              {t('recordings.deleteIt')}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  )
}
