import { Textarea } from '@mantine/core'
import { t } from '../language/text.ts'
import type { EditorProps } from './hours-editor.tsx'

/** What can come of a call: agents choose among these words when a call is over. */
export function TagsEditor({ draft, errors, change }: EditorProps) {
  const error = [...errors].find(([path]) => path === 'tags' || path.startsWith('tags.'))?.[1]
  return (
    <section className="card panel" aria-labelledby="tags-title">
      <h2 id="tags-title">{t('office.howCallsEnd')}</h2>
      <Textarea
        label={t('office.tags')}
        description={t('office.tagsWords')}
        autosize
        minRows={3}
        maxRows={12}
        value={draft.tags}
        error={error}
        onChange={({ currentTarget: { value } }) => change({ tags: value })}
      />
    </section>
  )
}
