import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole, useNames, useSections } from '../desk/use-console.ts'
import { isConsultation, isMyCallToColleague } from './desk-sections.ts'
import { callerLabel } from './format.ts'
import { whoHears } from './who-hears.ts'

/** Says to a screen reader what becomes of the agent's own call, their own answer included. */
export function MyCallNews() {
  const { me } = useConsole()
  const nameOf = useNames()
  const news = useSections(({ current }) => {
    if (current === null) return 'You are on no call.'
    return isConsultation(current) && !isMyCallToColleague(current, me.agentId)
      ? (whoHears(current, me.agentId, nameOf, false)?.words ?? '')
      : newsOf(current)
  })
  return (
    <p role="status" aria-label="My call" className="visually-hidden">
      {news}
    </p>
  )
}

function newsOf(call: CallView): string {
  const who = callerLabel(call)
  switch (call.state) {
    case 'active.connecting':
      return `You answered ${who}. Connecting…`
    case 'active.talking':
      return `You talk with ${who}.`
    case 'active.held':
      return `${who} is on hold.`
    case 'active.dialling':
      return `Calling ${who}…`
    default:
      return call.status === 'transferring' ? 'You are being transferred.' : ''
  }
}
