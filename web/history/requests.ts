import { z } from 'zod'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { HistoryCounts, type HistorySearch } from '../../coordinator/protocol/queries.ts'
import { requestApi } from '../api/request.ts'

export const PAGE_SIZE = 50

/** Which calls a page shows. Days are as `<input type="date">` has them, in this browser's time; empty: any. */
export interface Filters<Kind extends string> {
  q: string
  kind: Kind
  from: string
  to: string
}

export type Kind = 'all' | 'missed' | 'mine' | 'messages' | 'outbound'

export const NO_FILTERS: Filters<Kind> = { q: '', kind: 'all', from: '', to: '' }

const ofKind = (kind: Kind, me: string): z.input<typeof HistorySearch> => {
  switch (kind) {
    case 'all':
      return {}
    case 'missed':
      return { unanswered: true }
    case 'mine':
      return { agentId: me, outcome: 'answered' }
    case 'messages':
      return { outcome: 'voicemail' }
    case 'outbound':
      return { direction: 'outbound' }
  }
}

/** The search that finds these calls. */
export function searchFor({ q, kind, from, to }: Filters<Kind>, me: string): z.input<typeof HistorySearch> {
  return {
    ...ofKind(kind, me),
    ...(q.trim() === '' ? {} : { q }),
    ...days(from, to),
  }
}

/** From the first moment of a day to the last one of another; empty: any. */
export const days = (from: string, to: string) => ({
  ...(from === '' ? {} : { from: beginningOf(from, 0) }),
  ...(to === '' ? {} : { to: beginningOf(to, 1) }),
})

/** The first moment of a day, or of the one that many days later. */
function beginningOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date + later).toISOString()
}

/** Newest first. @param after the call before the first of them */
export const searchCalls = (search: z.input<typeof HistorySearch>, after?: CallView) =>
  requestApi('/api/history/search', z.array(CallView), {
    method: 'POST',
    body: {
      ...search,
      limit: PAGE_SIZE,
      ...(after?.endedAt ? { before: after.endedAt, beforeCall: after.callSid } : {}),
    },
  })

/** How many calls of each kind the other filters find. */
export const countCalls = ({ q, from, to }: Filters<Kind>): Promise<HistoryCounts> =>
  requestApi('/api/history/counts', HistoryCounts, {
    method: 'POST',
    body: searchFor({ q, kind: 'all', from, to }, ''),
  })

/** Longer than 100,000 calls take. */
const EXPORT_TIMEOUT_MS = 120_000

/** All calls that the filters find, as a file. @throws when the server does not send all of it */
export async function exportCalls(filters: Filters<Kind>, me: string): Promise<Blob> {
  const response = await fetch('/api/history/export', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(searchFor(filters, me)),
    signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
  })
  if (!response.ok) throw new Error(`The export was answered with ${response.status}`)
  return response.blob()
}
