import { IconAlertTriangle, IconCheck, IconParking, IconPhone } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { type CSSProperties, type ReactNode, useMemo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { IN_TIME_S } from '../../coordinator/protocol/today.ts'
import { callerLabel, formatDuration } from '../calls/format.ts'
import { countsOf, type TileState } from '../colleagues/presence.ts'
import { TileSign } from '../colleagues/tile-sign.tsx'
import { Elapsed, TimeLeft } from '../desk/elapsed.tsx'
import { useSeconds, useServerTime } from '../desk/server-time.ts'
import { useAnswersCalls, useConsole, useDesk, useDeskSettings, useNames } from '../desk/use-console.ts'
import { useNewestToCallBack } from '../history/use-to-call-back.ts'
import { timeOfDay } from '../language/formats.ts'
import { Rich } from '../language/rich.tsx'
import { t, type Words } from '../language/text.ts'
import { hrefOf } from '../pages/page.ts'
import {
  type BoardPerson,
  longestInLot,
  lotUrgency,
  parkedCallers,
  peopleOf,
  ringingUrgency,
  SILENT_AFTER_MS,
  waitingCallers,
} from './board.ts'
import { useScreenOn } from './use-screen-on.ts'
import './wallboard.css'

/** Callers that a panel names. */
const NAMED = 3
/** People whose tiles fit. */
const MOST_PEOPLE = 42

/** For a screen on the wall, read from five metres: who waits, who could answer, and how the day goes. Nothing on it is pressed. */
export function Wallboard() {
  const { desk } = useConsole()
  const waits = useDeskSettings((it) => it.waits)
  const calls = useDesk((it) => it.calls)
  const ringing = useServerTime((nowMs) =>
    ringingUrgency(desk.getSnapshot().context.calls, nowMs, waits.answer),
  )
  const lot = useServerTime((nowMs) => lotUrgency(desk.getSnapshot().context.calls, nowMs, waits.lot))
  const silentSince = useSilentSince()
  useScreenOn()
  const waiting = waitingCallers(calls)
  const parked = parkedCallers(calls)
  return (
    <main className={`wall ${silentSince ? 'wall-silent' : ''}`} id="main" tabIndex={-1}>
      <h1 className="visually-hidden">{t('page.wallboard')}</h1>
      <Head silentSince={silentSince} />
      <div className="wall-panels">
        <Panel
          title={t('wall.ringing')}
          sign={<IconPhone aria-hidden />}
          look={`wall-ringing wall-${ringing}`}
          count={waiting.length}
          longest={waiting[0]?.createdAt ?? null}
        >
          {waiting.slice(0, NAMED).map((call) => (
            <li key={call.callSid}>
              <bdi>{callerLabel(call)}</bdi> <Elapsed since={call.createdAt} />
            </li>
          ))}
        </Panel>
        <Panel
          title={t('wall.inTheLot')}
          sign={<IconParking aria-hidden />}
          look={`wall-lot wall-${lot}`}
          count={parked.length}
          longest={longestInLot(calls)}
        >
          {parked.slice(0, NAMED).map((call) => (
            <Parked key={call.callSid} call={call} />
          ))}
        </Panel>
        <Free />
      </div>
      <People />
    </main>
  )
}

/** When the board was last true, as a time of the day; null while it is. */
function useSilentSince(): string | null {
  const { stream } = useConsole()
  const heardAt = useSelector(stream, ({ context }) => context.heardAt)
  const storeAway = useDesk((it) => it.storeAway)
  useSeconds()
  if (heardAt === null) return null
  return storeAway || Date.now() - heardAt > SILENT_AFTER_MS ? new Date(heardAt).toISOString() : null
}

const LEGEND: readonly (readonly [TileState, Words])[] = [
  ['available', 'colleagues.free'],
  ['talking', 'colleagues.talks'],
  ['rings', 'colleagues.rings'],
  ['away', 'colleagues.away'],
  ['deaf', 'colleagues.noRing'],
]

function Head({ silentSince }: { silentSince: string | null }) {
  const time = useServerTime((nowMs) => timeOfDay(nowMs))
  return (
    <header className="wall-head">
      <a href={hrefOf('desk')}>Switchyard</a>
      {silentSince ? null : (
        <ul className="wall-legend" aria-label={t('wall.signs')}>
          {LEGEND.map(([state, word]) => (
            <li key={state}>
              <TileSign state={state} /> {t(word)}
            </li>
          ))}
        </ul>
      )}
      <span role="status" className={silentSince ? 'wall-alarm' : 'wall-live'}>
        {silentSince ? (
          <>
            <IconAlertTriangle aria-hidden /> {t('wall.noNews', { time: timeOfDay(silentSince) })}
          </>
        ) : (
          <>
            <IconCheck aria-hidden /> {t('wall.live')}
          </>
        )}
      </span>
      <time className="wall-time">{time}</time>
    </header>
  )
}

interface PanelProps {
  title: string
  sign: ReactNode
  look: string
  count: number
  /** Since when the one waits who has waited longest. */
  longest: string | null
  children: ReactNode
}

function Panel({ title, sign, look, count, longest, children }: PanelProps) {
  return (
    <section className={`wall-panel ${look}`} aria-label={title}>
      <h2>
        {sign} {title}
      </h2>
      <div className="wall-figure">
        <span className="wall-count">{count}</span>
        {longest ? (
          <span>
            {t('wall.longest')}
            <b>
              <Elapsed since={longest} />
            </b>
          </span>
        ) : null}
      </div>
      <ul>{children}</ul>
    </section>
  )
}

function Parked({ call }: { call: CallView }) {
  const nameOf = useNames()
  const { parked, state } = call
  if (!parked) return null
  const where = parked.slot === null ? 'P' : parked.slot
  return (
    <li>
      <span>
        {where} <bdi>{callerLabel(call)}</bdi>
      </span>
      {state === 'parked.returning' ? (
        <b>
          {parked.returnsAt && parked.by
            ? t('wall.ringsAt', { name: nameOf(parked.by) })
            : t('wall.ringsNow')}
        </b>
      ) : parked.returnsAt ? (
        <b>
          <Rich of="wall.left" with={{ time: () => <TimeLeft until={parked.returnsAt ?? ''} /> }} />
        </b>
      ) : null}
    </li>
  )
}

function Free() {
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const counts = useDesk(({ calls }) => countsOf([...agents.values()], calls), shallowEqual)
  const today = useSelector(useConsole().today, ({ context }) => context.today)
  const here = agents.size - counts.offline
  const percent = (part: number | null) => (part === null ? '–' : `${Math.round(100 * part)} %`)
  const figures: (readonly [string, ReactNode])[] = [
    [
      t('colleagues.answered'),
      today === null || today.calls === 0
        ? '–'
        : t('wall.answeredOf', { answered: today.answered, calls: today.calls }),
    ],
    [t('wall.within', { time: formatDuration(IN_TIME_S * 1_000) }), percent(today?.serviceLevel ?? null)],
  ]
  return (
    <section className="wall-panel wall-free" aria-label={t('colleagues.free')}>
      <h2>
        <TileSign state="available" /> {t('colleagues.free')}
      </h2>
      <div className="wall-figure">
        <span className="wall-count">{counts.available}</span>
        <span>
          {t('wall.ofHere', { here })}
          {counts.deaf > 0 ? (
            <b className="bad">
              {counts.deaf} {t('colleagues.noRing')}
            </b>
          ) : null}
        </span>
      </div>
      <dl>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {useAnswersCalls() ? <ToCallBack /> : null}
      </dl>
    </section>
  )
}

function ToCallBack() {
  const waiting = useNewestToCallBack()
  return (
    <div>
      <dt>{t('wall.toCallBack')}</dt>
      <dd>{waiting?.total ?? '–'}</dd>
    </div>
  )
}

function People() {
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const calls = useDesk((it) => it.calls)
  const people = useMemo(() => peopleOf([...agents.values()], calls), [agents, calls])
  const columns: CSSProperties & Record<'--columns', number> = { '--columns': columnsFor(people.length) }
  const shown = people.length > MOST_PEOPLE ? people.slice(0, MOST_PEOPLE - 1) : people
  return (
    <ul className="wall-people" style={columns} aria-label={t('wall.people')}>
      {shown.map((person) => (
        <Person key={person.agentId} {...person} />
      ))}
      {people.length > shown.length ? (
        <li>{t('wall.andMore', { more: people.length - shown.length })}</li>
      ) : null}
    </ul>
  )
}

/** Few people have room for long names. */
const columnsFor = (people: number) => (people <= 25 ? 5 : people <= 36 ? 6 : 7)

/** Shorter talks are nobody's business. */
const SHOWN_AFTER_MS = 180_000
const LONG_AFTER_MS = 300_000

function Person({ name, state, talksSince }: BoardPerson) {
  const long = useServerTime((nowMs) => {
    const ms = talksSince === null ? 0 : nowMs - Date.parse(talksSince)
    return ms >= LONG_AFTER_MS ? 'bad' : ms >= SHOWN_AFTER_MS ? 'warn' : null
  })
  const word = LEGEND.find(([it]) => it === state)?.[1]
  return (
    <li className={`wall-person tile-${state}`} data-state={state}>
      <TileSign state={state} />
      <span className="ellipsis">
        <bdi>{name}</bdi>
      </span>
      <span className="visually-hidden">{word ? t(word) : null}</span>
      {talksSince && long ? <Elapsed since={talksSince} className={long} /> : null}
    </li>
  )
}
