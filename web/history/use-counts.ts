import { useCallback, useEffect, useRef, useState } from 'react'
import type { HistoryCounts } from '../../coordinator/protocol/queries.ts'
import { countCalls, type Filters, type Kind } from './requests.ts'
import { TYPED_MS } from './use-calls.ts'
import { useAfterChanges } from './use-to-call-back.ts'

/** How many calls there are of each kind; null until they are counted, and where they cannot be. */
export function useCounts({ q, from, to }: Filters<Kind>): HistoryCounts | null {
  const [counts, setCounts] = useState<HistoryCounts | null>(null)
  /** What was asked for before is of no use any more. */
  const asked = useRef(0)
  const read = useCallback(() => {
    asked.current += 1
    const mine = asked.current
    const take = (read: HistoryCounts | null) => {
      if (mine === asked.current) setCounts(read)
    }
    countCalls({ q, kind: 'all', from, to }).then(take, (error: unknown) => {
      console.warn('The calls could not be counted', error)
      take(null)
    })
  }, [q, from, to])
  useEffect(() => {
    const timer = setTimeout(read, q === '' ? 0 : TYPED_MS)
    return () => clearTimeout(timer)
  }, [read, q])
  useAfterChanges(read)
  return counts
}
