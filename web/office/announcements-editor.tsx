import { FileButton, NativeSelect, SegmentedControl, Textarea } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { LONGEST_TEXT } from '../../coordinator/protocol/office/settings.ts'
import { VOICES } from '../../coordinator/protocol/office/voices.ts'
import { Button } from '../look/button.tsx'
import { Player } from '../voicemail/player.tsx'
import type { AnnouncementDraft, AnnouncementField } from './draft.ts'
import type { EditorProps } from './hours-editor.tsx'
import { audioAt, uploadErrorText, uploadSound } from './office.ts'

/** What callers hear of the office itself. */
export function WordsEditor({ draft, faults, change }: EditorProps) {
  const words = (place: AnnouncementField, title: string, standard: string, note: string) => (
    <Words
      place={place}
      title={title}
      standard={standard}
      note={note}
      words={draft[place]}
      fault={faults.get(`${place}.text`) ?? faults.get(`${place}.audio`) ?? faults.get(place)}
      onChange={(part) => change({ [place]: { ...draft[place], ...part } })}
    />
  )
  return (
    <section className="card panel" aria-labelledby="words-title">
      <h2 id="words-title">What callers hear</h2>
      <NativeSelect
        label="Voice"
        description="It reads out everything that is written here"
        data={[
          { value: '', label: 'Twilio’s own' },
          ...VOICES.map(({ voice: value, label }) => ({ value, label })),
        ]}
        value={draft.voice ?? ''}
        error={faults.get('voice')}
        onChange={({ currentTarget: { value } }) =>
          change({ voice: VOICES.find(({ voice }) => voice === value)?.voice ?? null })
        }
      />
      {words('greeting', 'Greeting', 'None', 'Before the caller hears that it rings. It rings here at once.')}
      {words('voicemail', 'When nobody answers', 'Standard', 'Before the tone of the voicemail.')}
      {words('closed', 'When the office is closed', 'Standard', 'Instead of ringing, whoever is signed in.')}
      <SegmentedControl
        aria-label="After that, while the office is closed"
        value={draft.whenClosed}
        onChange={(value) => change({ whenClosed: value === 'hangup' ? 'hangup' : 'voicemail' })}
        data={[
          { value: 'voicemail', label: 'Callers may leave a message' },
          { value: 'hangup', label: 'The call ends' },
        ]}
      />
    </section>
  )
}

interface WordsProps {
  place: AnnouncementField
  title: string
  /** What it is called when nothing is said of it. */
  standard: string
  note: string
  words: AnnouncementDraft
  fault: string | undefined
  onChange: (part: Partial<AnnouncementDraft>) => void
}

function Words({ place, title, standard, note, words, fault, onChange }: WordsProps) {
  const id = useId()
  return (
    <fieldset className="words">
      <legend>{title}</legend>
      <p className="soft small" id={id}>
        {note}
      </p>
      <SegmentedControl
        aria-label={title}
        aria-describedby={id}
        value={words.kind}
        onChange={(kind) => onChange({ kind: kind === 'say' || kind === 'play' ? kind : 'standard' })}
        data={[
          { value: 'standard', label: standard },
          { value: 'say', label: 'Read out' },
          { value: 'play', label: 'Play a file' },
        ]}
      />
      {words.kind === 'say' ? (
        <Textarea
          aria-label={`${title}: words`}
          autosize
          minRows={2}
          maxLength={LONGEST_TEXT}
          value={words.text}
          error={fault}
          onChange={({ currentTarget: { value } }) => onChange({ text: value.replaceAll(/[\r\n\t]+/g, ' ') })}
        />
      ) : null}
      {words.kind === 'play' ? (
        <Sound place={place} title={title} words={words} fault={fault} onChange={onChange} />
      ) : null}
    </fieldset>
  )
}

type SoundProps = Pick<WordsProps, 'place' | 'title' | 'words' | 'fault' | 'onChange'>

function Sound({ place, title, words, fault, onChange }: SoundProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const upload = (file: File | null) => {
    if (!file) return
    setBusy(true)
    setTrouble(null)
    uploadSound(file)
      .then(({ audio }) => onChange({ audio, name: file.name.slice(0, 80) }))
      .catch((error: unknown) => setTrouble(uploadErrorText(error)))
      .finally(() => setBusy(false))
  }
  const wrong = trouble ?? (fault && words.audio === '' ? 'Choose a WAV or MP3 file.' : fault)
  return (
    <div className="sound">
      <FileButton
        onChange={upload}
        accept=".wav,.mp3,audio/wav,audio/mpeg"
        inputProps={{ 'aria-label': `${title}: file`, id: `sound-${place}` }}
      >
        {(props) => (
          <Button
            {...props}
            className="btn-small"
            icon={<IconUpload size={15} aria-hidden />}
            disabled={busy}
          >
            {busy ? 'Uploading…' : words.audio === '' ? 'Choose a file' : 'Choose another file'}
          </Button>
        )}
      </FileButton>
      {words.audio !== '' ? (
        <>
          <span className="ellipsis">{words.name}</span>
          <Player key={words.audio} src={audioAt(words.audio)} name={words.name} seconds={null} />
        </>
      ) : null}
      {wrong ? (
        <span className="small bad" role="alert">
          {wrong}
        </span>
      ) : null}
    </div>
  )
}
