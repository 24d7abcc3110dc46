import {
  IconArrowBackUp,
  IconArrowsExchange,
  IconArrowsUpDown,
  IconDoorExit,
  IconPlayerPause,
  IconUsers,
} from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { isConsultTarget } from './desk-sections.ts'
import { MuteKey } from './mute-key.tsx'

interface ConsultationKeysProps {
  call: CallView
  /** In one line, above a page that is not the desk. */
  line?: boolean
}

/** What the agent who asks, or who is asked, can do. Each key keeps its place while sound goes other ways. */
export function ConsultationKeys({ call, line = false }: ConsultationKeysProps) {
  const { me } = useConsole()
  return (
    <div className={line ? 'line-keys' : 'keys keys-consult'}>
      <MuteKey callSid={call.callSid} tall={!line} />
      {isConsultTarget(call, me.agentId) ? (
        <LeaveKey call={call} tall={!line} />
      ) : (
        <SenderKeys call={call} tall={!line} />
      )}
    </div>
  )
}

interface KeysProps {
  call: CallView
  tall: boolean
}

function SenderKeys({ call, tall }: KeysProps) {
  const { command } = useConsole()
  const keys = {
    hold: useKeyOf('hold'),
    swap: useKeyOf('swap'),
    merge: useKeyOf('merge'),
    transfer: useKeyOf('transfer'),
    takeBack: useKeyOf('takeBack'),
  }
  const { callSid, state, transfer } = call
  const joined = transfer?.joined === true
  const all = state === 'active.threeWay'
  return (
    <>
      {all ? (
        <Button
          tall={tall}
          icon={<IconPlayerPause size={18} aria-hidden />}
          hotkey={keys.hold}
          onClick={() => command(callSid, { type: 'hold' })}
        >
          {t('button.hold')}
        </Button>
      ) : (
        <Button
          tall={tall}
          icon={<IconArrowsUpDown size={18} aria-hidden />}
          hotkey={keys.swap}
          disabled={!joined}
          onClick={() => command(callSid, { type: state === 'transferring.swapped' ? 'hold' : 'resume' })}
        >
          {t('button.swap')}
        </Button>
      )}
      <Button
        tall={tall}
        icon={<IconUsers size={18} aria-hidden />}
        hotkey={keys.merge}
        aria-pressed={all}
        disabled={!joined || all}
        onClick={() => command(callSid, { type: 'merge' })}
      >
        {t('calls.threeWay')}
      </Button>
      {all ? (
        <LeaveKey call={call} tall={tall} />
      ) : (
        <Button
          tall={tall}
          look="go"
          icon={<IconArrowsExchange size={18} aria-hidden />}
          hotkey={keys.transfer}
          onClick={() => command(callSid, { type: 'complete' })}
        >
          {t('button.transferNow')}
        </Button>
      )}
      <Button
        tall={tall}
        icon={<IconArrowBackUp size={18} aria-hidden />}
        hotkey={keys.takeBack}
        onClick={() => command(callSid, { type: 'cancel' })}
      >
        {t('button.backToCaller')}
      </Button>
    </>
  )
}

/** The others go on. */
function LeaveKey({ call, tall }: KeysProps) {
  const { command } = useConsole()
  const hotkey = useKeyOf('hangUp')
  return (
    <Button
      tall={tall}
      icon={<IconDoorExit size={18} aria-hidden />}
      hotkey={hotkey}
      onClick={() => command(call.callSid, { type: 'leave' })}
    >
      {t('button.leave')}
    </Button>
  )
}
