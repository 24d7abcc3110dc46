import { useSelector } from '@xstate/react'
import { createStore } from '@xstate/store'
import { useEffect } from 'react'

const STORED = 'switchyard-shortcuts'

/** Whether single letters are shortcuts. This browser remembers it. */
export const shortcutsStore = createStore({
  context: { on: localStorage.getItem(STORED) !== 'off' },
  on: {
    turned: (_, { on }: { on: boolean }, { effect }) => {
      effect(() => localStorage.setItem(STORED, on ? 'on' : 'off'))
      return { on }
    },
  },
})

export const useShortcutsOn = (): boolean => useSelector(shortcutsStore, ({ context }) => context.on)

/** The letter, while single-letter shortcuts are on. */
export const useHotkey = (letter: string): string | null => (useShortcutsOn() ? letter : null)

/** Radio buttons and sliders keep the focus after a click, but take no letters. */
const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]'

/** Single letters, by WCAG 2.1.4: not while typing, not in a dialog, and they can be turned off. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        !shortcutsStore.getSnapshot().context.on ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        event.repeat
      )
        return
      if (event.target instanceof Element && event.target.closest(TYPING)) return
      if (document.querySelector('[role=dialog][aria-modal=true]')) return
      const action = actions[event.key.toLowerCase()]
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [actions])
}
