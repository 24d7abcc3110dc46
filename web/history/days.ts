import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { formatDay } from '../calls/format.ts'

/** The calls of each day. */
export function daysOf(calls: readonly CallView[]): [day: string, calls: CallView[]][] {
  const days = new Map<string, CallView[]>()
  for (const call of calls) {
    const day = formatDay(call.endedAt ?? call.updatedAt)
    const known = days.get(day)
    if (known) known.push(call)
    else days.set(day, [call])
  }
  return [...days]
}
