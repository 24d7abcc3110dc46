import type { CallView } from '../../machines/call/view.ts'
import { Section } from '../desk/section.tsx'
import { usePlaces } from '../desk/use-console.ts'
import { Consultation, SentCard } from './consultation.tsx'
import { HeldRow } from './held-row.tsx'
import { TalkCard } from './talk-card.tsx'

export interface AskedDialogs {
  park: (call: CallView) => void
  transfer: (call: CallView) => void
}

export function MyCall({ park, transfer }: AskedDialogs) {
  const { current, held, sent } = usePlaces()
  return (
    <Section title="My call" className="my-call">
      {current?.status === 'transferring' ? <Consultation call={current} /> : null}
      {current?.status === 'active' ? (
        <TalkCard key={current.callSid} call={current} park={park} transfer={transfer} />
      ) : null}
      {sent.map((call) => (
        <SentCard key={call.callSid} call={call} />
      ))}
      {held.map((call) => (
        <HeldRow key={call.callSid} call={call} />
      ))}
      {!current && held.length === 0 && sent.length === 0 ? (
        <p className="empty">You are on no call.</p>
      ) : null}
    </Section>
  )
}
