import { TextInput } from '@mantine/core'
import { useLayoutEffect, useRef } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { ariaKey, shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { typedNumber } from './typing.ts'

interface NumberFieldProps {
  label: string
  value: string
  error: string | null
  onChange: (value: string) => void
  /** The field that the shortcut key focuses. */
  main?: boolean
  /** The label is for a screen reader, and stands in the empty field. */
  hideLabel?: boolean
}

/** A telephone number, formatted as it is typed. Of pasted text it keeps the number. */
export function NumberField({ label, value, error, onChange, main, hideLabel }: NumberFieldProps) {
  const { me } = useConsole()
  const letter = useKeyOf('call')
  const hotkey = main ? letter : null
  const input = useRef<HTMLInputElement>(null)
  /** How many digits are behind the caret: as many stay behind it when the format changes. */
  const behind = useRef<number | null>(null)
  useLayoutEffect(() => {
    const element = input.current
    if (element && behind.current !== null) {
      const at = caretBefore(value, behind.current)
      element.setSelectionRange(at, at)
    }
    behind.current = null
  }, [value])
  return (
    <TextInput
      ref={input}
      className="grow"
      label={label}
      labelProps={hideLabel ? HIDDEN : {}}
      placeholder={hideLabel ? label : me.dialCountry === 'US' ? '(217) 555-0148' : '+1 217 555 0148'}
      type="tel"
      inputMode="tel"
      autoComplete="off"
      value={value}
      error={error}
      {...(main ? { 'data-dial-number': '' } : {})}
      {...(hotkey ? { 'aria-keyshortcuts': ariaKey(hotkey) } : {})}
      rightSection={
        hotkey && value === '' ? (
          <span className="key" aria-hidden="true">
            {shortKey(hotkey)}
          </span>
        ) : null
      }
      onChange={({ currentTarget }) => {
        const { value: typed, selectionStart } = currentTarget
        behind.current = countDigits(typed.slice(selectionStart ?? typed.length))
        onChange(typedNumber(value, typed, me.dialCountry))
      }}
    />
  )
}

const HIDDEN = { className: 'visually-hidden' }

const countDigits = (text: string) => text.replace(/\D/g, '').length

function caretBefore(text: string, digits: number): number {
  for (let at = text.length; at >= 0; at--) if (countDigits(text.slice(at)) === digits) return at
  return text.length
}
