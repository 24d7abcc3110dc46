/** The keyboard must reach a part that scrolls. */
export const SCROLLS = { tabIndex: 0 } as const
