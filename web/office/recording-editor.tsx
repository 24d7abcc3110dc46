import { NativeSelect, Switch } from '@mantine/core'
import { RecordingSettings, RecordingWhen } from '../../coordinator/protocol/office/settings.ts'
import { t } from '../language/text.ts'
import { AnnouncementEditor } from './announcement-editor.tsx'
import type { AnnouncementField } from './draft.ts'
import type { EditorProps } from './hours-editor.tsx'

const NOTICE: AnnouncementField = 'notice'
const HEARD_BY = RecordingSettings.shape.heardBy.options

/** Which calls are recorded, what callers are told, and who may hear it. */
export function RecordingEditor({ draft, errors, change }: EditorProps) {
  const { recording } = draft
  const set = (part: Partial<typeof recording>) => change({ recording: { ...recording, ...part } })
  const when = (direction: 'inbound' | 'outbound') => (
    <NativeSelect
      label={t(`office.record.${direction}`)}
      data={RecordingWhen.options.map((value) => ({ value, label: t(`office.record.${value}`) }))}
      value={recording[direction]}
      onChange={({ currentTarget: { value } }) => set({ [direction]: RecordingWhen.parse(value) })}
    />
  )
  return (
    <section className="card panel" aria-labelledby="recording-title">
      <h2 id="recording-title">{t('office.recording')}</h2>
      <p className="soft small">{t('office.recordingWords')}</p>
      {when('inbound')}
      {when('outbound')}
      <Switch
        label={t('office.announces')}
        description={t('office.announcesWords')}
        checked={recording.announces}
        onChange={({ currentTarget: { checked } }) => set({ announces: checked })}
      />
      {recording.announces ? (
        <AnnouncementEditor
          field={NOTICE}
          title={t('office.notice')}
          standard={t('office.standard')}
          note={t('office.noticeWords')}
          announcement={draft.notice}
          error={
            errors.get('recording.notice.text') ??
            errors.get('recording.notice.audio') ??
            errors.get('recording.notice')
          }
          onChange={(part) => change({ notice: { ...draft.notice, ...part } })}
        />
      ) : null}
      <NativeSelect
        label={t('office.heardBy')}
        data={HEARD_BY.map((value) => ({ value, label: t(`office.heardBy.${value}`) }))}
        value={recording.heardBy}
        onChange={({ currentTarget: { value } }) =>
          set({ heardBy: RecordingSettings.shape.heardBy.parse(value) })
        }
      />
    </section>
  )
}
