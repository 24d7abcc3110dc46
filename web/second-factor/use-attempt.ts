import { useCallback, useState } from 'react'
import { signInErrorText } from '../session/sign-in-error-text.ts'

/** Runs one attempt at a time, and keeps in words why the last one failed. */
export function useAttempt() {
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true)
    setError(null)
    await work().catch((reason: unknown) => setError(signInErrorText(reason)))
    setBusy(false)
  }, [])
  return { error, busy, attempt }
}
