import { IconSearch } from '@tabler/icons-react'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { useKeyOf } from './use-key.ts'
import './help-keys.css'

/** In the header: opens the palette. A narrow window has it in the menu. */
export function FindKey() {
  const { opened } = useConsole().keys
  const hotkey = useKeyOf('palette')
  return (
    <Button
      className="find-key"
      icon={<IconSearch size={16} aria-hidden />}
      hotkey={hotkey}
      onClick={() => opened.trigger.opened({ dialog: 'palette' })}
    >
      Find a person, call, command
    </Button>
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
      All keys
    </Button>
  )
}
