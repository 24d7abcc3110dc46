import {
  IconArrowsExchange,
  IconDots,
  IconParking,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useHotkey } from '../desk/shortcuts.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { MuteKey } from './mute-key.tsx'

export interface DialogToOpen {
  park: (call: CallView) => void
  transfer: (call: CallView) => void
}

/** The same keys in one line. Park with a note or in a slot of choice is on the desk. */
export function LineKeys({ call, transfer }: { call: CallView } & DialogToOpen) {
  const { command } = useConsole()
  const held = call.state === 'active.held'
  const dialling = call.state === 'active.dialling'
  const connecting = call.state === 'active.connecting' || dialling
  const keys = { hold: useHotkey('H'), park: useHotkey('K'), transfer: useHotkey('T') }
  return (
    <span className="line-keys">
      <MuteKey callSid={call.callSid} tall={false} />
      <Button
        icon={held ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />}
        hotkey={keys.hold}
        disabled={connecting}
        onClick={() => command(call.callSid, { type: held ? 'resume' : 'hold' })}
      >
        {held ? 'Resume' : 'Hold'}
      </Button>
      <Button
        icon={<IconParking size={18} aria-hidden />}
        hotkey={keys.park}
        disabled={dialling}
        onClick={() => command(call.callSid, { type: 'park' })}
      >
        Park
      </Button>
      <Button
        icon={<IconArrowsExchange size={18} aria-hidden />}
        hotkey={keys.transfer}
        disabled={connecting}
        onClick={() => transfer(call)}
      >
        Transfer
      </Button>
      <Button
        look="stop"
        icon={<IconPhoneOff size={18} aria-hidden />}
        onClick={() => command(call.callSid, { type: 'hangup' })}
      >
        Hang up
      </Button>
    </span>
  )
}

/** What the agent can do with the call. */
export function TalkKeys({ call, park, transfer }: { call: CallView } & DialogToOpen) {
  const { command } = useConsole()
  const held = call.state === 'active.held'
  const dialling = call.state === 'active.dialling'
  const connecting = call.state === 'active.connecting' || dialling
  const keys = { hold: useHotkey('H'), park: useHotkey('K'), transfer: useHotkey('T') }
  return (
    <div className="keys">
      <MuteKey callSid={call.callSid} />
      {held ? (
        <Button
          tall
          icon={<IconPlayerPlay size={20} aria-hidden />}
          hotkey={keys.hold}
          onClick={() => command(call.callSid, { type: 'resume' })}
        >
          Resume
        </Button>
      ) : (
        <Button
          tall
          icon={<IconPlayerPause size={20} aria-hidden />}
          hotkey={keys.hold}
          disabled={connecting}
          onClick={() => command(call.callSid, { type: 'hold' })}
        >
          Hold
        </Button>
      )}
      <span className="split">
        <Button
          tall
          icon={<IconParking size={20} aria-hidden />}
          hotkey={keys.park}
          disabled={dialling}
          onClick={() => command(call.callSid, { type: 'park' })}
        >
          Park
        </Button>
        <button
          type="button"
          className="split-more"
          aria-label="More options"
          title="With a note, or in a slot of choice"
          disabled={dialling}
          onClick={() => park(call)}
        >
          <IconDots size={15} aria-hidden />
        </button>
      </span>
      <Button
        tall
        icon={<IconArrowsExchange size={20} aria-hidden />}
        hotkey={keys.transfer}
        disabled={connecting}
        onClick={() => transfer(call)}
      >
        Transfer
      </Button>
      <Button
        tall
        look="stop"
        icon={<IconPhoneOff size={20} aria-hidden />}
        onClick={() => command(call.callSid, { type: 'hangup' })}
      >
        Hang up
      </Button>
    </div>
  )
}
