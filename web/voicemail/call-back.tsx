import { IconPhoneOutgoing } from '@tabler/icons-react'
import { useState } from 'react'
import type { Voicemail } from '../../coordinator/protocol/voicemail.ts'
import { callerLabel } from '../calls/format.ts'
import { useConsole } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'

/** Calls the caller who left the message. Nothing when the number is withheld. */
export function CallBack({ voicemail }: { voicemail: Voicemail }) {
  const { call, notices } = useConsole()
  const [asking, setAsking] = useState(false)
  const { callerNumber } = voicemail
  const label = callerLabel(voicemail)
  if (callerNumber === null) return null

  const callBack = async () => {
    setAsking(true)
    const refused = await call(callerNumber, voicemail.callerName ?? undefined)
    setAsking(false)
    if (refused !== null)
      notices.trigger.show({
        title: t('colleagues.notCalled', { name: label }),
        tone: 'bad',
        detail: refused,
      })
  }
  return (
    <Button
      className="btn-small"
      icon={<IconPhoneOutgoing size={16} aria-hidden />}
      aria-label={t('voicemail.callBackTo', { label })}
      disabled={asking}
      onClick={() => void callBack()}
    >
      {t('voicemail.callBack')}
    </Button>
  )
}
