import { useCallback, useEffect, useState } from 'react'
import { ToCallBack } from '../../coordinator/protocol/to-call-back.ts'
import { requestApi } from '../api/request.ts'
import { useConsole } from '../desk/use-console.ts'

/** Calls end one after the other, and each console asks again. */
const AFTER_A_CHANGE_MS = 1_000
/** Every console that shows the desk asks: not so soon, and not all at the same moment. */
const DESK_AFTER_MS = 3_000
const DESK_SPREAD_MS = 4_000

/** Who waits for a call back, all of them; null until it is read. */
export const useToCallBack = (): ToCallBack | null => useWaiting('', useAfterChanges)

/** How many wait for a call back, and the newest of them; null until it is read. */
export const useNewestToCallBack = (): ToCallBack | null => useWaiting('?limit=1', useLater)

function useWaiting(query: string, useAgain: (what: () => void) => void): ToCallBack | null {
  const [waiting, setWaiting] = useState<ToCallBack | null>(null)
  const read = useCallback(() => {
    requestApi(`/api/history/to-call-back${query}`, ToCallBack).then(setWaiting, (error) =>
      console.warn('Who waits could not be read', error),
    )
  }, [query])
  useEffect(read, [read])
  useAgain(read)
  return waiting
}

const useLater = (what: () => void) => useAfterChanges(what, DESK_AFTER_MS, DESK_SPREAD_MS)

/** Does it soon after a call was answered, has ended or was noted. */
export function useAfterChanges(what: () => void, afterMs = AFTER_A_CHANGE_MS, spreadMs = 0) {
  const { desk } = useConsole()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const { unsubscribe } = desk.on('callChanged', ({ before, after }) => {
      const isNews =
        after === undefined || after.status === 'ended' || before?.answeredAt !== after.answeredAt
      if (!isNews) return
      timer ??= setTimeout(
        () => {
          timer = undefined
          what()
        },
        afterMs + Math.random() * spreadMs,
      )
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [desk, what, afterMs, spreadMs])
}
