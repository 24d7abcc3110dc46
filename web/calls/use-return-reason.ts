import { useEffect, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import type { TimelineEntry } from '../../coordinator/protocol/timeline.ts'
import { useNames } from '../desk/use-console.ts'
import { fetchTimeline } from '../timeline/timeline.ts'
import { refusalOf, returnReason } from './return-reason.ts'

/** Why a caller came back, and why the carrier refused the number of a transfer if it did. Until the timeline is read, and where it cannot be, what the call itself says. */
export function useReturnReason(call: CallView): { why: string; refused: string | null } {
  const [entries, setEntries] = useState<readonly TimelineEntry[]>([])
  const nameOf = useNames()
  const { callSid } = call
  useEffect(() => {
    let closed = false
    fetchTimeline(callSid).then(
      (read) => {
        if (!closed) setEntries(read)
      },
      () => undefined,
    )
    return () => {
      closed = true
    }
  }, [callSid])
  return { why: returnReason(entries, call, nameOf), refused: refusalOf(entries) }
}
