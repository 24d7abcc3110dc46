import { createStore } from '@xstate/store'
import { digitOf } from './key-name.ts'

/** The parked calls by slot, as they were when the agent pressed the key: a slot may get another caller since. */
export type Lot = ReadonlyMap<number, string>

/** The agent has pressed the key that picks up, and names the slot now. Null: not. */
export type Picking = { readonly lot: Lot; readonly typed: string } | null

/** What a key press means while the agent names a slot. */
export type PickStep =
  | { kind: 'typing'; typed: string }
  /** This caller. */
  | { kind: 'slot'; callSid: string }
  /** The caller who has waited longest. */
  | { kind: 'longest' }
  /** Nobody is there. */
  | { kind: 'empty'; slot: string }
  | { kind: 'stop' }
  /** The key means what it always means. */
  | { kind: 'other' }

/**
 * @param key the name of the pressed key, `Enter` and `Escape` included
 * @param isSame whether it is the key with which it began
 */
export function pickStep({ lot, typed }: NonNullable<Picking>, key: string, isSame: boolean): PickStep {
  if (key === 'Escape') return { kind: 'stop' }
  if (isSame && typed === '') return { kind: 'longest' }
  if (key === 'Enter') return typed === '' ? { kind: 'longest' } : exactly(lot, typed)
  const digit = digitOf(key)
  if (digit === null) return { kind: 'other' }
  const next = typed + String(digit)
  const longer = [...lot.keys()].some((slot) => String(slot).startsWith(next) && String(slot) !== next)
  return longer ? { kind: 'typing', typed: next } : exactly(lot, next)
}

function exactly(lot: Lot, slot: string): PickStep {
  const callSid = lot.get(Number(slot))
  return callSid === undefined ? { kind: 'empty', slot } : { kind: 'slot', callSid }
}

/** An agent who does something else has forgotten it. */
const FORGOTTEN_AFTER_MS = 5_000

interface PickUpState {
  readonly picking: Picking
  /** Why nobody was picked up, for a while. */
  readonly said: string | null
}

export function createPickUp() {
  const context: PickUpState = { picking: null, said: null }
  const store = createStore({
    context,
    on: {
      begun: (_, { lot }: { lot: Lot }) => ({ picking: { lot, typed: '' }, said: null }),
      typed: (state, { typed }: { typed: string }) => ({
        ...state,
        picking: state.picking && { ...state.picking, typed },
      }),
      ended: (_, { said }: { said: string | null }) => ({ picking: null, said }),
    },
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  const endLater = () => {
    clearTimeout(timer)
    timer = setTimeout(() => store.trigger.ended({ said: null }), FORGOTTEN_AFTER_MS)
  }
  return {
    store,
    picking: () => store.getSnapshot().context.picking,
    begin: (lot: Lot) => {
      store.trigger.begun({ lot })
      endLater()
    },
    type: (typed: string) => {
      store.trigger.typed({ typed })
      endLater()
    },
    /** @param said why nobody was picked up, if that is to be told */
    end: (said: string | null = null) => {
      store.trigger.ended({ said })
      if (said === null) clearTimeout(timer)
      else endLater()
    },
  }
}
