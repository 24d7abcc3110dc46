import { z } from 'zod'
import { CallerRecord } from '../../coordinator/protocol/caller-record.ts'
import {
  Contact,
  type ContactBody,
  type ImportField,
  ImportReport,
} from '../../coordinator/protocol/contacts.ts'
import { ApiRefusal, NoBody, requestApi } from '../api/request.ts'
import { problemText } from '../commands/problem-text.ts'
import { fieldErrorText } from '../language/field-error.ts'
import { t } from '../language/text.ts'

export const PAGE_SIZE = 100
/** One search finds no more. */
export const MOST_FOUND = 500
/** Bytes. The server refuses more. */
export const LARGEST_IMPORT = 8 * 1024 * 1024
/** Many numbers take long to read. */
const IMPORT_TIMEOUT_MS = 60_000

/** What somebody has typed; the server brings numbers into their form. */
export type ContactDraft = z.input<typeof ContactBody>

/** All contacts in the order of names. @param after the id of the one before the first */
export const fetchContacts = (after?: string) =>
  requestApi(
    `/api/contacts?limit=${PAGE_SIZE}${after ? `&after=${encodeURIComponent(after)}` : ''}`,
    z.array(Contact),
  )

export const searchContacts = (q: string, limit: number) =>
  requestApi('/api/contacts/search', z.array(Contact), { method: 'POST', body: { q, limit } })

export const addContact = (draft: ContactDraft) =>
  requestApi('/api/contacts', Contact, { method: 'POST', body: draft })

/** @param base the contact that was changed */
export const changeContact = ({ id, rev }: Contact, draft: ContactDraft) =>
  requestApi(`/api/contacts/${id}`, Contact, { method: 'PUT', body: draft, ifMatch: `"${rev}"` })

export const removeContact = ({ id, rev }: Contact) =>
  requestApi(`/api/contacts/${id}`, NoBody, { method: 'DELETE', ifMatch: `"${rev}"` })

export const fetchCallerRecord = (callSid: string) => requestApi(`/api/calls/${callSid}/caller`, CallerRecord)

export interface ImportChoice {
  /** Null: as the headings say. */
  columns: readonly ImportField[] | null
  skipErrors: boolean
  dryRun: boolean
}

export function importFile(file: File, { columns, skipErrors, dryRun }: ImportChoice) {
  const query = new URLSearchParams({ skipErrors: String(skipErrors), dryRun: String(dryRun) })
  if (columns !== null) query.set('columns', columns.join(','))
  return requestApi(`/api/contacts/import?${query}`, ImportReport, {
    method: 'POST',
    bytes: file,
    timeoutMs: IMPORT_TIMEOUT_MS,
  })
}

/** Why a request about contacts failed, in words. */
export function contactErrorText(error: unknown): string {
  if (!(error instanceof ApiRefusal)) return t('office.noAnswer')
  const [first] = error.problem.errors ?? []
  return first
    ? `${first.path === '' ? '' : `${first.path}: `}${fieldErrorText(first.message)}`
    : problemText(error.problem)
}
