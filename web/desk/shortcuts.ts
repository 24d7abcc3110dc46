import { useEffect, useSyncExternalStore } from 'react'

const STORED = 'switchyard-shortcuts'
const listeners = new Set<() => void>()

export const shortcutsOn = (): boolean => localStorage.getItem(STORED) !== 'off'

export function setShortcuts(on: boolean) {
  localStorage.setItem(STORED, on ? 'on' : 'off')
  for (const listener of listeners) listener()
}

export const useShortcutsOn = () =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, shortcutsOn)

/** The letter, while single-letter shortcuts are on. */
export const useHotkey = (letter: string): string | null => (useShortcutsOn() ? letter : null)

/** A chosen radio button, and a slider, keep the focus and take no letters. */
const TYPING =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]'

/** Single letters, by WCAG 2.1.4: not while typing, not in a dialog, and they can be turned off. */
export function useShortcuts(actions: Readonly<Record<string, () => void>>) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!shortcutsOn() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
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
