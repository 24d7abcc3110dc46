import type { CallCommand } from '../../coordinator/protocol/call-commands.ts'
import type { Problem } from '../../coordinator/protocol/problem.ts'
import { ApiRefusal } from '../api/request.ts'
import { t, type Words } from '../language/text.ts'
import { problemText } from './problem-text.ts'

const attempts: Record<CallCommand['type'], Words> = {
  claim: 'refusal.claim',
  decline: 'refusal.decline',
  hold: 'refusal.hold',
  resume: 'refusal.resume',
  park: 'refusal.park',
  unpark: 'refusal.unpark',
  transfer: 'refusal.transfer',
  complete: 'refusal.transfer',
  cancel: 'refusal.cancel',
  merge: 'refusal.merge',
  leave: 'refusal.leave',
  swap: 'refusal.swap',
  supervise: 'refusal.supervise',
  unsupervise: 'refusal.unsupervise',
  record: 'refusal.record',
  takeOver: 'refusal.takeOver',
  hangup: 'refusal.hangup',
  wrapUp: 'refusal.wrapUp',
  confirmCaller: 'refusal.confirmCaller',
}

/** What an agent reads when a command was refused. */
export function commandRefusalText(command: CallCommand, error: unknown): { title: string; detail: string } {
  const title = t(attempts[command.type])
  if (!(error instanceof ApiRefusal)) return { title, detail: t('refusal.checkCall') }
  return { title: winnerTitle(command, error.problem) ?? title, detail: reason(command, error.problem) }
}

function winnerTitle(command: CallCommand, problem: Problem): string | null {
  if (problem.code !== 'already_claimed' || !problem.winner) return null
  const { name } = problem.winner
  return command.type === 'unpark' ? t('refusal.pickedUpBy', { name }) : t('refusal.answeredBy', { name })
}

/** What an agent reads when the server refused to call a number or a colleague. */
export function callRefusalText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return t('refusal.lookAtCall')
  if (error.problem.code === 'agent_busy') return t('refusal.onAnother')
  return reason(null, error.problem)
}

function reason(command: CallCommand | null, problem: Problem): string {
  switch (problem.code) {
    case 'already_claimed':
      return problem.winner ? t('refusal.yourColleagueFaster') : t('refusal.colleagueFaster')
    case 'call_ended':
    case 'no_such_call':
      return t('refusal.ended')
    case 'changed_meanwhile':
      return t('refusal.noteSince')
    case 'not_yours':
      return t('refusal.notYours')
    case 'not_in_state':
      return t('refusal.changed')
    case 'already_supervised':
      return t('refusal.supervised')
    case 'recording_not_allowed':
      return t('refusal.notRecorded')
    case 'recording_required':
      return t('refusal.alwaysRecorded')
    case 'agent_busy':
      return t('refusal.busy')
    case 'slot_taken':
      return command?.type === 'park' && command.slot
        ? t('refusal.slotTaken', { slot: command.slot })
        : t('refusal.thatSlotTaken')
    case 'lot_full':
      return t('refusal.lotFull')
    case 'target_unavailable':
      return t('refusal.targetUnavailable')
    case 'invalid_request':
      return problem.errors?.some((it) => it.path === 'to')
        ? t('refusal.noNumber')
        : problem.errors?.map((it) => it.message).join(' ') || problem.detail
    default:
      return problemText(problem)
  }
}
