import { NativeSelect, SegmentedControl } from '@mantine/core'
import { VOICES } from '../../coordinator/protocol/office/voices.ts'
import { t } from '../language/text.ts'
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
      <h2 id="announcements-title">{t('office.whatCallersHear')}</h2>
      <NativeSelect
        label={t('office.voice')}
        description={t('office.voiceWords')}
        data={[
          { value: '', label: t('office.twilioVoice') },
          ...VOICES.map(({ voice: value, label }) => ({ value, label })),
        ]}
        value={draft.voice ?? ''}
        error={errors.get('voice')}
        onChange={({ currentTarget: { value } }) =>
          change({ voice: VOICES.find(({ voice }) => voice === value)?.voice ?? null })
        }
      />
      {editor('greeting', t('office.greeting'), t('office.none'), t('office.greetingWords'))}
      {editor('voicemail', t('office.whenNobody'), t('office.standard'), t('office.whenNobodyWords'))}
      {editor('closed', t('office.whenClosed'), t('office.standard'), t('office.whenClosedWords'))}
      <SegmentedControl
        aria-label={t('office.afterClosed')}
        value={draft.whenClosed}
        onChange={(value) => change({ whenClosed: value === 'hangup' ? 'hangup' : 'voicemail' })}
        data={[
          { value: 'voicemail', label: t('office.mayLeave') },
          { value: 'hangup', label: t('office.callEnds') },
        ]}
      />
    </section>
  )
}
