import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { useConsole } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'

interface MuteKeyProps {
  callSid: string
  /** False where the letter does nothing: in a dialog. */
  letter?: boolean
  tall?: boolean
}

export function MuteKey({ callSid, letter = true, tall = true }: MuteKeyProps) {
  const { softphone } = useConsole()
  const hotkey = useKeyOf('mute')
  const muted = useSelector(softphone, (snapshot) => snapshot.context.muted)
  const up = useSelector(
    softphone,
    (snapshot) => snapshot.context.wanted?.callSid === callSid && softphoneStatus(snapshot) === 'onCall',
  )
  return (
    <Button
      tall={tall}
      aria-pressed={muted}
      disabled={!up}
      title={up ? undefined : t('calls.muteInOtherTab')}
      hotkey={letter ? hotkey : null}
      icon={muted ? <IconMicrophoneOff size={20} aria-hidden /> : <IconMicrophone size={20} aria-hidden />}
      onClick={() => softphone.send({ type: 'MUTE', muted: !muted })}
    >
      {muted ? t('button.muted') : t('button.mute')}
    </Button>
  )
}
