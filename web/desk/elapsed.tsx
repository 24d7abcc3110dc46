import { useSyncExternalStore } from 'react'
import { formatDuration } from '../calls/format.ts'
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

/** The server's time to the second, in milliseconds. */
export function useSeconds(): number {
  const { serverNow } = useConsole().store
  return useSyncExternalStore(subscribe, () => Math.floor(serverNow() / 1_000)) * 1_000
}

/** Counts up. Never announced: a screen reader reads it when asked. */
export function Elapsed({ since, className }: { since: string; className?: string }) {
  const now = useSeconds()
  return (
    <span role="timer" className={className}>
      {formatDuration(now - Math.floor(Date.parse(since) / 1_000) * 1_000)}
    </span>
  )
}
