import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { CSSProperties, ReactNode } from 'react'
import type { TileState } from '../../coordinator/protocol/tile-state.ts'
import { IN_TIME_S, type Today } from '../../coordinator/protocol/today.ts'
import { formatDuration } from '../calls/format.ts'
import { TileSign } from '../colleagues/tile-sign.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { timeOfDay } from '../language/formats.ts'
import { t, type Words } from '../language/text.ts'
import type { BoardPerson } from './board.ts'
import './wallboard.css'

/** People whose tiles fit. */
const MOST_PEOPLE = 42

const LEGEND: readonly (readonly [TileState, Words])[] = [
  ['available', 'colleagues.free'],
  ['talking', 'colleagues.talks'],
  ['rings', 'colleagues.rings'],
  ['away', 'colleagues.away'],
  ['deaf', 'colleagues.noRing'],
]

/** @param props.children what names the board */
export function Head({ silentSince, children }: { silentSince: string | null; children: ReactNode }) {
  const time = useServerTime((nowMs) => timeOfDay(nowMs))
  return (
    <header className="wall-head">
      {children}
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
  children?: ReactNode
}

export function Panel({ title, sign, look, count, longest, children }: PanelProps) {
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
      {children ? <ul>{children}</ul> : null}
    </section>
  )
}

interface FreePanelProps {
  available: number
  here: number
  deaf: number
  today: Pick<Today, 'calls' | 'answered' | 'serviceLevel'> | null
  children?: ReactNode
}

/** Who could answer, and how the day goes. */
export function FreePanel({ available, here, deaf, today, children }: FreePanelProps) {
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
        <span className="wall-count">{available}</span>
        <span>
          {t('wall.ofHere', { here })}
          {deaf > 0 ? (
            <b className="bad">
              {deaf} {t('colleagues.noRing')}
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
        {children}
      </dl>
    </section>
  )
}

export function PeopleTiles({ people }: { people: readonly Omit<BoardPerson, 'agentId'>[] }) {
  const columns: CSSProperties & Record<'--columns', number> = { '--columns': columnsFor(people.length) }
  const shown = people.length > MOST_PEOPLE ? people.slice(0, MOST_PEOPLE - 1) : people
  return (
    <ul className="wall-people" style={columns} aria-label={t('wall.people')}>
      {shown.map((person, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tile is a place, and its person may have no name.
        <Person key={place} {...person} />
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

function Person({ name, state, talksSince }: Omit<BoardPerson, 'agentId'>) {
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
