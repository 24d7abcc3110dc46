/** A row of a list in which nothing jumps. What has gone keeps its row for a while. */
export interface SteadyRow<T> {
  item: T
  /** When it went, on the page's own clock (ms). Null while it is there. */
  goneAt: number | null
}

/** With more rows of what has gone, the older ones close: a mouse may lie on the list for hours. */
const MOST_GONE = 20

/** The rows of before keep their places, and new ones come last. */
export function steadyRows<T>(
  before: readonly SteadyRow<T>[],
  items: readonly T[],
  keyOf: (item: T) => string,
  now: number,
): readonly SteadyRow<T>[] {
  const there = new Map(items.map((item) => [keyOf(item), item]))
  const kept = before.map((row): SteadyRow<T> => {
    const item = there.get(keyOf(row.item))
    if (item === undefined) return row.goneAt === null ? { ...row, goneAt: now } : row
    return item === row.item && row.goneAt === null ? row : { item, goneAt: null }
  })
  const known = new Set(before.map((row) => keyOf(row.item)))
  const added = items.filter((item) => !known.has(keyOf(item))).map((item) => ({ item, goneAt: null }))
  const rows = [...kept, ...added]
  if (rows.length === before.length && rows.every((row, at) => row === before[at])) return before
  if (rows.filter(({ goneAt }) => goneAt !== null).length <= MOST_GONE) return rows
  // All at once, so that the list moves seldom.
  const old = new Set(before)
  return rows.filter((row) => row.goneAt === null || !old.has(row))
}

/** When the first of what has gone went. Null: all of it is there. */
export const firstGoneAt = (rows: readonly SteadyRow<unknown>[]): number | null =>
  rows.reduce<number | null>(
    (first, { goneAt }) => (first === null || (goneAt !== null && goneAt < first) ? goneAt : first),
    null,
  )

/** Closes the rows of what has gone, or of what went until then. */
export function withoutGone<T>(
  rows: readonly SteadyRow<T>[],
  until = Number.POSITIVE_INFINITY,
): readonly SteadyRow<T>[] {
  const left = rows.filter(({ goneAt }) => goneAt === null || goneAt > until)
  return left.length === rows.length ? rows : left
}
