import { IconBell, IconBellOff, IconBellRinging, IconHeadset, IconMoon } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import type { Connection } from '../feed/desk-store.ts'
import { hrefOf } from '../pages/page.ts'
import { useOwnReach } from '../ready/use-own-reach.ts'
import { useSeconds } from './server-time.ts'
import { useConsole, useDesk } from './use-console.ts'
import './pills.css'

const connections: Record<Connection, { words: string; tone: string }> = {
  connecting: { words: 'Connecting', tone: 'warn' },
  live: { words: 'Live', tone: 'ok' },
  reconnecting: { words: 'Connection lost, reconnecting', tone: 'warn' },
  offline: { words: 'Offline', tone: 'bad' },
}

const noCommands = { words: 'No changes possible just now', tone: 'bad' }

export function ConnectionPill() {
  const connection = useDesk((it) => it.connection)
  const storeAway = useDesk((it) => it.storeAway)
  const { words, tone } = connection === 'live' && storeAway ? noCommands : connections[connection]
  return (
    <span className={`pill ${tone}`} data-connection={connection}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{words}</span>
    </span>
  )
}

/** The truth about this browser: a call rings here, proven when; else why not. It leads to the checks. */
export function RingsPill() {
  const { rings, words, mend } = useOwnReach()
  return (
    <a className={`pill reach reach-${rings}`} href={hrefOf('ready')} data-rings={rings === 'yes'}>
      {rings === 'yes' ? <IconBellRinging size={16} aria-hidden /> : null}
      {rings === 'no' ? <IconBellOff size={16} aria-hidden /> : null}
      {rings === 'unproven' ? <IconBell size={16} aria-hidden /> : null}
      {rings === 'quiet' ? <IconMoon size={16} aria-hidden /> : null}
      <span role="status">
        {rings === 'yes' ? <b>{words}</b> : null}
        {rings === 'no' ? (
          <>
            <b>Does not ring here:</b> {words}
          </>
        ) : null}
        {rings === 'unproven' ? `Rings here: ${words}` : null}
        {rings === 'quiet' ? (
          <>
            <b>Quiet hours</b> {words}: no ring, no notification
          </>
        ) : null}
      </span>
      {rings === 'yes' ? <ProvenAgo /> : null}
      {mend ? <u>Mend it</u> : null}
      {rings === 'quiet' ? <u>Change</u> : null}
    </a>
  )
}

/** Where microphone, headset and ringer are chosen. */
export function DevicesLink() {
  return (
    <a className="pill devices-link" href={hrefOf('devices')} title="Devices: microphone, headset, ringer">
      <IconHeadset size={16} aria-hidden />
      <span className="visually-hidden">Devices</span>
    </a>
  )
}

/** Not a part of the status, so that nobody hears it tick. */
function ProvenAgo() {
  const provenAt = useSelector(useConsole().stream, ({ context }) => context.provenAt)
  useSeconds()
  if (provenAt === null) return null
  const seconds = Math.max(0, Math.round((Date.now() - provenAt) / 1_000))
  return <span className="reach-proof">, proven {seconds === 0 ? 'now' : `${seconds} s ago`}</span>
}
