import { ApiRefusal } from '../api/request.ts'

/** What an agent reads who could not sign in. */
export function signInErrorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return 'The server cannot be reached. Check the network and try again.'
  switch (error.problem.code) {
    case 'bad_credentials':
      return 'The username or the password is wrong.'
    case 'rate_limited':
      return `Too many attempts. Try again ${inTime(error.retryAfterS)}.`
    case 'invalid_request':
      return 'Enter a username and a password.'
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
