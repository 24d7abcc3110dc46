import { median } from './figures.ts'
import { type BenchmarkRow, type Budget, isMet } from './row.ts'

export interface Report {
  machine: string
  quick: boolean
  /** Each figure is the median of so many runs. */
  runs: number
  rows: (BenchmarkRow & { met: boolean | null })[]
}

export const reportOf = (rows: readonly BenchmarkRow[], about: Omit<Report, 'rows'>): Report => ({
  ...about,
  rows: rows.map((row) => ({ ...row, met: isMet(row) })),
})

/** Row by row the median of several runs of the same plan. */
export function medianOf(runs: readonly (readonly BenchmarkRow[])[]): BenchmarkRow[] {
  const [first = []] = runs
  return first.map((row, n) => {
    const of = (name: 'product' | 'floor' | 'ratio') => median(runs.flatMap((rows) => rows[n]?.[name] ?? []))
    return {
      ...row,
      product: of('product'),
      floor: row.floor === null ? null : of('floor'),
      ratio: row.ratio === null ? null : of('ratio'),
    }
  })
}

const HEAD = ['', 'product', 'floor', 'ratio', 'budget', '']

export function tableOf(rows: readonly BenchmarkRow[]): string {
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

function cellsOf(row: BenchmarkRow): string[] {
  const { what, unit, product, floor, ratio, budget } = row
  const met = isMet(row)
  return [
    what,
    amount(product, unit),
    floor === null ? '' : amount(floor, unit),
    ratio === null ? '' : `${ratio.toFixed(2)}x`,
    budget === null ? '' : limitOf(budget, unit),
    met === null ? '' : met ? 'met' : 'MISSED',
  ]
}

export const amount = (value: number, unit: BenchmarkRow['unit']) => `${figure(value)} ${unit}`.trim()

export function limitOf({ of, atMost, atLeast }: Budget, unit: BenchmarkRow['unit']): string {
  const limit = atMost === undefined ? `>= ${atLeast}` : `<= ${atMost}`
  return of === 'ratio' ? `${limit}x` : `${limit} ${unit}`.trim()
}

const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2))
