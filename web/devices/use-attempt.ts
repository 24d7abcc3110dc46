import { useEffect, useRef, useState } from 'react'
import { t } from '../language/text.ts'

/** Something that an agent tries: whether it goes on, and why it failed last, in the browser's words. */
export function useAttempt() {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const shown = useRef(true)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setTrouble(null)
    try {
      await work()
    } catch (error) {
      if (shown.current)
        setTrouble(error instanceof Error && error.message ? error.message : t('devices.noReason'))
    } finally {
      if (shown.current) setBusy(false)
    }
  }
  return { busy, trouble, attempt: (work: () => Promise<void>) => void attempt(work) }
}
