import { createStore } from '@xstate/store'
import { browserMemory } from '../storage.ts'
import { KEYMAP, type Keymap, readKeymap, withDefault, withKey } from './keymap.ts'
import type { ActionId, Profile } from './table.ts'

/** Before each person had keys of their own: `off` for everybody who uses this browser. */
const BEFORE = 'switchyard-shortcuts'

/** The keys of one person in this browser, which remembers them. Keys belong to a keyboard and to the person at it. */
export function createKeymapStore(agentId: string) {
  const stored = `switchyard-keys:${agentId}`
  const context: Keymap = readKeymap(browserMemory.read(stored)) ?? {
    ...KEYMAP,
    single: browserMemory.read(BEFORE) !== 'off',
  }
  const kept = (next: Keymap, { effect }: { effect: (what: () => void) => void }): Keymap => {
    effect(() => browserMemory.write(stored, JSON.stringify(next)))
    return next
  }
  return createStore({
    context,
    on: {
      profileChosen: (keymap, { profile }: { profile: Profile }, enqueue) =>
        kept({ ...keymap, profile }, enqueue),
      singleTurned: (keymap, { single }: { single: boolean }, enqueue) =>
        kept({ ...keymap, single }, enqueue),
      /** Null: the action has no key. */
      keyChosen: (keymap, { id, key }: { id: ActionId; key: string | null }, enqueue) =>
        kept(withKey(keymap, id, key), enqueue),
      defaultChosen: (keymap, { id }: { id: ActionId }, enqueue) => kept(withDefault(keymap, id), enqueue),
      allDefault: (keymap, _: object, enqueue) => kept({ ...keymap, own: {} }, enqueue),
    },
  })
}
