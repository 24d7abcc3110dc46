import { NativeSelect, SegmentedControl } from '@mantine/core'
import { VOICES } from '../../coordinator/protocol/office/voices.ts'
import { AnnouncementEditor } from './announcement-editor.tsx'
import type { AnnouncementField } from './draft.ts'
import type { EditorProps } from './hours-editor.tsx'

/** The office's announcements: what callers hear apart from agents. */
export function AnnouncementsEditor({ draft, errors, change }: EditorProps) {
  const editor = (field: AnnouncementField, title: string, standard: string, note: string) => (
    <AnnouncementEditor
      field={field}
      title={title}
      standard={standard}
      note={note}
      announcement={draft[field]}
      error={errors.get(`${field}.text`) ?? errors.get(`${field}.audio`) ?? errors.get(field)}
      onChange={(part) => change({ [field]: { ...draft[field], ...part } })}
    />
  )
  return (
    <section className="card panel" aria-labelledby="announcements-title">
      <h2 id="announcements-title">What callers hear</h2>
      <NativeSelect
        label="Voice"
        description="It reads out every text below"
        data={[
          { value: '', label: 'Twilio’s own' },
          ...VOICES.map(({ voice: value, label }) => ({ value, label })),
        ]}
        value={draft.voice ?? ''}
        error={errors.get('voice')}
        onChange={({ currentTarget: { value } }) =>
          change({ voice: VOICES.find(({ voice }) => voice === value)?.voice ?? null })
        }
      />
      {editor(
        'greeting',
        'Greeting',
        'None',
        'Before the caller hears it ring. The call rings here at once.',
      )}
      {editor('voicemail', 'When nobody answers', 'Standard', 'Before the tone of the voicemail.')}
      {editor(
        'closed',
        'When the office is closed',
        'Standard',
        'Instead of ringing, even when agents are available.',
      )}
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
