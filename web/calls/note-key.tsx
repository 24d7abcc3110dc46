import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { ariaKey, shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { noteShown, useNoteShown } from './note-shown.ts'

/** On the own call: opens the note about it. */
export function NoteKey({ call }: { call: CallView }) {
  const opened = useNoteShown()?.callSid === call.callSid
  const hotkey = useKeyOf('note')
  return (
    <button
      type="button"
      className="link caller-key"
      aria-expanded={opened}
      title={call.wrapUp?.note ?? undefined}
      {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
      onClick={() => (opened ? noteShown.trigger.closed() : noteShown.trigger.opened({ call }))}
    >
      {call.wrapUp?.note ? `${t('lot.note')} ✓` : t('lot.note')}
      {call.wrapUp?.note ? <span className="visually-hidden"> {t('calls.noteWritten')}</span> : null}{' '}
      {hotkey ? (
        <span className="key" aria-hidden="true">
          {shortKey(hotkey)}
        </span>
      ) : null}
    </button>
  )
}
