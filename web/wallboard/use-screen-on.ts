import { useEffect } from 'react'

/** Asks the browser to leave the screen on. It forgets that whenever the page is hidden, and may refuse. */
export function useScreenOn() {
  useEffect(() => {
    const stopping = new AbortController()
    let lock: WakeLockSentinel | null = null
    const ask = () => {
      if (document.visibilityState !== 'visible') return
      navigator.wakeLock?.request('screen').then(
        (it) => {
          if (stopping.signal.aborted) void it.release()
          else lock = it
        },
        () => undefined,
      )
    }
    ask()
    document.addEventListener('visibilitychange', ask, { signal: stopping.signal })
    return () => {
      stopping.abort()
      void lock?.release()
    }
  }, [])
}
