import { Office, type OfficeSettings, UploadedAudio } from '../../coordinator/protocol/office/settings.ts'
import { ApiRefusal, requestApi } from '../api/request.ts'
import { t } from '../language/text.ts'

const UPLOAD_TIMEOUT_MS = 60_000

/** @param rev of the office that the changes are based on; the server refuses them when it has another */
export const saveOffice = (settings: OfficeSettings, rev: number) =>
  requestApi('/api/office', Office, { method: 'PUT', body: settings, ifMatch: `"${rev}"` })

export const uploadSound = (file: File) =>
  requestApi('/api/office/audio', UploadedAudio, {
    method: 'POST',
    bytes: file,
    timeoutMs: UPLOAD_TIMEOUT_MS,
  })

export const audioAt = (audio: string) => `/api/office/audio/${audio}`

export function uploadErrorText(error: unknown): string {
  if (error instanceof ApiRefusal && error.problem.code === 'invalid_request') return t('office.wrongFile')
  return t('office.notUploaded')
}
