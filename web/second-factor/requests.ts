import type { z } from 'zod'
import type { Confirmation } from '../../coordinator/protocol/account.ts'
import {
  type EnrollableFactor,
  type Enrolment,
  EnrolmentStart,
  FactorState,
  RecoveryCodes,
} from '../../coordinator/protocol/second-factor.ts'
import type { Credentials } from '../../coordinator/protocol/session.ts'
import { NoBody, requestApi } from '../api/request.ts'

export const readFactors = () => requestApi('/api/me/second-factor', FactorState)

/** Before the first sign-in. */
export const beginFirstFactor = ({ username, password }: Credentials, type: EnrollableFactor) =>
  requestApi('/api/session/second-factor', EnrolmentStart, {
    method: 'POST',
    body: { username, password, type },
  })

export const beginFactor = (type: EnrollableFactor) =>
  requestApi('/api/me/second-factor', EnrolmentStart, { method: 'POST', body: { type } })

export const finishFactor = (body: z.input<typeof Enrolment>) =>
  requestApi('/api/me/second-factor', NoBody, { method: 'PUT', body })

export const removeApp = () => requestApi('/api/me/second-factor/totp', NoBody, { method: 'DELETE' })
export const removePasskey = (id: string) =>
  requestApi(`/api/me/second-factor/passkeys/${encodeURIComponent(id)}`, NoBody, { method: 'DELETE' })

export const makeRecoveryCodes = async () =>
  (await requestApi('/api/me/recovery-codes', RecoveryCodes, { method: 'POST' })).codes

export const confirm = (body: Confirmation) => requestApi('/api/me/confirm', NoBody, { method: 'POST', body })
