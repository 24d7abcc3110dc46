import { CallerPanel } from '../contacts/caller-panel.tsx'
import { useDropTarget } from '../desk/dragging.ts'
import { Section } from '../desk/section.tsx'
import { useAnswersCalls, useConsole, useSections } from '../desk/use-console.ts'
import { TourOffer } from '../help/tour-offer.tsx'
import { shortKey } from '../keys/key-words.ts'
import { useKeyOf } from '../keys/use-key.ts'
import { Rich } from '../language/rich.tsx'
import { t } from '../language/text.ts'
import { Consultation } from './consultation.tsx'
import { isConsultation, isMyCallToColleague } from './desk-sections.ts'
import { HeldRow } from './held-row.tsx'
import { NotePanel } from './note-panel.tsx'
import { OutgoingCard } from './outgoing-card.tsx'
import { SentCard } from './sent-card.tsx'
import { SupervisionCard } from './supervision-card.tsx'
import { TalkCard } from './talk-card.tsx'
import type { DialogToOpen } from './talk-keys.tsx'
import './my-call.css'

/** My call, and a place for what I hold or have sent. A call that is dropped here is answered, or picked up. */
export function MyCall(dialogs: DialogToOpen) {
  const held = useSections((it) => it.held)
  const sent = useSections((it) => it.sent)
  const { command } = useConsole()
  const answers = useAnswersCalls()
  const { lit, target } = useDropTarget((from) =>
    from === 'mine'
      ? null
      : (callSid) => void command(callSid, { type: from === 'lot' ? 'unpark' : 'claim' }),
  )
  if (!answers) return null
  return (
    <Section title={t('calls.myCall')} className={`my-call ${lit ? 'lit' : ''}`} {...target}>
      <div className="my-place">
        <Current {...dialogs} />
      </div>
      <div className="beside">
        {sent.map((call) => (
          <SentCard key={call.callSid} call={call} />
        ))}
        {held.map((call, n) => (
          <HeldRow key={call.callSid} call={call} first={n === 0} />
        ))}
        {held.length + sent.length === 0 ? (
          <p className="empty nothing-beside">{lit ? t('calls.dropToTalk') : t('calls.noOtherCall')}</p>
        ) : null}
      </div>
    </Section>
  )
}

function Current({ park, transfer }: DialogToOpen) {
  const current = useSections((it) => it.current)
  const supervised = useSections((it) => it.supervised)
  const { me } = useConsole()
  const callKey = useKeyOf('call')
  if (supervised) return <SupervisionCard key={supervised.callSid} call={supervised} />
  if (current === null)
    return (
      <div className="empty idle">
        <p>
          {t('calls.onNoCall')}{' '}
          {callKey === null ? null : (
            <Rich of="calls.keyDials" with={{ key: () => <kbd key="key">{shortKey(callKey)}</kbd> }} />
          )}
        </p>
        <TourOffer />
      </div>
    )
  const { callSid } = current
  if (isMyCallToColleague(current, me.agentId)) return <OutgoingCard key={callSid} call={current} />
  return isConsultation(current) ? (
    <Consultation call={current} />
  ) : (
    <TalkCard key={callSid} call={current} park={park} transfer={transfer} />
  )
}

/** The note about a call, and who I talk with, in a place of their own. */
export function MyCaller() {
  const current = useSections((it) => it.current)
  const { me } = useConsole()
  const shows =
    current?.status === 'active' && !isConsultation(current) && !isMyCallToColleague(current, me.agentId)
  return (
    <div className="my-caller">
      <NotePanel />
      {shows ? <CallerPanel key={current.callSid} call={current} /> : null}
    </div>
  )
}
