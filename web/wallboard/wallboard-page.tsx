import { IconParking, IconPhone } from '@tabler/icons-react'
import { useSelector } from '@xstate/react'
import { shallowEqual } from '@xstate/store'
import { useMemo } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { callerLabel } from '../calls/format.ts'
import { countsOf } from '../colleagues/presence.ts'
import { Elapsed, TimeLeft } from '../desk/elapsed.tsx'
import { useSeconds, useServerTime } from '../desk/server-time.ts'
import { useAnswersCalls, useConsole, useDesk, useDeskSettings, useNames } from '../desk/use-console.ts'
import { useNewestToCallBack } from '../history/use-to-call-back.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { hrefOf } from '../pages/page.ts'
import {
  longestInLot,
  lotUrgency,
  parkedCallers,
  peopleOf,
  ringingUrgency,
  SILENT_AFTER_MS,
  waitingCallers,
} from './board.ts'
import { FreePanel, Head, Panel, PeopleTiles } from './parts.tsx'
import { useScreenOn } from './use-screen-on.ts'

/** Callers that a panel names. */
const NAMED = 3

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
      <Head silentSince={silentSince}>
        <a href={hrefOf('desk')}>Switchyard</a>
      </Head>
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
  return (
    <FreePanel
      available={counts.available}
      here={agents.size - counts.offline}
      deaf={counts.deaf}
      today={today}
    >
      {useAnswersCalls() ? <ToCallBack /> : null}
    </FreePanel>
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
  return <PeopleTiles people={people} />
}
