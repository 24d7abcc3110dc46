import { useSelector } from '@xstate/react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { actionWords, keyLabel } from './action-words.ts'
import { keyName } from './key-name.ts'
import { otherWith, whyNotKey } from './keymap.ts'
import type { ActionId } from './table.ts'

/** Takes the next key press as the key of an action. A key that another action has is given over only when that is said. */
export function ChooseKey({ id, onDone }: { id: ActionId; onDone: () => void }) {
  const { keymap } = useConsole().keys
  const map = useSelector(keymap, ({ context }) => context)
  const field = useRef<HTMLButtonElement>(null)
  const [pressed, setPressed] = useState<string | null>(null)
  useEffect(() => field.current?.focus(), [])
  const words = actionWords(id)
  const refused = pressed === null ? null : whyNotKey(pressed)
  const other = pressed === null || refused !== null ? null : otherWith(map, id, pressed)

  const choose = (key: string | null) => {
    keymap.trigger.keyChosen({ id, key })
    onDone()
  }
  const onKey = (event: KeyboardEvent) => {
    if (['Tab', 'Enter', ' '].includes(event.key)) return
    // The desk must not hear it: a key of Answer would answer a call.
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return onDone()
    const key = keyName(event.nativeEvent)
    if (key === null) return
    if (whyNotKey(key) === null && otherWith(map, id, key) === null) choose(key)
    else setPressed(key)
  }
  return (
    <li className="key-line key-choose" data-action={id}>
      <button
        ref={field}
        type="button"
        className="btn btn-small"
        aria-label={t('keys.pressNew', { action: words })}
        data-mantine-stop-propagation="true"
        onKeyDown={onKey}
      >
        {pressed === null ? t('keys.pressKey') : keyLabel(pressed)}
      </button>
      <span className="grow">
        {words}
        <span className="small block" role="status">
          {refused ? (
            <span className="bad">
              {refused} {t('keys.pressAnother')}
            </span>
          ) : null}
          {other && pressed ? (
            <span className="warn">
              {t('keys.isOther', { key: keyLabel(pressed), action: actionWords(other) })}
            </span>
          ) : null}
        </span>
      </span>
      {other ? (
        <Button className="btn-small" look="accent" onClick={() => choose(pressed)}>
          {t('keys.take')}
        </Button>
      ) : null}
      <Button className="btn-small" onClick={() => choose(null)}>
        {t('keys.noKey')}
      </Button>
      <Button
        className="btn-small"
        onClick={() => {
          keymap.trigger.defaultChosen({ id })
          onDone()
        }}
      >
        {t('keys.default')}
      </Button>
      <Button className="btn-small" look="quiet" onClick={onDone}>
        {t('keys.cancel')}
      </Button>
    </li>
  )
}
