import { useSyncExternalStore } from 'react'
import { serverNow } from '../feed/desk-store.ts'
import { useConsole } from './use-console.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** One clock for all timers, so that they tick together. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tick of listeners) tick()
  }, 250)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Draws again when what is selected changes. @param select from the server's time, milliseconds since the epoch */
export function useServerTime<T>(select: (nowMs: number) => T): T {
  const { desk } = useConsole()
  return useSyncExternalStore(subscribe, () => select(serverNow(desk)))
}

/** The server's time to the second, in milliseconds. */
export const useSeconds = (): number => useServerTime((nowMs) => Math.floor(nowMs / 1_000) * 1_000)
