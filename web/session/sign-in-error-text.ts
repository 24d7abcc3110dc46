import { ApiRefusal } from '../api/request.ts'
import { fieldErrorText } from '../language/field-error.ts'
import { t } from '../language/text.ts'

/** What an agent reads who could not sign in. */
export function signInErrorText(error: unknown): string {
  if (error instanceof Error && error.name === 'NotAllowedError') return t('start.error.passkey')
  if (!(error instanceof ApiRefusal)) return t('start.error.network')
  switch (error.problem.code) {
    case 'bad_credentials':
      return t('start.error.credentials')
    case 'wrong_second_factor':
      return t('start.error.secondFactor')
    case 'rate_limited':
      return tooManyAttempts(error.retryAfterS)
    case 'invalid_request': {
      const [wrong] = error.problem.errors ?? []
      if (wrong?.path === 'newPassword')
        return t('start.error.newPassword', { problem: fieldErrorText(wrong.message) })
      return t('start.error.incomplete')
    }
    case 'unavailable':
      return t('start.error.unavailable')
    case 'company_account':
      return t('start.company.passwordsForAdmins')
    case 'foreign_origin':
      return t('start.error.origin')
    default:
      return error.problem.detail || error.problem.title
  }
}

function tooManyAttempts(seconds: number | null): string {
  if (seconds === null) return t('start.error.tooManyLater')
  if (seconds < 90) return t('start.error.tooManySeconds', { seconds: Math.max(1, Math.ceil(seconds)) })
  return t('start.error.tooManyMinutes', { minutes: Math.ceil(seconds / 60) })
}
