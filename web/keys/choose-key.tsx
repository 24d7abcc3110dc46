import { useSelector } from '@xstate/react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { keyName } from './key-name.ts'
import { otherWith, whyNotKey } from './keymap.ts'
import { ACTIONS, type ActionId } from './table.ts'

/** Takes the next key press as the key of an action. A key that another action has is given over only when that is said. */
export function ChooseKey({ id, onDone }: { id: ActionId; onDone: () => void }) {
  const { keymap } = useConsole().keys
  const map = useSelector(keymap, ({ context }) => context)
  const field = useRef<HTMLButtonElement>(null)
  const [pressed, setPressed] = useState<string | null>(null)
  useEffect(() => field.current?.focus(), [])
  const { words } = ACTIONS[id]
  const refused = pressed === null ? null : whyNotKey(pressed)
  const other = pressed === null || refused !== null ? null : otherWith(map, id, pressed)

  const choose = (key: string | null) => {
    keymap.trigger.keyChosen({ id, key })
    onDone()
  }
  const onKey = (event: KeyboardEvent) => {
    if (['Tab', 'Enter', ' '].includes(event.key)) return
    // The desk does not hear it: the letter of Answer answers nothing here.
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
        aria-label={`Press the new key: ${words}`}
        data-mantine-stop-propagation="true"
        onKeyDown={onKey}
      >
        {pressed ?? 'Press a key'}
      </button>
      <span className="grow">
        {words}
        <span className="small block" role="status">
          {refused ? <span className="bad">{refused} Press another key.</span> : null}
          {other ? (
            <span className="warn">
              {pressed} is “{ACTIONS[other].words}”. Press another key, or take it from there.
            </span>
          ) : null}
        </span>
      </span>
      {other ? (
        <Button className="btn-small" look="accent" onClick={() => choose(pressed)}>
          Take it
        </Button>
      ) : null}
      <Button className="btn-small" onClick={() => choose(null)}>
        No key
      </Button>
      <Button
        className="btn-small"
        onClick={() => {
          keymap.trigger.defaultChosen({ id })
          onDone()
        }}
      >
        Default
      </Button>
      <Button className="btn-small" look="quiet" onClick={onDone}>
        Cancel
      </Button>
    </li>
  )
}
