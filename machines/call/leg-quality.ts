import { z } from 'zod'

/** Parts of a leg in the graph, at most. */
export const MOST_PARTS = 24

/**
 * How good the sound of one agent's leg was, as the agent's browser measured it. It is small, because each ended call keeps
 * it. The scores are mean opinion scores (MOS). At 1 no word is understood; 4.5 is as good as a telephone gets.
 */
export const LegQuality = z.object({
  /** How long the leg was measured, in seconds. */
  seconds: z.number().int().min(1).max(86_400),
  /** The average score, with one decimal. Null where the browser could not tell. */
  mos: z.number().min(1).max(5).nullable(),
  /** To the carrier and back, on average, in milliseconds. */
  rttMs: z.number().int().min(0).max(60_000).nullable(),
  /** How unevenly the sound arrived, on average, in milliseconds. */
  jitterMs: z.number().int().min(0).max(60_000),
  /** Of the packets that should have arrived, in per cent, with one decimal. */
  lostPercent: z.number().min(0).max(100),
  /** What the Voice SDK warned of, by its names. */
  warnings: z.array(z.string().regex(/^[a-z-]{1,40}$/)).max(10),
  /** The score over time, in equal parts: a digit for each, 0 for 1.0 up to 9 for 4.5; `-` where nothing was measured. */
  graph: z
    .string()
    .regex(/^[\d-]*$/)
    .max(MOST_PARTS),
})
export type LegQuality = z.infer<typeof LegQuality>

const BEST = 4.5

/** A score as a digit of the graph. */
export const graphDigit = (score: number): string =>
  String(Math.min(9, Math.max(0, Math.round(((score - 1) / (BEST - 1)) * 9))))

/** The score of each part of a graph, oldest first; null where nothing was measured. */
export const graphScores = (graph: string): (number | null)[] =>
  [...graph].map((digit) => (digit === '-' ? null : 1 + (Number(digit) / 9) * (BEST - 1)))
