import { IconSearch } from '@tabler/icons-react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { keyLabel } from './action-words.ts'
import { ariaKey } from './key-words.ts'
import { useKeyOf } from './use-key.ts'
import './help-keys.css'

/** In the header: opens the palette. A narrow window has it in the menu. */
export function FindKey() {
  const { opened } = useConsole().keys
  const hotkey = useKeyOf('palette')
  return (
    <button
      type="button"
      className="btn find-key"
      {...(hotkey === null ? {} : { 'aria-keyshortcuts': ariaKey(hotkey) })}
      onClick={() => opened.trigger.opened({ dialog: 'palette' })}
    >
      <IconSearch size={16} aria-hidden />
      <span>{t('keys.findButton')}</span>
      {hotkey === null ? null : (
        <span className="key" aria-hidden="true">
          {keyLabel(hotkey)}
        </span>
      )}
    </button>
  )
}

/** In the line under the header: opens the sheet. */
export function AllKeysKey() {
  const { opened } = useConsole().keys
  const hotkey = useKeyOf('sheet')
  return (
    <Button
      className="btn-small all-keys-key"
      hotkey={hotkey}
      onClick={() => opened.trigger.opened({ dialog: 'sheet' })}
    >
      {t('menu.allKeys')}
    </Button>
  )
}
