import { useEffect, useState, useSyncExternalStore } from 'react'
import { isOpen } from '../../coordinator/protocol/office/hours.ts'
import { useConsole } from '../desk/use-console.ts'

const EVERY_MS = 5_000

/** Whether the office is open now, by the server's clock. */
export function useIsOpen(): boolean {
  const { office, store } = useConsole()
  const settings = useSyncExternalStore(office.subscribe, office.office)
  const [now, setNow] = useState(store.serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(store.serverNow()), EVERY_MS)
    return () => clearInterval(timer)
  }, [store])
  return settings === null || isOpen(settings, now)
}
