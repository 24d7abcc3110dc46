import { useState } from 'react'
import { ApiRefusal } from '../api/request.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'

/** Runs a change, and again when the agent has proven who it is, if the server asks for that. */
export type Confirmed = (change: () => Promise<void>) => Promise<void>

export function useConfirmed() {
  const [waiting, setWaiting] = useState<{ again: () => void; stop: () => void } | null>(null)
  const confirmed: Confirmed = async (change) => {
    try {
      await change()
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.problem.code !== 'confirmation_required') throw error
      await new Promise<void>((again, stop) => setWaiting({ again, stop: () => stop(error) }))
      await change()
    }
  }
  const dialog = (
    <ConfirmDialog
      opened={waiting !== null}
      onConfirmed={() => {
        waiting?.again()
        setWaiting(null)
      }}
      onClose={() => {
        waiting?.stop()
        setWaiting(null)
      }}
    />
  )
  return { confirmed, dialog }
}
