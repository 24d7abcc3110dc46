import { useEffect } from 'react'
import { keepCleared } from '../diagnostics.ts'

/** Records for diagnostics when a card leaves a section of the screen. */
export function useCleared(callSid: string, section: string) {
  useEffect(() => () => keepCleared({ callSid, section: section, at: Date.now() }), [callSid, section])
}
