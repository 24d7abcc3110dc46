import { z } from 'zod'
import { CallView } from '../../coordinator/protocol/call-view.ts'
import { requestApi } from '../api/request.ts'

const LIMIT = 100

/** Ended calls, newest first. */
export const fetchHistory = () => requestApi(`/api/history?limit=${LIMIT}`, z.array(CallView))

/** Adds an ended call, or replaces its older view. */
export function withEnded(history: readonly CallView[], call: CallView): readonly CallView[] {
  const others = history.filter((it) => it.callSid !== call.callSid)
  const sorted = [call, ...others].sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
  return sorted.slice(0, LIMIT)
}
