import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { Fragment, memo, type PointerEvent, useCallback, useMemo, useState } from 'react'
import type { AgentView } from '../../coordinator/protocol/agent-view.ts'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TileState } from '../../coordinator/protocol/tile-state.ts'
import { callerLabel, formatNumber } from '../calls/format.ts'
import { HangUpDialog } from '../calls/hang-up-dialog.tsx'
import { Elapsed } from '../desk/elapsed.tsx'
import { Section } from '../desk/section.tsx'
import { useConsole, useDesk, useNames, useSections } from '../desk/use-console.ts'
import type { Words } from '../language/text.ts'
import { t } from '../language/text.ts'
import { MenuButton } from '../look/menu-button.tsx'
import { hrefOf } from '../pages/page.ts'
import { Colleague } from './colleague.tsx'
import { FindColleague } from './find-colleague.tsx'
import {
  byName,
  groupNames,
  isColleagueOf,
  type Part,
  type Place,
  partsOf,
  placesOf,
  steadyPlaces,
} from './places.ts'
import { countsOf } from './presence.ts'
import { type AskToEnd, supervisorItems } from './supervisor-items.tsx'
import { TileSign } from './tile-sign.tsx'
import './colleagues.css'

/** Colleagues by name, favourites first, then the office's groups, then the others: a change of state moves nobody. Those who are offline are folded. */
export function Colleagues() {
  const { me, preferences } = useConsole()
  const agents = useDesk(({ confirmed }) => confirmed.agents)
  const groups = useDesk(({ confirmed }) => confirmed.groups.groups)
  const inGroups = useMemo(() => groupNames(groups), [groups])
  const outside = useSections((it) => it.outside)
  const favourites = useSelector(preferences, ({ context }) => context.favourites)
  const [ending, setEnding] = useState<{ call: CallView; other: string } | null>(null)
  const askToEnd = useCallback<AskToEnd>((call, other) => setEnding({ call, other }), [])
  const nameOf = useNames()

  const colleagues = [...agents.values()].filter(isColleagueOf(me))
  const { places, pointing } = usePlaces(placesOf(colleagues, favourites, groups))
  const offline = colleagues
    .filter((it) => it.presence === 'offline' && !places.some(({ agentId }) => agentId === it.agentId))
    .sort(byName)
  const tiles = (list: readonly string[]) => (
    <ul className="tiles">
      {list.map((agentId) => {
        const agent = agents.get(agentId)
        return agent ? (
          <Colleague
            key={agentId}
            agent={agent}
            favourite={favourites.includes(agentId)}
            groups={(inGroups.get(agentId) ?? []).join(' ')}
            onEnd={askToEnd}
          />
        ) : null
      })}
    </ul>
  )
  const parts = partsOf(places)
  return (
    <Section
      title={t('colleagues.title')}
      count={places.length}
      aside={<FindColleague />}
      className="colleagues"
    >
      <Legend colleagues={colleagues} />
      <div className="colleague-tiles" {...pointing}>
        {parts.map(({ part, agentIds }) => (
          <Fragment key={part.id}>
            {part.id === 'others' && parts.length === 1 ? null : <Heading part={part} />}
            {tiles(agentIds)}
          </Fragment>
        ))}
        {outside.length > 0 ? (
          <>
            <h3>{t('colleagues.outside')}</h3>
            <ul className="tiles">
              {outside.map((call) => (
                <OutsideCall key={call.callSid} call={call} onEnd={askToEnd} />
              ))}
            </ul>
          </>
        ) : null}
        {colleagues.length === 0 ? (
          <p className="empty">
            {t('colleagues.onlyOne')}{' '}
            {me.role === 'admin' ? (
              <a className="link" href={hrefOf('people')}>
                {t('people.add')}
              </a>
            ) : null}
          </p>
        ) : null}
        {offline.length > 0 ? (
          <details className="offline">
            <summary>{t('colleagues.offlineCount', { count: offline.length })}</summary>
            {tiles(offline.map(({ agentId }) => agentId))}
          </details>
        ) : null}
      </div>
      <HangUpDialog
        call={ending?.call ?? null}
        onClose={() => setEnding(null)}
        title={t('colleagues.endCallOf', { name: nameOf(ending?.other ?? '') })}
        question={(caller) => t('colleagues.endCallWords', { caller, name: nameOf(ending?.other ?? '') })}
        keep={t('colleagues.letTalk')}
        hangUp={t('button.hangUp')}
      />
    </Section>
  )
}

function Heading({ part }: { part: Part }) {
  if ('named' in part)
    return (
      <h3>
        <bdi>{part.named}</bdi>
      </h3>
    )
  return <h3>{t(part.id === 'favourites' ? 'colleagues.favourites' : 'colleagues.everybodyElse')}</h3>
}

/** While a mouse is over the tiles, none moves. A finger leaves with each touch. */
function usePlaces(now: readonly Place[]) {
  const [aimed, setAimed] = useState<readonly Place[] | null>(null)
  return {
    places: aimed ? steadyPlaces(aimed, now) : now,
    pointing: {
      onPointerEnter: ({ pointerType }: PointerEvent) => setAimed(pointerType === 'mouse' ? now : null),
      onPointerLeave: () => setAimed(null),
    },
  }
}

const LEGEND: readonly (readonly [TileState, Words])[] = [
  ['available', 'colleagues.free'],
  ['talking', 'colleagues.legendTalk'],
  ['rings', 'colleagues.legendRing'],
  ['away', 'colleagues.away'],
  ['deaf', 'colleagues.noRing'],
]

/** How many are in which state, and what the signs mean. */
function Legend({ colleagues }: { colleagues: readonly AgentView[] }) {
  const counts = useDesk(({ calls }) => countsOf(colleagues, calls), shallowEqual)
  return (
    <ul className="card legend" aria-label={t('colleagues.counts')}>
      {LEGEND.map(([state, word]) => (
        <li key={state}>
          <TileSign state={state} /> <b>{counts[state]}</b> {t(word)}
        </li>
      ))}
    </ul>
  )
}

/** A caller who talks to a number outside. */
const OutsideCall = memo(function OutsideCall({ call, onEnd }: { call: CallView; onEnd: AskToEnd }) {
  const console = useConsole()
  const number = formatNumber(call.outsideNumber ?? '')
  const items = supervisorItems(console, call, call.outsideNumber ?? '', onEnd)
  const words = (
    <>
      <TileSign state="talking" />
      <span className="tile-name ellipsis">{number}</span>
      <span className="tile-words">
        <span className="visually-hidden">{t('colleagues.talks')}</span> {callerLabel(call)}{' '}
        <span aria-hidden="true">
          <Elapsed since={call.answeredAt ?? call.updatedAt} />
        </span>
      </span>
    </>
  )
  return (
    <li className="tile-place" data-call-sid={call.callSid}>
      {items.length > 0 ? (
        <MenuButton className="tile tile-talking" items={() => items}>
          {words}
        </MenuButton>
      ) : (
        <div className="tile tile-talking">{words}</div>
      )}
    </li>
  )
})
