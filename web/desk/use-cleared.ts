import { useEffect } from 'react'
import { keepCleared } from '../diagnostics.ts'

/** Notes for diagnostics when a card has left a place of the screen. */
export function useCleared(callSid: string, place: string) {
  useEffect(() => () => keepCleared({ callSid, section: place, at: Date.now() }), [callSid, place])
}
