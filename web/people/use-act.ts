import { useState } from 'react'
import { useConfirmed } from '../account/use-confirmed.tsx'
import { useConsole } from '../desk/use-console.ts'
import { peopleErrorText } from './requests.ts'

/**
 * Runs an act, after the administrator has proven who it is where the server asks for that.
 * @param then what follows from its answer
 * @param done the notice; left out, what the act answers is shown
 */
export type Attempt = <T>(act: () => Promise<T>, then: (answer: T) => void, done?: string) => Promise<void>

/** @param read reads the people again after each act, also after one whose answer was lost */
export function useAct(read: () => Promise<void>) {
  const { notices } = useConsole()
  const { confirmed, dialog } = useConfirmed()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const attempt: Attempt = async (act, then, done) => {
    setBusy(true)
    setError(null)
    try {
      await confirmed(async () => then(await act()))
      if (done !== undefined) notices.trigger.show({ title: done, tone: 'good' })
    } catch (reason) {
      setError(peopleErrorText(reason))
    }
    await read()
    setBusy(false)
  }
  return { attempt, busy, error, forgetError: () => setError(null), dialog }
}
