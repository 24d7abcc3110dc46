import { useState } from 'react'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { callerLabel } from '../calls/format.ts'
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
    <Dialog opened={voicemail !== null} onClose={onClose} title="Remove the message">
      {voicemail ? (
        <>
          <p>
            The message of {callerLabel(voicemail)} will be gone for everybody, here and at Twilio. The call
            stays in the history.
          </p>
          <div role="alert" className="bad">
            {failed ? 'The server did not remove it. Try again.' : null}
          </div>
          <div className="dialog-foot">
            <Button onClick={onClose}>Keep it</Button>
            <Button look="stop" disabled={busy} onClick={() => remove(voicemail)}>
              Remove message
            </Button>
          </div>
        </>
      ) : null}
    </Dialog>
  )
}
