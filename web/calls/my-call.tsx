import { CallerPanel } from '../contacts/caller-panel.tsx'
import { Section } from '../desk/section.tsx'
import { useAnswersCalls, useConsole, useSections } from '../desk/use-console.ts'
import { DialPad } from '../dial/dial-pad.tsx'
import { Consultation, SentCard } from './consultation.tsx'
import { isMyCallToColleague } from './desk-sections.ts'
import { HeldRow } from './held-row.tsx'
import { MyCallNews } from './my-call-news.tsx'
import { OutgoingCard } from './outgoing-card.tsx'
import { TalkCard } from './talk-card.tsx'
import type { DialogToOpen } from './talk-keys.tsx'
import './my-call.css'

export function MyCall({ park, transfer }: DialogToOpen) {
  const current = useSections((it) => it.current)
  const held = useSections((it) => it.held)
  const sent = useSections((it) => it.sent)
  const { me } = useConsole()
  const answers = useAnswersCalls()
  const outgoing = current !== null && isMyCallToColleague(current, me.agentId)
  if (!answers) return null
  return (
    <Section title="My call" className="my-call">
      <MyCallNews />
      {outgoing ? <OutgoingCard key={current.callSid} call={current} /> : null}
      {!outgoing && current?.status === 'transferring' ? <Consultation call={current} /> : null}
      {!outgoing && current?.status === 'active' ? (
        <>
          <TalkCard key={current.callSid} call={current} park={park} transfer={transfer} />
          <CallerPanel key={`panel ${current.callSid}`} call={current} />
        </>
      ) : null}
      {sent.map((call) => (
        <SentCard key={call.callSid} call={call} />
      ))}
      {held.map((call, n) => (
        <HeldRow key={call.callSid} call={call} first={n === 0} />
      ))}
      {current === null || current.state === 'active.held' ? <DialPad /> : null}
      {current === null && held.length + sent.length === 0 ? (
        <p className="empty idle">You are on no call.</p>
      ) : null}
    </Section>
  )
}
