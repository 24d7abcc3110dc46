import { Popover } from '@mantine/core'
import { IconGridDots } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect, useState } from 'react'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { Keypad } from '../dial/keypad.tsx'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'

const LIT_FOR_MS = 160

/** Keys that the other side's machine hears, pressed or typed. */
export function DigitKeys({ callSid }: { callSid: string }) {
  const { softphone } = useConsole()
  const [opened, setOpened] = useState(false)
  const hotkey = useKeyOf('keypad')
  const up = useSelector(
    softphone,
    (snapshot) => snapshot.context.wanted?.callSid === callSid && softphoneStatus(snapshot) === 'onCall',
  )
  const { sent, trouble } = useSelector(softphone, (snapshot) => snapshot.context.digits)
  useEffect(() => {
    if (!up) setOpened(false)
  }, [up])
  const press = (digits: string) => softphone.send({ type: 'DIGITS', digits })
  const [lit, setLit] = useState<string | null>(null)
  useEffect(() => {
    if (lit === null) return
    const timer = setTimeout(() => setLit(null), LIT_FOR_MS)
    return () => clearTimeout(timer)
  }, [lit])
  const type = (key: string) => {
    if (!/^[\d*#]$/.test(key)) return
    press(key)
    setLit(key)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          className="btn-small"
          disabled={!up}
          data-keypad
          hotkey={hotkey}
          icon={<IconGridDots size={15} aria-hidden />}
          onClick={() => setOpened(!opened)}
          // The focus goes to the keys a moment after they have opened.
          onKeyDown={({ key }) => {
            if (!opened) return
            if (key === 'Escape') setOpened(false)
            else type(key)
          }}
        >
          {t('button.keypad')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('button.keypad')} onKeyDown={({ key }) => type(key)}>
        <output className={trouble === null ? 'digits' : 'digits bad'} aria-label={t('calls.keysSent')}>
          {trouble === null ? sent || t('calls.pressKeys') : t('calls.notSent', { trouble })}
        </output>
        <Keypad onPress={press} lit={lit} />
      </Popover.Dropdown>
    </Popover>
  )
}
