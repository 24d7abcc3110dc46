import {
  IconArrowsExchange,
  IconDots,
  IconParking,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole } from '../desk/use-console.ts'
import { ariaKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { MuteKey } from './mute-key.tsx'
import type { TransferKind } from './transfer-kind.ts'

export interface DialogToOpen {
  park: (call: CallView) => void
  transfer: (call: CallView, kind: TransferKind) => void
}

interface TalkKeysProps extends DialogToOpen {
  call: CallView
  /** In one line, above a page that is not the desk. Park with a note or in a slot of choice is on the desk. */
  line?: boolean
}

/** What the agent can do with the call. */
export function TalkKeys({ call, park, transfer, line = false }: TalkKeysProps) {
  const { command } = useConsole()
  const held = call.state === 'active.held'
  const dialling = call.state === 'active.dialling'
  const connecting = call.state === 'active.connecting' || dialling
  const keys = { hold: useKeyOf('hold'), park: useKeyOf('park'), transfer: useKeyOf('transfer') }
  const look = { tall: !line }
  const icon = { size: line ? 18 : 20, 'aria-hidden': true } as const
  const parkKey = (
    <Button
      {...look}
      icon={<IconParking {...icon} />}
      hotkey={keys.park}
      disabled={dialling}
      onClick={() => command(call.callSid, { type: 'park' })}
    >
      {t('button.park')}
    </Button>
  )
  return (
    <div className={line ? 'line-keys' : 'keys'}>
      <MuteKey callSid={call.callSid} {...look} />
      <Button
        {...look}
        icon={held ? <IconPlayerPlay {...icon} /> : <IconPlayerPause {...icon} />}
        hotkey={keys.hold}
        disabled={connecting}
        onClick={() => command(call.callSid, { type: held ? 'resume' : 'hold' })}
      >
        {held ? t('button.resume') : t('button.hold')}
      </Button>
      {line ? parkKey : <ParkKeys call={call} park={park} disabled={dialling} first={parkKey} />}
      <Button
        {...look}
        icon={<IconArrowsExchange {...icon} />}
        hotkey={keys.transfer}
        disabled={connecting}
        onClick={() => transfer(call, 'blind')}
      >
        {t('button.transfer')}
      </Button>
      <HangUpKey call={call} {...look} />
    </div>
  )
}

interface ParkKeysProps extends Pick<TalkKeysProps, 'call' | 'park'> {
  disabled: boolean
  first: ReactNode
}

/** Park, and beside it how else. */
function ParkKeys({ call, park, disabled, first }: ParkKeysProps) {
  const hotkey = useKeyOf('parkWith')
  return (
    <span className="split">
      {first}
      <button
        type="button"
        className="split-more"
        aria-label={t('calls.parkWith')}
        title={`${t('calls.parkWith')}${hotkey === null ? '' : ` (${hotkey})`}`}
        disabled={disabled}
        {...(hotkey === null ? {} : { 'aria-keyshortcuts': ariaKey(hotkey) })}
        onClick={() => park(call)}
      >
        <IconDots size={15} aria-hidden />
      </button>
    </span>
  )
}

/** Ends the agent's own call. */
export function HangUpKey({ call, tall }: { call: CallView; tall: boolean }) {
  const { command } = useConsole()
  const hotkey = useKeyOf('hangUp')
  return (
    <Button
      tall={tall}
      look="stop"
      icon={<IconPhoneOff size={tall ? 20 : 18} aria-hidden />}
      hotkey={hotkey}
      onClick={() => command(call.callSid, { type: 'hangup' })}
    >
      {t('button.hangUp')}
    </Button>
  )
}
