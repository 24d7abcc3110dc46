import { useSelector } from '@xstate/react'
import { useEffect } from 'react'
import { useConsole } from '../desk/use-console.ts'
import { worksWhileTyping } from './key-name.ts'
import { keysOf, rowKey } from './keymap.ts'
import type { Offer } from './offer.ts'
import type { ActionId } from './table.ts'

/** The key of an action, for the hint beside it; null where it has none. */
export function useKeyOf(id: ActionId): string | null {
  return useSelector(useConsole().keys.keymap, ({ context }) => {
    const keys = keysOf(context, id)
    return keys.find((key) => context.single || worksWhileTyping(key)) ?? null
  })
}

/** While the component is shown, the action is this. */
export function usePageAction(id: ActionId, offer: () => Offer) {
  const { pageActions } = useConsole().keys
  useEffect(() => pageActions.set(id, offer), [pageActions, id, offer])
}

/** The number of a ringing call in the list of rings; null where it has none. */
export const useDigit = (callSid: string): number | null =>
  useSelector(useConsole().keys.rows.store, ({ context }) => context.digits.get(callSid) ?? null)

/** The key that answers this ringing call; null where it has none. */
export function useRowKey(callSid: string): string | null {
  const { keymap } = useConsole().keys
  const digit = useDigit(callSid)
  return useSelector(keymap, ({ context }) => (digit === null ? null : rowKey(context, digit)))
}
