import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { useHotkey } from '../desk/shortcuts.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'

export function MuteKey({ callSid }: { callSid: string }) {
  const { softphone } = useConsole()
  const hotkey = useHotkey('M')
  const muted = useSelector(softphone, (snapshot) => snapshot.context.muted)
  const up = useSelector(
    softphone,
    (snapshot) => snapshot.context.wanted?.callSid === callSid && softphoneStatus(snapshot) === 'onCall',
  )
  return (
    <Button
      tall
      aria-pressed={muted}
      disabled={!up}
      hotkey={hotkey}
      icon={muted ? <IconMicrophoneOff size={20} aria-hidden /> : <IconMicrophone size={20} aria-hidden />}
      onClick={() => softphone.send({ type: 'MUTE', muted: !muted })}
    >
      {muted ? 'Muted' : 'Mute'}
    </Button>
  )
}
