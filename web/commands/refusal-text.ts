import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { Problem } from '../../coordinator/protocol/problem.ts'
import { ApiRefusal } from '../api/request.ts'

const attempts: Record<CallCommand['type'], string> = {
  claim: 'Not answered',
  decline: 'Not declined',
  hold: 'Not put on hold',
  resume: 'Not resumed',
  park: 'Not parked',
  unpark: 'Not picked up',
  transfer: 'Not transferred',
  complete: 'Not transferred',
  cancel: 'Not taken back',
  merge: 'Not joined',
  leave: 'Not left',
  swap: 'Not swapped',
  hangup: 'Not hung up',
  wrapUp: 'Note not saved',
}

/** What an agent reads when a command was refused. */
export function commandRefusalText(command: CallCommand, error: unknown): { title: string; detail: string } {
  const title = attempts[command.type]
  if (!(error instanceof ApiRefusal))
    return { title, detail: 'The server did not answer. Check the call and try again.' }
  return { title: winnerTitle(command, error.problem) ?? title, detail: reason(command, error.problem) }
}

function winnerTitle(command: CallCommand, problem: Problem): string | null {
  if (problem.code !== 'already_claimed' || !problem.winner) return null
  return `${command.type === 'unpark' ? 'Picked up' : 'Answered'} by ${problem.winner.name}`
}

/** What an agent reads when the server refused to call a number or a colleague. */
export function callRefusalText(error: unknown): string {
  if (!(error instanceof ApiRefusal))
    return 'The server did not answer. Look at your call before you try again.'
  const { code, detail } = error.problem
  if (code === 'agent_busy') return 'You are on another call. Hold or park it first.'
  if (code === 'unavailable') return detail
  return reason(null, error.problem)
}

function reason(command: CallCommand | null, problem: Problem): string {
  switch (problem.code) {
    case 'already_claimed':
      return problem.winner ? 'Your colleague was faster.' : 'A colleague was faster.'
    case 'call_ended':
    case 'no_such_call':
      return 'The call has ended.'
    case 'changed_meanwhile':
      return 'A colleague has written a note since. Read it, and save yours again.'
    case 'not_yours':
      return 'This call belongs to a colleague.'
    case 'not_in_state':
      return 'The call has changed since.'
    case 'agent_busy':
      return 'You are talking on another call. Hold or park it first.'
    case 'slot_taken':
      return command?.type === 'park' && command.slot
        ? `Slot ${command.slot} has just been taken. Choose another.`
        : 'That slot has just been taken. Choose another.'
    case 'lot_full':
      return 'The parking lot is full.'
    case 'target_unavailable':
      return 'Your colleague cannot take a call just now.'
    case 'number_not_allowed':
      return problem.detail
    case 'invalid_request':
      return problem.errors?.some((it) => it.path === 'to')
        ? 'That is not a telephone number.'
        : problem.errors?.map((it) => it.message).join(' ') || problem.detail
    case 'rate_limited':
      return 'Too many requests. Wait a moment.'
    case 'unavailable':
      return 'The server cannot reach its store. Nothing was done; try again.'
    case 'forbidden':
      return 'Your role may look, but not take calls.'
    case 'unauthenticated':
      return 'You are signed out.'
    default:
      return problem.detail || problem.title
  }
}
