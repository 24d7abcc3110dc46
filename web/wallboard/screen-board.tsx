import { IconParking, IconPhone } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Board } from '../../coordinator/protocol/board.ts'
import type { TileState } from '../../coordinator/protocol/tile-state.ts'
import { type Urgency, urgencyAfter } from '../calls/urgency.ts'
import { useServerTime } from '../desk/server-time.ts'
import { ClockProvider } from '../desk/use-console.ts'
import { t } from '../language/text.ts'
import { Logo } from '../look/logo.tsx'
import { SILENT_AFTER_MS } from './board.ts'
import { followBoard } from './follow-board.ts'
import { FreePanel, Head, Panel, PeopleTiles } from './parts.tsx'
import { useScreenOn } from './use-screen-on.ts'
import '../session/sign-in.css'

/** The board of a screen on the wall that nobody has signed in at: figures, and no caller. */
export function ScreenBoard({ token }: { token: string }) {
  const [board, setBoard] = useState<Board | null>(null)
  const [refused, setRefused] = useState(false)
  /** When a beat last came, on this browser's clock, and how far the server's is ahead. */
  const [heard, setHeard] = useState({ at: 0, aheadMs: 0 })
  useScreenOn()
  useEffect(() => {
    document.title = `${t('page.wallboard')} – Switchyard`
    return followBoard(token, {
      board(next) {
        setBoard(next)
        setRefused(false)
      },
      beat: (serverTime) => setHeard({ at: Date.now(), aheadMs: serverTime - Date.now() }),
      refused: () => setRefused(true),
    })
  }, [token])
  const [clock, setClock] = useState(() => Date.now)
  const { aheadMs } = heard
  useEffect(() => setClock(() => () => Date.now() + aheadMs), [aheadMs])

  if (refused) return <Refused />
  if (board === null) return <main className="sign-in" aria-busy="true" aria-label={t('start.loading')} />
  return (
    <ClockProvider value={clock}>
      <Shown board={board} heardAt={heard.at} />
    </ClockProvider>
  )
}

function Refused() {
  return (
    <main className="sign-in">
      <div className="card sign-in-card form" role="alert">
        <Logo />
        <h1>{t('screens.refused')}</h1>
        <p className="soft">{t('screens.refusedWords')}</p>
      </div>
    </main>
  )
}

function Shown({ board, heardAt }: { board: Board; heardAt: number }) {
  const { waiting, lot, people, today, waits } = board
  const silentSince = useServerTime(() =>
    Date.now() - heardAt > SILENT_AFTER_MS ? new Date(heardAt).toISOString() : null,
  )
  const ringing = useServerTime((nowMs) => urgencyOf(waiting.since, nowMs, waits.answer))
  const parked = useServerTime((nowMs) => urgencyOf(lot.since, nowMs, waits.lot))
  const count = (state: TileState) => people.filter((it) => it.state === state).length
  return (
    <main className={`wall ${silentSince ? 'wall-silent' : ''}`} id="main" tabIndex={-1}>
      <h1 className="visually-hidden">{t('page.wallboard')}</h1>
      <Head silentSince={silentSince}>
        <b className="wall-name">Switchyard</b>
      </Head>
      <div className="wall-panels">
        <Panel
          title={t('wall.ringing')}
          sign={<IconPhone aria-hidden />}
          look={`wall-ringing wall-${ringing}`}
          count={waiting.count}
          longest={waiting.since}
        />
        <Panel
          title={t('wall.inTheLot')}
          sign={<IconParking aria-hidden />}
          look={`wall-lot wall-${lot.urgent ? 'red' : lot.count > 0 && parked === 'calm' ? 'amber' : parked}`}
          count={lot.count}
          longest={lot.since}
        />
        <FreePanel available={count('available')} here={people.length} deaf={count('deaf')} today={today} />
      </div>
      <PeopleTiles people={people.map((it) => ({ ...it, name: it.name ?? '' }))} />
    </main>
  )
}

const urgencyOf = (
  since: string | null,
  nowMs: number,
  limits: Parameters<typeof urgencyAfter>[1],
): Urgency => (since === null ? 'calm' : urgencyAfter(nowMs - Date.parse(since), limits))
