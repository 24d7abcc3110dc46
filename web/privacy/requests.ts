import { z } from 'zod'
import { DataProtection, ErasureReport } from '../../coordinator/protocol/data-protection.ts'
import { requestApi } from '../api/request.ts'

/** All ended calls are looked through. */
const LOOK_TIMEOUT_MS = 60_000

export const fetchDataProtection = () => requestApi('/api/data-protection', DataProtection)

/** What would be erased of the person with these numbers, or was. */
export const eraseNumbers = (numbers: readonly string[], dryRun: boolean) =>
  requestApi('/api/contacts/erase', ErasureReport, {
    method: 'POST',
    body: { numbers, dryRun },
    timeoutMs: LOOK_TIMEOUT_MS,
  })

/** All that is stored of the person, as the server writes it. */
export const fetchPersonalData = (numbers: readonly string[]) =>
  requestApi('/api/contacts/personal-data', z.unknown(), {
    method: 'POST',
    body: { numbers },
    timeoutMs: LOOK_TIMEOUT_MS,
  })

/** Saves it as a file that a person can read. */
export function saveJson(data: unknown, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
