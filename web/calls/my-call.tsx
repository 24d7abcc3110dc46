import { shallowEqual } from '@xstate/store'
import { Section } from '../desk/section.tsx'
import { useConsole, useSections } from '../desk/use-console.ts'
import { DialPad } from '../dial/dial-pad.tsx'
import { Consultation, SentCard } from './consultation.tsx'
import { isMyCallToColleague } from './desk-sections.ts'
import { HeldRow } from './held-row.tsx'
import { OutgoingCard } from './outgoing-card.tsx'
import { TalkCard } from './talk-card.tsx'
import type { DialogToOpen } from './talk-keys.tsx'
import './my-call.css'

export function MyCall({ park, transfer }: DialogToOpen) {
  const current = useSections((it) => it.current)
  const held = useSections((it) => it.held, shallowEqual)
  const sent = useSections((it) => it.sent, shallowEqual)
  const { me } = useConsole()
  const outgoing = current !== null && isMyCallToColleague(current, me.agentId)
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
