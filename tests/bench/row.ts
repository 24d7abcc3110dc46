/** One line of the result. A ratio is the product's part of the floor, both from this run. */
export interface BenchmarkRow {
  what: string
  unit: '' | 'ms' | 'µs' | '/s' | 'MB' | 'kB' | '%'
  product: number
  floor: number | null
  ratio: number | null
  budget: Budget | null
}

export interface Budget {
  of: 'ratio' | 'product'
  atMost?: number
  atLeast?: number
}

/** Something that the floor has no part in. */
export const alone = (
  what: string,
  unit: BenchmarkRow['unit'],
  product: number,
  budget: BenchmarkRow['budget'] = null,
): BenchmarkRow => ({ what, unit, product, floor: null, ratio: null, budget })

/** How much of its budget a row takes: up to 1 is met. Null where nothing is promised. */
export function partOfBudget({ budget, product, ratio }: BenchmarkRow): number | null {
  if (budget === null) return null
  const value = budget.of === 'ratio' ? (ratio ?? Number.NaN) : product
  return budget.atMost === undefined ? (budget.atLeast ?? 0) / value : value / budget.atMost
}

/** Null where nothing is promised. */
export function isMet(row: BenchmarkRow): boolean | null {
  const part = partOfBudget(row)
  return part === null ? null : part <= 1
}
