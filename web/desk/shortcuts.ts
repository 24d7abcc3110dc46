import { useSelector } from '@xstate/react'
import { createStore } from '@xstate/store'
import { useEffect } from 'react'
import { browserMemory } from '../storage.ts'
import { letterOf } from './letter-of.ts'

const STORED = 'switchyard-shortcuts'

/** Whether single letters are shortcuts. This browser remembers it. */
export const shortcutsStore = createStore({
  context: { on: browserMemory.read(STORED) !== 'off' },
  on: {
    turned: (_, { on }: { on: boolean }, { effect }) => {
      effect(() => browserMemory.write(STORED, on ? 'on' : 'off'))
      return { on }
    },
  },
})

export const useShortcutsOn = (): boolean => useSelector(shortcutsStore, ({ context }) => context.on)

/** The letter, while single-letter shortcuts are on. */
export const useHotkey = (letter: string): string | null => (useShortcutsOn() ? letter : null)

/** Radio buttons and sliders keep the focus after a click, but take no letters. */
const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable=true], [role=menu]'

/** A ring can be answered from a dialog, too. */
const WORK_IN_DIALOGS = ['a', 'd']

/** Single letters, by WCAG 2.1.4: not while typing, not in a dialog, and they can be turned off. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const letter = letterOf(event)
      if (letter === null || !shortcutsStore.getSnapshot().context.on) return
      if (event.target instanceof Element && event.target.closest(TYPING)) return
      if (isInDialog(event.target) && !WORK_IN_DIALOGS.includes(letter)) return
      const action = actions[letter]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [actions])
}

const isInDialog = (target: EventTarget | null) =>
  document.querySelector('[role=dialog][aria-modal=true]') !== null ||
  (target instanceof Element && target.closest('[role=dialog]') !== null)
