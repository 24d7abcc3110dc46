/** A row of a list in which nothing jumps. What has gone keeps its row for a while. */
export interface SteadyRow<T> {
  item: T
  gone: boolean
}

/** The rows of before keep their places, and new ones come last. */
export function steadyRows<T>(
  before: readonly SteadyRow<T>[],
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly SteadyRow<T>[] {
  const now = new Map(items.map((item) => [keyOf(item), item]))
  const kept = before.map((row): SteadyRow<T> => {
    const item = now.get(keyOf(row.item))
    if (item === undefined) return row.gone ? row : { ...row, gone: true }
    return item === row.item && !row.gone ? row : { item, gone: false }
  })
  const known = new Set(before.map((row) => keyOf(row.item)))
  const added = items.filter((item) => !known.has(keyOf(item))).map((item) => ({ item, gone: false }))
  const rows = [...kept, ...added]
  return rows.length === before.length && rows.every((row, at) => row === before[at]) ? before : rows
}

/** Closes the rows of what has gone. */
export const withoutGone = <T>(rows: readonly SteadyRow<T>[]): readonly SteadyRow<T>[] =>
  rows.some(({ gone }) => gone) ? rows.filter(({ gone }) => !gone) : rows
