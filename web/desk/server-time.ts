import { type RefObject, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useServerClock } from './use-console.ts'

const EVERY_MS = 250
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all timers, so that they tick together. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tick of listeners) tick()
  }, EVERY_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Draws again when what is selected changes. @param select from the server's time, milliseconds since the epoch */
export function useServerTime<T>(select: (nowMs: number) => T): T {
  const now = useServerClock()
  return useSyncExternalStore(subscribe, () => select(now()))
}

/** The server's time to the second, in milliseconds. */
export const useSeconds = (): number => useServerTime((nowMs) => Math.floor(nowMs / 1_000) * 1_000)

/**
 * For what changes every second, such as the waits of all callers in the lot. It writes to the element directly, because
 * React would draw all of them again.
 * @param write gets the element and the server's time, milliseconds since the epoch
 */
export function useTicking<Of extends Element>(
  write: (element: Of, nowMs: number) => void,
): RefObject<Of | null> {
  const now = useServerClock()
  const element = useRef<Of>(null)
  const newest = useRef(write)
  useLayoutEffect(() => {
    newest.current = write
    if (element.current) write(element.current, now())
  })
  useEffect(
    () =>
      subscribe(() => {
        if (element.current) newest.current(element.current, now())
      }),
    [now],
  )
  return element
}
