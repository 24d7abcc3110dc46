import {
  IconArrowsExchange,
  IconGripVertical,
  IconMicrophone,
  IconMicrophoneOff,
  IconParking,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { useEffect, useRef } from 'react'
import type { CallView } from '../../machines/call/view.ts'
import { softphoneStatus } from '../../machines/softphone/status.ts'
import { useDragCall } from '../desk/dragging.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useHotkey } from '../desk/shortcuts.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useConsole, usePlaces } from '../desk/use-console.ts'
import { Button } from '../look/button.tsx'
import { Consultation, SentCard } from './consultation.tsx'
import { callerDetail, callerLabel, formatDuration, formatNumber } from './format.ts'
import { HeldRow } from './held-row.tsx'
import { Meter } from './meter.tsx'

export interface AskedDialogs {
  park: (call: CallView) => void
  transfer: (call: CallView) => void
}

export function MyCall({ park, transfer }: AskedDialogs) {
  const { current, held, sent } = usePlaces()
  return (
    <Section title="My call" className="my-call">
      {current?.status === 'transferring' ? <Consultation call={current} /> : null}
      {current?.status === 'active' ? (
        <TalkCard key={current.callSid} call={current} park={park} transfer={transfer} />
      ) : null}
      {sent.map((call) => (
        <SentCard key={call.callSid} call={call} />
      ))}
      {held.map((call) => (
        <HeldRow key={call.callSid} call={call} />
      ))}
      {!current && held.length === 0 && sent.length === 0 ? (
        <p className="empty">You are on no call.</p>
      ) : null}
    </Section>
  )
}

function TalkCard({ call, park, transfer }: { call: CallView } & AskedDialogs) {
  const { command } = useConsole()
  const held = call.state === 'active.held'
  const connecting = call.state === 'active.connecting'
  const keys = { hold: useHotkey('H'), park: useHotkey('K'), transfer: useHotkey('T') }
  const { setNodeRef, listeners, isDragging } = useDragCall(call)
  const card = useRef<HTMLElement>(null)
  useCleared(call.callSid, 'my-call')
  // The button that was pressed is gone with its card: what follows is done here.
  useEffect(() => {
    if (document.activeElement === document.body) card.current?.focus({ preventScroll: true })
  }, [])
  const detail =
    callerDetail(call) ?? (call.calledNumber ? `called ${formatNumber(call.calledNumber)}` : null)

  return (
    <article
      ref={card}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: takes the focus after Answer, and is never a tab stop
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
            {held ? 'On hold' : connecting ? 'Connecting' : 'Talking'}
          </span>
        </div>
      </div>
      <Line callSid={call.callSid} />
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
        <Button
          tall
          icon={<IconParking size={20} aria-hidden />}
          hotkey={keys.park}
          onClick={() => park(call)}
        >
          Park
        </Button>
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
          : 'Answering…'}
        <span className="hint">drag to a slot or a colleague</span>
      </p>
    </article>
  )
}

/** What this browser's own line does: the meter while it works, words while it does not. */
export function Line({ callSid }: { callSid: string }) {
  const { softphone } = useConsole()
  const status = useSelector(softphone, softphoneStatus)
  const muted = useSelector(softphone, (snapshot) => snapshot.context.muted)
  const trouble = useSelector(softphone, (snapshot) => snapshot.context.trouble)
  const ours = useSelector(softphone, (snapshot) => snapshot.context.wanted?.callSid === callSid)
  if (!ours) return <Meter muted />
  if (status === 'joinFailed' || status === 'failed')
    return (
      <div className="line-trouble" role="status">
        <span>{trouble ?? 'The line could not be opened.'}</span>
        <Button className="btn-small" onClick={() => softphone.send({ type: 'RETRY' })}>
          Try again
        </Button>
      </div>
    )
  if (status === 'reconnecting')
    return (
      <div className="line-trouble" role="status">
        The network is shaky. Reconnecting your line…
      </div>
    )
  return <Meter muted={muted} />
}

function MuteKey({ callSid }: { callSid: string }) {
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
