import { z } from 'zod'
import { type PasswordChange, SessionView } from '../../coordinator/protocol/account.ts'
import { NoBody, requestApi } from '../api/request.ts'

export const changePassword = (body: PasswordChange) =>
  requestApi('/api/me/password', NoBody, { method: 'PUT', body })

export const readSessions = () => requestApi('/api/me/sessions', z.array(SessionView))
export const endSession = (id: string) => requestApi(`/api/me/sessions/${id}`, NoBody, { method: 'DELETE' })
export const endOtherSessions = () => requestApi('/api/me/sessions', NoBody, { method: 'DELETE' })
