/** One line of the result. A ratio is the product's part of the floor, both from this run. */
export interface Row {
  what: string
  unit: 'ms' | '/s' | 'MB'
  product: number
  floor: number | null
  ratio: number | null
  budget: { of: 'ratio' | 'product'; atMost?: number; atLeast?: number } | null
}

const HEAD = ['', 'product', 'floor', 'ratio', 'budget', '']

export function tableOf(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)))
  return lines
    .map((cells) =>
      cells
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Null where nothing is promised. */
export function isMet({ budget, product, ratio }: Row): boolean | null {
  if (budget === null) return null
  const value = budget.of === 'ratio' ? (ratio ?? Number.NaN) : product
  return value <= (budget.atMost ?? Number.POSITIVE_INFINITY) && value >= (budget.atLeast ?? 0)
}

function cellsOf(row: Row): string[] {
  const { what, unit, product, floor, ratio, budget } = row
  const amount = (value: number) => `${figure(value)} ${unit}`
  const met = isMet(row)
  return [
    what,
    amount(product),
    floor === null ? '' : amount(floor),
    ratio === null ? '' : `${ratio.toFixed(2)}x`,
    budget === null ? '' : limitOf(budget, unit),
    met === null ? '' : met ? 'ok' : 'MISSED',
  ]
}

function limitOf({ of, atMost, atLeast }: NonNullable<Row['budget']>, unit: Row['unit']): string {
  const limit = atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`
  return of === 'ratio' ? `${limit}x` : `${limit} ${unit}`
}

const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2))
