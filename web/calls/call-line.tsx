import { IconPhone } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { DeskSettings } from '../../coordinator/protocol/session.ts'
import { Elapsed } from '../desk/elapsed.tsx'
import { useServerTime } from '../desk/server-time.ts'
import { useCleared } from '../desk/use-cleared.ts'
import { useAnswersCalls, useConsole, useDesk, useNames, useSections } from '../desk/use-console.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { t } from '../language/text.ts'
import { Button } from '../look/button.tsx'
import { hrefOf } from '../pages/page.ts'
import { ConsultationKeys } from './consultation-keys.tsx'
import { isConsultation, isConsultTarget, isMyCallToColleague, type RingingCall } from './desk-sections.ts'
import { callerLabel } from './format.ts'
import { LegTrouble } from './leg-status.tsx'
import { MuteKey } from './mute-key.tsx'
import { RecordingMark } from './recording-mark.tsx'
import { whyItRings } from './ring-words.ts'
import { SupervisionKeys } from './supervision-card.tsx'
import { supervisorsWords } from './supervision-words.ts'
import { type DialogToOpen, HangUpKey, TalkKeys } from './talk-keys.tsx'
import { waitOf } from './urgency.ts'
import { useReturnReason } from './use-return-reason.ts'
import { useWhoHears } from './use-who-hears.ts'
import { WaitSign } from './wait-sign.tsx'
import { alarmOf, whyNothingRings } from './where-it-is.ts'
import './call-line.css'

/** My call and the first ring, above each page but the desk. It keeps its height, so that no ring moves the page. */
export function CallLine(dialogs: DialogToOpen) {
  if (!useAnswersCalls()) return null
  return (
    <div className="call-line card">
      <MyLine {...dialogs} />
      <RingLine />
    </div>
  )
}

function MyLine(dialogs: DialogToOpen) {
  const { me } = useConsole()
  const current = useSections((it) => it.current)
  const supervised = useSections((it) => it.supervised)
  const held = useSections((it) => it.held)
  const sent = useSections((it) => it.sent)
  const more = held.length + sent.length
  return (
    <section className="line-mine" aria-label={t('calls.myCall')} tabIndex={-1}>
      {supervised !== null ? (
        <Supervising key={supervised.callSid} call={supervised} />
      ) : current === null ? (
        <span className="soft">{t('calls.onNoCall')}</span>
      ) : isMyCallToColleague(current, me.agentId) ? (
        <ToColleague key={current.callSid} call={current} />
      ) : isConsultation(current) ? (
        <Consulting key={current.callSid} call={current} />
      ) : (
        <Talking key={current.callSid} call={current} {...dialogs} />
      )}
      {more > 0 ? <MoreOnDesk count={more}>{t('calls.moreOnDesk', { count: more })}</MoreOnDesk> : null}
    </section>
  )
}

/** Without room it is the number alone. */
function MoreOnDesk({ count, children }: { count: number; children: ReactNode }) {
  return (
    <a className="line-more link small" href={hrefOf('desk')} data-count={count}>
      <span>{children}</span>
    </a>
  )
}

function Talking({ call, ...dialogs }: { call: CallView } & DialogToOpen) {
  const held = call.state === 'active.held'
  useCleared(call.callSid, 'my-call')
  return (
    <article
      aria-label={t('calls.callWith', { caller: callerLabel(call) })}
      className="line-call"
      data-call-sid={call.callSid}
    >
      <Who name={callerLabel(call)} since={(held ? call.heldAt : call.answeredAt) ?? call.createdAt}>
        {held
          ? t('calls.onHold')
          : call.state === 'active.talking'
            ? t('calls.talking')
            : call.state === 'active.dialling'
              ? t('calls.callingSmall')
              : t('calls.connectingSmall')}
      </Who>
      <RecordingMark call={call} small />
      <LegTrouble callSid={call.callSid} />
      <TalkKeys call={call} line {...dialogs} />
    </article>
  )
}

function Supervising({ call }: { call: CallView }) {
  const nameOf = useNames()
  useCleared(call.callSid, 'my-call')
  if (call.supervision === null) return null
  return (
    <article
      aria-label={t('supervision.card', { caller: callerLabel(call) })}
      className="line-call"
      data-call-sid={call.callSid}
    >
      <Who name={callerLabel(call)} since={call.supervision.at}>
        {supervisorsWords(call, nameOf)}
      </Who>
      <LegTrouble callSid={call.callSid} />
      <SupervisionKeys call={call} line />
    </article>
  )
}

function ToColleague({ call }: { call: CallView }) {
  const nameOf = useNames()
  const called = nameOf(call.calledNumber ?? '')
  useCleared(call.callSid, 'my-call')
  return (
    <article
      aria-label={t('calls.yourCallTo', { name: called })}
      className="line-call"
      data-call-sid={call.callSid}
    >
      <Who
        name={call.answeredAt && call.agentId ? nameOf(call.agentId) : called}
        since={call.answeredAt ?? call.createdAt}
      >
        {call.status === 'ringing'
          ? t('calls.calling')
          : call.status === 'parked'
            ? t('calls.youAreParkedSmall')
            : t('calls.colleague')}
      </Who>
      <LegTrouble callSid={call.callSid} />
      <span className="line-keys">
        <MuteKey callSid={call.callSid} tall={false} />
        <HangUpKey call={call} tall={false} />
      </span>
    </article>
  )
}

function Consulting({ call }: { call: CallView }) {
  const { me } = useConsole()
  const nameOf = useNames()
  const hearing = useWhoHears(call)
  useCleared(call.callSid, 'consultation')
  const { transfer } = call
  if (!transfer) return null
  const other = nameOf(isConsultTarget(call, me.agentId) ? transfer.from : transfer.to)
  return (
    <article
      aria-label={t('calls.consultation', { name: other, caller: callerLabel(call) })}
      className="line-call"
      data-call-sid={call.callSid}
    >
      <Who name={hearing?.all ? t('calls.threeWay') : other} since={transfer.at}>
        {hearing?.words}
      </Who>
      <LegTrouble callSid={call.callSid} />
      <ConsultationKeys call={call} line />
    </article>
  )
}

interface WhoProps {
  name: string
  since: string
  /** For what a caller waits, who does. */
  waits?: keyof DeskSettings['waits']
  children: ReactNode
}

function Who({ name, since, waits, children }: WhoProps) {
  return (
    <span className="line-who">
      <b className="ellipsis">
        <bdi>{name}</bdi>
      </b>
      <span className="soft small ellipsis">
        {waits ? <WaitSign since={since} where={waits} /> : <Elapsed since={since} />} <span>{children}</span>
      </span>
    </span>
  )
}

/** The call that has rung longest. */
function RingLine() {
  const { me, desk } = useConsole()
  const ringing = useSections((it) => it.ringing)
  const elsewhere = useSections((it) => it.takeable.length)
  const alarm = useServerTime((nowMs) => {
    const { calls, confirmed } = desk.getSnapshot().context
    return alarmOf(calls, confirmed.agents, me.agentId, nowMs)
  })
  const why = useDesk(({ confirmed }) => whyNothingRings(confirmed.agents.get(me.agentId), elsewhere))
  const [first] = ringing
  return (
    <section className="line-ring" aria-label={t('calls.ringing')} tabIndex={-1}>
      {first ? (
        first.kind === 'returned' ? (
          <Returned key={first.call.callSid} ringing={first} count={ringing.length} />
        ) : (
          <Ring key={first.call.callSid} ringing={first} count={ringing.length} />
        )
      ) : (
        <span
          role={alarm === null ? undefined : 'alert'}
          className={alarm === null ? 'soft ellipsis' : 'bad'}
        >
          {alarm ?? why}
        </span>
      )}
      {elsewhere > 0 ? (
        <MoreOnDesk count={elsewhere}>{t('calls.toTakeOnDesk', { count: elsewhere })}</MoreOnDesk>
      ) : null}
    </section>
  )
}

function Returned(props: { ringing: RingingCall; count: number }) {
  const { why } = useReturnReason(props.ringing.call)
  return <Ring {...props} returned={why} />
}

interface RingProps {
  ringing: RingingCall
  count: number
  /** Why it came back. */
  returned?: string
}

function Ring({ ringing, count, returned }: RingProps) {
  const { command } = useConsole()
  const nameOf = useNames()
  const hotkey = useKeyOf('answer')
  const { call, kind, since } = ringing
  useCleared(call.callSid, 'ringing')
  const why = returned ?? whyItRings(ringing, nameOf)
  return (
    <article
      className={`line-call ring-${kind}`}
      data-call-sid={call.callSid}
      aria-label={`${why}: ${callerLabel(call)}`}
    >
      <IconPhone size={18} aria-hidden className="line-icon" />
      <Who name={callerLabel(call)} since={since} waits={waitOf(kind)}>
        · {why}
        {count > 1 ? t('calls.countRing', { count }) : ''}
      </Who>
      <span className="line-keys">
        <Button look="go" hotkey={hotkey} onClick={() => command(call.callSid, { type: 'claim' })}>
          {t('button.answer')}
        </Button>
        <Button look="quiet" onClick={() => command(call.callSid, { type: 'decline' })}>
          {t('button.decline')}
        </Button>
      </span>
    </article>
  )
}
