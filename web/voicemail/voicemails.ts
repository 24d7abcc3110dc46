import { Voicemail, VoicemailPage } from '../../coordinator/protocol/voicemail.ts'
import { NoBody, requestApi } from '../api/request.ts'

export const PAGE_SIZE = 50

const path = (callSid: string, rest = '') => `/api/voicemails/${encodeURIComponent(callSid)}${rest}`

/** @param before only what was left before then, ISO 8601 */
export const fetchVoicemails = (before?: string) =>
  requestApi(
    `/api/voicemails?limit=${PAGE_SIZE}${before ? `&before=${encodeURIComponent(before)}` : ''}`,
    VoicemailPage,
  )

/** An agent has listened to it. The answer names the first one. */
export const noteHeard = (callSid: string) =>
  requestApi(path(callSid, '/heard'), Voicemail, { method: 'POST' })

export const removeVoicemail = (callSid: string) => requestApi(path(callSid), NoBody, { method: 'DELETE' })

export const audioOf = (callSid: string) => path(callSid, '/audio')
