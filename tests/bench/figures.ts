/** The value that `share` (0 to 1) of all others do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]) => percentile(values, 0.5)

export interface Quantiles {
  p50: number
  p95: number
  p99: number
}

export const quantilesOf = (values: readonly number[]): Quantiles => ({
  p50: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  p99: percentile(values, 0.99),
})

/** One thing measured of both sides in turn, round by round. */
export interface PairedFigures {
  product: number
  floor: number
  /** Median of the rounds' own ratios: each round's two halves ran in the same moment of the machine. */
  ratio: number
}

export function pairedFigures(rounds: readonly { product: number; floor: number }[]): PairedFigures {
  return {
    product: median(rounds.map(({ product }) => product)),
    floor: median(rounds.map(({ floor }) => floor)),
    ratio: median(rounds.map(({ product, floor }) => product / floor)),
  }
}
