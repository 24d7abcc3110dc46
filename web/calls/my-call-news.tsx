import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useSections } from '../desk/use-console.ts'
import { callerLabel } from './format.ts'

/** Says to a screen reader what becomes of the agent's own call, their own answer included. */
export function MyCallNews() {
  const news = useSections(({ current }) => (current ? newsOf(current) : 'You are on no call.'))
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
    case 'active.threeWay':
      return `Three on the line: ${who} is with you.`
    case 'transferring.swapped':
      return `You talk with ${who} again.`
    default:
      return call.status === 'transferring' ? `A transfer of ${who} is under way.` : ''
  }
}
