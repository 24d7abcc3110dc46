import {
  IconArrowsExchange,
  IconDots,
  IconGripVertical,
  IconParking,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useDragCall } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { DigitKeys } from './digit-keys.tsx'
import { callerDetail, callerLabel, formatDuration, formatNumber } from './format.ts'
import { LegStatus } from './leg-status.tsx'
import { MuteKey } from './mute-key.tsx'
import type { DialogToOpen } from './my-call.tsx'

export function TalkCard({ call, park, transfer }: { call: CallView } & DialogToOpen) {
  const { command } = useConsole()
  const held = call.state === 'active.held'
  const dialling = call.state === 'active.dialling'
  const connecting = call.state === 'active.connecting' || dialling
  const keys = { hold: useHotkey('H'), park: useHotkey('K'), transfer: useHotkey('T') }
  const { setNodeRef, listeners, isDragging } = useDragCall(call)
  const card = useRef<HTMLElement>(null)
  useCleared(call.callSid, 'my-call')
  // The button that was pressed is gone with its card: what follows is done here.
  useEffect(() => {
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true })
  }, [])
  const detail = callerDetail(call) ?? wayOf(call)

  return (
    <article
      ref={card}
      tabIndex={-1}
      aria-label={`Call with ${callerLabel(call)}`}
      className={`card mine ${held ? 'mine-held' : ''} ${isDragging ? 'dragged' : ''}`}
      data-call-sid={call.callSid}
    >
      <div ref={setNodeRef} {...listeners} className="mine-head">
        <IconGripVertical size={18} className="grip" aria-hidden />
        <div className="grow">
          <div className="who">{callerLabel(call)}</div>
          <div className="soft">{detail}</div>
        </div>
        <div className="mine-clock">
          <Elapsed since={(held ? call.heldAt : call.answeredAt) ?? call.createdAt} className="time" />
          <span className={held ? 'tag tag-hold' : 'tag tag-talk'}>
            {held ? 'On hold' : dialling ? 'Calling…' : connecting ? 'Connecting' : 'Talking'}
          </span>
        </div>
      </div>
      <LegStatus callSid={call.callSid} />
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
      <p className="tail">
        {call.answeredAt
          ? `Answered after ${formatDuration(Date.parse(call.answeredAt) - Date.parse(call.createdAt))}`
          : dialling
            ? 'It rings there.'
            : 'Answering…'}
        {dialling ? null : <DigitKeys callSid={call.callSid} />}
        {dialling ? null : <span className="hint">drag to a slot or a colleague</span>}
      </p>
    </article>
  )
}

/** Which of our numbers was called, or that it was we who called. */
function wayOf({ direction, calledNumber }: CallView): string | null {
  if (direction === 'internal') return 'colleague'
  if (direction === 'outbound') return 'you called'
  return calledNumber ? `called ${formatNumber(calledNumber)}` : null
}
