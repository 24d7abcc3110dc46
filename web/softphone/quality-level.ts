import type { Words } from '../language/text.ts'

/** How people find a line: with `fair` they have to listen closely, with `poor` they ask again. */
export type QualityLevel = 'good' | 'fair' | 'poor'

/** Scores from 1 to 5 (MOS). From these on a line is good, or fair. */
const GOOD_MOS = 3.8
const FAIR_MOS = 3.2

export const qualityLevel = (mos: number): QualityLevel =>
  mos >= GOOD_MOS ? 'good' : mos >= FAIR_MOS ? 'fair' : 'poor'

export const levelWords = {
  good: 'quality.good',
  fair: 'quality.fair',
  poor: 'quality.poor',
} as const satisfies Record<QualityLevel, Words>
