import { useState } from 'react'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { callerLabel } from '../calls/format.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Dialog } from '../look/dialog.tsx'
import { removeVoicemail } from './voicemails.ts'

interface RemoveProps {
  /** Null while the dialog is closed. */
  voicemail: Voicemail | null
  onClose: () => void
}

/** Asks first: a removed message cannot be restored. */
export function RemoveVoicemailDialog({ voicemail, onClose }: RemoveProps) {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)

  /** The feed removes the row, on every console at once. */
  const remove = ({ callSid }: Voicemail) => {
    setBusy(true)
    setFailed(false)
    removeVoicemail(callSid)
      .then(onClose)
      .catch((error: unknown) => {
        console.warn('A message could not be removed', error)
        setFailed(true)
      })
      .finally(() => setBusy(false))
  }

  return (
    <Dialog opened={voicemail !== null} onClose={onClose} title={t('voicemail.removeTitle')}>
      {voicemail ? (
        <>
          <p>{t('voicemail.removeWords', { caller: callerLabel(voicemail) })}</p>
          <div role="alert" className="bad">
            {failed ? t('voicemail.notRemoved') : null}
          </div>
          <div className="dialog-foot">
            <Button onClick={onClose}>{t('voicemail.keep')}</Button>
            <Button look="stop" disabled={busy} onClick={() => remove(voicemail)}>
              {t('voicemail.removeIt')}
            </Button>
          </div>
        </>
      ) : null}
    </Dialog>
  )
}
