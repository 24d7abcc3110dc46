import { useSelector } from '@xstate/react'
import { isOpen } from '../../coordinator/protocol/office/hours.ts'
import { useServerTime } from '../desk/server-time.ts'
import { useConsole } from '../desk/use-console.ts'

/** Whether the office is open now, by the server's clock. */
export function useIsOpen(): boolean {
  const office = useSelector(useConsole().office, ({ context }) => context.office)
  return useServerTime((nowMs) => office === null || isOpen(office, nowMs))
}
