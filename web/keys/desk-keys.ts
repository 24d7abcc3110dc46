import type { DeskStore } from '../feed/desk-store.ts'
import { createKeymapStore } from './keymap-store.ts'
import { createPageActions } from './offer.ts'
import { createOpenedStore } from './opened-store.ts'
import { createPickUp } from './pick-up.ts'
import { followRowDigits } from './row-digits.ts'

export type DeskKeys = ReturnType<typeof createDeskKeys>

/** What the keys of one desk know. */
export function createDeskKeys(desk: DeskStore, agentId: string) {
  const rows = followRowDigits(desk)
  const pickUp = createPickUp()
  return {
    keymap: createKeymapStore(agentId),
    pageActions: createPageActions(),
    opened: createOpenedStore(agentId),
    pickUp,
    rows,
    stop: () => {
      rows.stop()
      pickUp.end()
    },
  }
}
