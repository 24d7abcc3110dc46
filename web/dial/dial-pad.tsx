import { IconGridDots, IconPhoneOutgoing } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { Keypad } from './keypad.tsx'
import { NumberField } from './number-field.tsx'
import { typedNumber } from './typing.ts'

/** Calls a number. It is always there: during a call the server says what to do with that one first. */
export function DialPad() {
  const { call, me } = useConsole()
  const [number, setNumber] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  const [keypad, setKeypad] = useState(false)

  const change = (value: string) => {
    setNumber(value)
    setError(null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (number.trim() === '' || asking) return
    setAsking(true)
    const refused = await call(number)
    setAsking(false)
    if (refused === null) setNumber('')
    setError(refused)
  }
  return (
    <form onSubmit={submit} className="card dial" aria-label={t('dial.title')}>
      <div className="dial-row">
        <NumberField
          label={t('dial.callANumber')}
          hideLabel
          value={number}
          error={error}
          onChange={change}
          main
        />
        <button
          type="button"
          className="btn btn-plain"
          aria-expanded={keypad}
          aria-label={t('dial.pad')}
          onClick={() => setKeypad(!keypad)}
        >
          <IconGridDots size={18} aria-hidden />
        </button>
        <Button
          type="submit"
          look="go"
          icon={<IconPhoneOutgoing size={17} aria-hidden />}
          disabled={number.trim() === '' || asking}
        >
          {asking ? t('calls.calling') : t('button.call')}
        </Button>
      </div>
      {keypad ? (
        <Keypad onPress={(key) => change(typedNumber(number, number + key, me.dialCountry))} />
      ) : null}
    </form>
  )
}
