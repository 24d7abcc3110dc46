import { useDesk } from '../desk/use-console.ts'
import { Part } from '../pages/part.tsx'
import { partOf } from '../parts.ts'
import { noteShown, useNoteShown } from './note-shown.ts'

export const loadCallNote = partOf(() => import('./call-note.tsx'))

/** Below the own call, while the note about one is open. A call that has ended is shown as it was. */
export function NotePanel() {
  const opened = useNoteShown()
  const now = useDesk(({ calls }) => calls.find(({ callSid }) => callSid === opened?.callSid))
  if (opened === null) return null
  return (
    <Part load={loadCallNote}>
      {({ CallNote }) => <CallNote call={now ?? opened} onClose={() => noteShown.trigger.closed()} />}
    </Part>
  )
}
