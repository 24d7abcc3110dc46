import { t, type Words } from '../language/text.ts'
import './dial.css'

const KEYS = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const

const NAMES: Readonly<Record<string, Words>> = { '*': 'dial.star', '#': 'dial.hash' }

function nameOf(key: string): string | undefined {
  const name = NAMES[key]
  return name && t(name)
}

interface KeypadProps {
  onPress: (key: string) => void
  /** The key that was just typed looks pressed. */
  lit?: string | null
}

/** A telephone's twelve keys. */
export function Keypad({ onPress, lit = null }: KeypadProps) {
  return (
    <fieldset className="keypad">
      <legend className="visually-hidden">{t('button.keypad')}</legend>
      {KEYS.map(([key, letters]) => (
        <button
          key={key}
          type="button"
          className={`keypad-key ${lit === key ? 'keypad-lit' : ''}`}
          aria-label={nameOf(key)}
          onClick={() => onPress(key)}
        >
          <span>{key}</span>
          <span aria-hidden="true">{letters}</span>
        </button>
      ))}
    </fieldset>
  )
}
