/** Whether the long suites run in full (`npm run test:faults`) or in their short form (`npm test`). */
export const full = process.env.FAULTS === 'full'

/** How much to do: that many in full, fewer inside `npm test`. */
export const extent = (amounts: { full: number; short: number }): number =>
  full ? amounts.full : amounts.short
