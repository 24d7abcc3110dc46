import { z } from 'zod'
import { SessionView } from '../../coordinator/protocol/account.ts'
import {
  InvitationLink,
  type NewPersonBody,
  People,
  PeopleImported,
  Person,
  type PersonChange,
  TemporaryPassword,
} from '../../coordinator/protocol/people.ts'
import { ApiRefusal, NoBody, requestApi } from '../api/request.ts'
import { fieldErrorText } from '../language/field-error.ts'
import { t, type Words } from '../language/text.ts'

/** Two hundred passwords take a while to hash. */
const IMPORT_TIMEOUT_MS = 60_000

export const fetchPeople = () => requestApi('/api/people', People)

export const addPerson = (body: NewPersonBody) =>
  requestApi('/api/people', InvitationLink, { method: 'POST', body })

const pathOf = (agentId: string) => `/api/people/${encodeURIComponent(agentId)}`

export const changePerson = (agentId: string, body: PersonChange) =>
  requestApi(pathOf(agentId), Person, { method: 'PATCH', body })

/** @param dryRun says what the file would add, and adds nobody */
export const importPeople = (file: File, dryRun: boolean) =>
  requestApi(`/api/people/import?dryRun=${dryRun}`, PeopleImported, {
    method: 'POST',
    bytes: file,
    timeoutMs: IMPORT_TIMEOUT_MS,
  })

export const removePerson = (agentId: string) => requestApi(pathOf(agentId), NoBody, { method: 'DELETE' })

export const invitePerson = (agentId: string) =>
  requestApi(`${pathOf(agentId)}/invite`, InvitationLink, { method: 'POST' })

export const resetPassword = async (agentId: string) =>
  (await requestApi(`${pathOf(agentId)}/password`, TemporaryPassword, { method: 'POST' })).password

export const allowLink = (agentId: string) =>
  requestApi(`${pathOf(agentId)}/link`, NoBody, { method: 'POST' })

export const removeFactors = (agentId: string) =>
  requestApi(`${pathOf(agentId)}/second-factor`, NoBody, { method: 'DELETE' })

export const endSessions = (agentId: string) =>
  requestApi(`${pathOf(agentId)}/sessions`, NoBody, { method: 'DELETE' })

export const fetchSessions = (agentId: string) =>
  requestApi(`${pathOf(agentId)}/sessions`, z.array(SessionView))

export const endOneSession = (agentId: string, id: string) =>
  requestApi(`${pathOf(agentId)}/sessions/${id}`, NoBody, { method: 'DELETE' })

/** Why a request about people failed, in words. */
export function peopleErrorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return t('office.noAnswer')
  const { code, detail, errors: [first] = [] } = error.problem
  switch (code) {
    case 'agent_exists':
      return t('people.error.exists')
    case 'only_admin':
      return t('people.error.onlyAdmin')
    case 'company_account':
      return t('people.error.company')
    case 'not_found':
      return t('people.error.gone')
    case 'confirmation_required':
      return t('people.error.notConfirmed')
    case 'forbidden':
      return t('people.onlyAdmins')
    default:
      return first ? `${t(FIELDS[first.path] ?? 'people.name')} ${fieldErrorText(first.message)}` : detail
  }
}

const FIELDS: Readonly<Record<string, Words>> = { agentId: 'start.username', role: 'people.role' }
