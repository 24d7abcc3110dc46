/** What the element that has the focus, or one around it, says in an attribute. Null: there is none. */
export const focusedAttribute = (name: string): string | null =>
  document.activeElement?.closest(`[${name}]`)?.getAttribute(name) ?? null
