/** How a key is shown on a small key of the desk. The sheet says that ⌃ is Ctrl and ⇧ is Shift. */
export const shortKey = (key: string): string =>
  key.replace('Ctrl+', '⌃').replace('Shift+', '⇧').replace('Num ', '')

/** As `aria-keyshortcuts` has it. */
export const ariaKey = (key: string): string => key.replace('Ctrl+', 'Control+').replace('Num ', '')
