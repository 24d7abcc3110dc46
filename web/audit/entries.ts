import { z } from 'zod'
import { AuditEntry } from '../../coordinator/protocol/audit.ts'
import { requestApi } from '../api/request.ts'

export const PAGE_SIZE = 50

/** A newer coordinator may tell of kinds that this page does not know. */
const ShownEntry = AuditEntry.extend({ what: z.string() })
export type ShownEntry = z.infer<typeof ShownEntry>

/** Newest first. @param before only what is older than the entry of this id */
export const fetchEntries = (before?: string) =>
  requestApi(`/api/audit?limit=${PAGE_SIZE}${before ? `&before=${before}` : ''}`, z.array(ShownEntry))
