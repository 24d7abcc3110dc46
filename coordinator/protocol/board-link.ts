/** What follows the path in the link of a screen: browsers send it to no server. */
export const boardHash = (token: string) => `#board=${token}`

/** @param hash of the address; null when it is no link of a screen */
export const boardTokenIn = (hash: string): string | null =>
  /^#board=([\w-]{20,100})$/.exec(hash)?.[1] ?? null
