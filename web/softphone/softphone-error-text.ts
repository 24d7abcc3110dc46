import { ApiRefusal, ServerUnreachable } from '../api/request.ts'
import { t } from '../language/text.ts'

/** What an agent reads when the softphone fails. Errors of the SDK have a code, errors of the browser a name. */
export function softphoneErrorText(error: unknown): string {
  if (error instanceof ApiRefusal || error instanceof ServerUnreachable) return t('softphone.noToken')
  const code = error instanceof Error && 'code' in error ? Number(error.code) : Number.NaN
  const name = error instanceof Error ? error.name : ''
  if (code === 31401 || name === 'NotAllowedError' || name === 'PermissionDeniedError')
    return t('softphone.microphoneBlocked')
  if (code === 31402 || name === 'NotFoundError') return t('softphone.noMicrophone')
  if (code >= 20101 && code <= 20107) return t('softphone.notSignedIn')
  if (code === 31005 || code === 31009 || code === 53000 || code === 53001)
    return t('softphone.connectionLost')
  if (code === 53405 || code === 53407) return t('softphone.noSound')
  return error instanceof Error && error.message ? error.message : t('softphone.failed')
}
