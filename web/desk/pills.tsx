import { IconBell, IconBellOff, IconBellRinging } from '@tabler/icons-react'
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
  reconnecting: { words: 'Reconnecting', tone: 'warn' },
  offline: { words: 'Offline', tone: 'bad' },
}

const noCommands = { words: 'Commands are not taken', tone: 'bad' }

export function ConnectionPill() {
  const connection = useDesk((it) => it.connection)
  const latencyMs = useDesk((it) => it.latencyMs)
  const storeAway = useDesk((it) => it.storeAway)
  const { words, tone } = connection === 'live' && storeAway ? noCommands : connections[connection]
  return (
    <span className={`pill ${tone}`} data-connection={connection}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{words}</span>
      {connection === 'live' && !storeAway && latencyMs !== null ? (
        <span className="soft latency" title="Time of a request to the server and back">
          {latencyMs} ms
        </span>
      ) : null}
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
      <span role="status">
        {rings === 'yes' ? <b>{words}</b> : null}
        {rings === 'no' ? (
          <>
            <b>Does not ring here:</b> {words}
          </>
        ) : null}
        {rings === 'unproven' ? `Rings here: ${words}` : null}
      </span>
      {rings === 'yes' ? <ProvenAgo /> : null}
      {mend ? <u>Mend it</u> : null}
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
