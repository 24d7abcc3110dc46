import type { ActionId } from './table.ts'

/** Whether an action is possible now. */
export type Offer =
  | {
      run: () => void
      /** With which call, or what will come of it. */
      about?: string
    }
  /** Why not, in words. */
  | { why: string }

/** What some keys do on the page that is shown. */
export function createPageActions() {
  const actions = new Map<ActionId, () => Offer>()
  return {
    get: (id: ActionId) => actions.get(id),
    /** @returns ends it */
    set: (id: ActionId, offer: () => Offer) => {
      actions.set(id, offer)
      return () => {
        if (actions.get(id) === offer) actions.delete(id)
      }
    },
  }
}
