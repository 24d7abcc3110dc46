import { ApiRefusal, ServerUnreachable } from '../api/request.ts'

/** What an agent reads when the softphone fails. Errors of the SDK have a code, errors of the browser a name. */
export function softphoneErrorText(error: unknown): string {
  if (error instanceof ApiRefusal || error instanceof ServerUnreachable)
    return 'The telephone could not get its token from the server.'
  const code = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN
  const name = error instanceof Error ? error.name : ''
  if (code === 31401 || name === 'NotAllowedError' || name === 'PermissionDeniedError')
    return 'The microphone is blocked. Allow it in the address bar of this browser.'
  if (code === 31402 || name === 'NotFoundError') return 'No microphone was found.'
  if (code >= 20101 && code <= 20107) return 'The telephone could not sign in.'
  if (code === 31005 || code === 31009 || code === 53000 || code === 53001)
    return 'The connection to the telephone network was lost.'
  if (code === 53405 || code === 53407) return 'No sound gets through. A firewall may block it.'
  return error instanceof Error && error.message ? error.message : 'The telephone failed.'
}
