import type { CallView } from '../../machines/call/view.ts'
import { Section } from '../desk/section.tsx'
import { useDesk, usePlaces } from '../desk/use-console.ts'
import { DialPad } from '../dial/dial-pad.tsx'
import { Consultation, SentCard } from './consultation.tsx'
import { HeldRow } from './held-row.tsx'
import { OutgoingCard } from './outgoing-card.tsx'
import { isMyCallToColleague } from './places.ts'
import { TalkCard } from './talk-card.tsx'

export interface AskedDialogs {
  park: (call: CallView) => void
  transfer: (call: CallView) => void
}

export function MyCall({ park, transfer }: AskedDialogs) {
  const { current, held, sent } = usePlaces()
  const { me } = useDesk()
  const outgoing = current !== null && isMyCallToColleague(current, me)
  return (
    <Section title="My call" className="my-call">
      {outgoing ? <OutgoingCard key={current.callSid} call={current} /> : null}
      {!outgoing && current?.status === 'transferring' ? <Consultation call={current} /> : null}
      {!outgoing && current?.status === 'active' ? (
        <TalkCard key={current.callSid} call={current} park={park} transfer={transfer} />
      ) : null}
      {sent.map((call) => (
        <SentCard key={call.callSid} call={call} />
      ))}
      {held.map((call) => (
        <HeldRow key={call.callSid} call={call} />
      ))}
      {current === null || current.state === 'active.held' ? <DialPad /> : null}
    </Section>
  )
}
