import { FileButton } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Player } from '../voicemail/player.tsx'
import type { AnnouncementDraft, AnnouncementField } from './draft.ts'
import { audioAt, uploadErrorText, uploadSound } from './office.ts'

interface SoundFileProps {
  field: AnnouncementField
  /** Of the announcement. */
  title: string
  announcement: AnnouncementDraft
  error: string | undefined
  onChange: (part: Partial<AnnouncementDraft>) => void
}

/** Uploads the file of an announcement, and plays it. */
export function SoundFile({ field, title, announcement: { audio, name }, error, onChange }: SoundFileProps) {
  const [busy, setBusy] = useState(false)
  const [uploadError, setUploadError] = useState<string | null>(null)
  const upload = (file: File | null) => {
    if (!file) return
    setBusy(true)
    setUploadError(null)
    uploadSound(file)
      .then((uploaded) => onChange({ audio: uploaded.audio, name: file.name.slice(0, 80) }))
      .catch((reason: unknown) => setUploadError(uploadErrorText(reason)))
      .finally(() => setBusy(false))
  }
  const shownError = uploadError ?? (error && audio === '' ? t('office.chooseSound') : error)
  return (
    <div className="sound">
      <FileButton
        onChange={upload}
        accept=".wav,.mp3,audio/wav,audio/mpeg"
        inputProps={{ 'aria-label': `${title}: file`, id: `sound-${field}` }}
      >
        {(props) => (
          <Button
            {...props}
            className="btn-small"
            icon={<IconUpload size={15} aria-hidden />}
            disabled={busy}
          >
            {busy ? t('office.uploading') : audio === '' ? t('office.chooseFile') : t('office.chooseAnother')}
          </Button>
        )}
      </FileButton>
      {audio !== '' ? (
        <>
          <span className="ellipsis">{name}</span>
          <Player key={audio} src={audioAt(audio)} name={name} seconds={null} />
        </>
      ) : null}
      {shownError ? (
        <span className="small bad" role="alert">
          {shownError}
        </span>
      ) : null}
    </div>
  )
}
