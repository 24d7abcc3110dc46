import { useCallback, useEffect, useRef, useState } from 'react'
import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { useConsole } from '../desk/use-console.ts'
import { type Filters, type Kind, PAGE_SIZE, searchCalls, searchFor } from './requests.ts'
import { useAfterChanges } from './use-to-call-back.ts'

/** While somebody types. */
export const TYPED_MS = 200

interface Found {
  /** Null until they are read. */
  calls: readonly CallView[] | null
  /** Whether there are older ones. */
  more: boolean
  failed: boolean
}

interface FoundCalls extends Found {
  readMore: () => Promise<void>
  again: () => void
}

/** The calls that fulfil the filters, newest first, kept up to date as calls end and are noted. */
export function useCalls({ q, kind, from, to }: Filters<Kind>): FoundCalls {
  const { me } = useConsole()
  const search = useCallback(
    (after?: CallView) => searchCalls(searchFor({ q, kind, from, to }, me.agentId), after),
    [q, kind, from, to, me.agentId],
  )
  return useFound(search, q !== '')
}

/**
 * What a search finds, page by page, kept up to date.
 * @param search the same function as long as it finds the same; a page of {@link PAGE_SIZE} calls, `after` the one before the first of them
 * @param isTyped it changes with each letter
 */
export function useFound(search: (after?: CallView) => Promise<CallView[]>, isTyped: boolean): FoundCalls {
  const [found, setFound] = useState<Found>({ calls: null, more: false, failed: false })
  /** What was asked for before is of no use any more. */
  const asked = useRef(0)

  const read = useCallback(
    async (keep: boolean) => {
      asked.current += 1
      const mine = asked.current
      try {
        const page = await search()
        if (mine === asked.current) setFound((before) => withNewest(keep ? before : null, page))
      } catch (error) {
        console.warn('The history could not be read', error)
        if (mine === asked.current) setFound((before) => ({ ...before, failed: true }))
      }
    },
    [search],
  )

  useEffect(() => {
    const timer = setTimeout(() => void read(false), isTyped ? TYPED_MS : 0)
    return () => clearTimeout(timer)
  }, [read, isTyped])
  useAfterChanges(useCallback(() => void read(true), [read]))

  const readMore = async () => {
    const mine = asked.current
    try {
      const page = await search(found.calls?.at(-1))
      if (mine !== asked.current) return
      setFound(({ calls }) => ({
        calls: [...(calls ?? []), ...page],
        more: page.length === PAGE_SIZE,
        failed: false,
      }))
    } catch (error) {
      console.warn('The history could not be read', error)
      setFound((before) => ({ ...before, failed: true }))
    }
  }
  return { ...found, readMore, again: () => void read(false) }
}

/** The newest page, and what was shown of older calls. */
function withNewest(before: Found | null, page: readonly CallView[]): Found {
  const last = page.at(-1)
  const isWhole = page.length < PAGE_SIZE
  const older = isWhole || !last ? [] : (before?.calls ?? []).filter((call) => isOlder(call, last))
  return {
    calls: [...page, ...older],
    more: !isWhole && (older.length === 0 || (before?.more ?? false)),
    failed: false,
  }
}

const isOlder = (call: CallView, than: CallView) => {
  const [one, other] = [call.endedAt ?? '', than.endedAt ?? '']
  return one < other || (one === other && call.callSid < than.callSid)
}
