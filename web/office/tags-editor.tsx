import { Textarea } from '@mantine/core'
import type { EditorProps } from './hours-editor.tsx'

/** What can come of a call: agents choose among these words when a call is over. */
export function TagsEditor({ draft, errors, change }: EditorProps) {
  const error = [...errors].find(([path]) => path === 'tags' || path.startsWith('tags.'))?.[1]
  return (
    <section className="card panel" aria-labelledby="tags-title">
      <h2 id="tags-title">How calls end</h2>
      <Textarea
        label="Tags"
        description="One a line. Agents choose them on the page History; calls keep a tag that you remove here"
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
