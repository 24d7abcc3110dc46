import { IconBell, IconBellOff, IconBellRinging, IconHeadset, IconMoon } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import type { Connection } from '../feed/desk-store.ts'
import { Rich } from '../language/rich.tsx'
import type { Words } from '../language/text.ts'
import { t } from '../language/text.ts'
import type { RichTexts } from '../language/texts.ts'
import { hrefOf } from '../pages/page.ts'
import { useOwnReach } from '../ready/use-own-reach.ts'
import { useSeconds } from './server-time.ts'
import { useConsole, useDesk } from './use-console.ts'
import './pills.css'

const connections: Record<Connection, { words: Words; tone: string }> = {
  connecting: { words: 'desk.connecting', tone: 'warn' },
  live: { words: 'desk.live', tone: 'ok' },
  reconnecting: { words: 'desk.reconnecting', tone: 'warn' },
  offline: { words: 'desk.offline', tone: 'bad' },
}

const noCommands = { words: 'desk.noCommands', tone: 'bad' } as const

export function ConnectionPill() {
  const connection = useDesk((it) => it.connection)
  const storeAway = useDesk((it) => it.storeAway)
  const { words, tone } = connection === 'live' && storeAway ? noCommands : connections[connection]
  return (
    <span className={`pill ${tone}`} data-connection={connection}>
      <span className="dot" aria-hidden="true" />
      <span role="status">{t(words)}</span>
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
        {rings === 'no' ? <Rich of="desk.ringsNot" with={{ why: words, b: bold }} /> : null}
        {rings === 'unproven' ? t('desk.ringsHere', { why: words }) : null}
        {rings === 'quiet' ? <Rich of="desk.quiet" with={{ until: words, b: bold }} /> : null}
      </span>
      {rings === 'yes' ? <ProvenAgo /> : null}
      {mend ? <u>{t('desk.mend')}</u> : null}
      {rings === 'quiet' ? <u>{t('desk.change')}</u> : null}
    </a>
  )
}

const bold: RichTexts['desk.quiet']['b'] = (words) => <b>{words}</b>

/** Where microphone, headset and ringer are chosen. */
export function DevicesLink() {
  return (
    <a className="pill devices-link" href={hrefOf('devices')} title={t('desk.devicesTitle')}>
      <IconHeadset size={16} aria-hidden />
      <span className="visually-hidden">{t('page.devices')}</span>
    </a>
  )
}

/** It stands beside the status, so that a screen reader does not read each tick. */
function ProvenAgo() {
  const provenAt = useSelector(useConsole().stream, ({ context }) => context.provenAt)
  useSeconds()
  if (provenAt === null) return null
  const seconds = Math.max(0, Math.round((Date.now() - provenAt) / 1_000))
  return <span className="reach-proof">{t('desk.proven', { seconds })}</span>
}
