import { SegmentedControl, Textarea } from '@mantine/core'
import { useId } from 'react'
import { LONGEST_TEXT } from '../../coordinator/protocol/office/settings.ts'
import { t } from '../language/text.ts'
import type { AnnouncementDraft, AnnouncementField } from './draft.ts'
import { SoundFile } from './sound-file.tsx'

interface AnnouncementEditorProps {
  field: AnnouncementField
  title: string
  /** The name of the choice that keeps the built-in announcement. */
  standard: string
  note: string
  announcement: AnnouncementDraft
  error: string | undefined
  onChange: (part: Partial<AnnouncementDraft>) => void
}

/** One announcement: built in, read out, or played from a file. */
export function AnnouncementEditor({
  field,
  title,
  standard,
  note,
  announcement,
  error,
  onChange,
}: AnnouncementEditorProps) {
  const id = useId()
  return (
    <fieldset className="announcement">
      <legend>{title}</legend>
      <p className="soft small" id={id}>
        {note}
      </p>
      <SegmentedControl
        aria-label={title}
        aria-describedby={id}
        value={announcement.kind}
        onChange={(kind) => onChange({ kind: kind === 'say' || kind === 'play' ? kind : 'standard' })}
        data={[
          { value: 'standard', label: standard },
          { value: 'say', label: t('office.readOut') },
          { value: 'play', label: t('office.playFile') },
        ]}
      />
      {announcement.kind === 'say' ? (
        <Textarea
          aria-label={t('office.wordsOf', { title })}
          autosize
          minRows={2}
          maxLength={LONGEST_TEXT}
          value={announcement.text}
          error={error}
          onChange={({ currentTarget: { value } }) => onChange({ text: value.replaceAll(/[\r\n\t]+/g, ' ') })}
        />
      ) : null}
      {announcement.kind === 'play' ? (
        <SoundFile
          field={field}
          title={title}
          announcement={announcement}
          error={error}
          onChange={onChange}
        />
      ) : null}
    </fieldset>
  )
}
