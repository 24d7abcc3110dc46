import { ApiRefusal } from '../api/request.ts'

/** What an agent reads who could not sign in. */
export function signInErrorText(error: unknown): string {
  if (error instanceof Error && error.name === 'NotAllowedError')
    return 'The passkey was not used. Try again, or choose another way.'
  if (!(error instanceof ApiRefusal)) return 'The server cannot be reached. Check the network and try again.'
  switch (error.problem.code) {
    case 'bad_credentials':
      return 'The username or the password is wrong.'
    case 'wrong_second_factor':
      return 'That was not right. A code is good for half a minute, and once: try the next one.'
    case 'rate_limited':
      return `Too many attempts. Try again ${inTime(error.retryAfterS)}.`
    case 'invalid_request': {
      const [wrong] = error.problem.errors ?? []
      if (wrong?.path === 'newPassword') return `The new password ${wrong.message}.`
      return 'Enter a username and a password.'
    }
    case 'unavailable':
      return 'The server cannot reach its store. Try again in a moment.'
    case 'foreign_origin':
      return 'This page was opened under another address than the server expects.'
    default:
      return error.problem.detail || error.problem.title
  }
}

function inTime(seconds: number | null): string {
  if (seconds === null) return 'later'
  if (seconds < 90) return `in ${Math.max(1, Math.ceil(seconds))} seconds`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
