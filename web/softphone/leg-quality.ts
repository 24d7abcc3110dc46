import type { Call } from '@twilio/voice-sdk'
import { graphDigit, type LegQuality, MOST_PARTS } from '../../machines/call/leg-quality.ts'
import { LIVE_SECONDS, liveQuality } from './live-quality.ts'

type Sample = Pick<Parameters<typeof Call.sampleEvent>[0], 'mos' | 'rtt' | 'jitter' | 'totals'>

/** A leg that lasted less says nothing about a line. */
const FEWEST_SECONDS = 3
const LONGEST_SECONDS = 86_400
const MOST_WARNINGS = 10

interface Part {
  sum: number
  scores: number
}

/** Measures one leg. The SDK brings a sample each second; what is kept does not grow with the length of the leg. */
export function measureLeg() {
  let seconds = 0
  let live: readonly (number | null)[] = []
  let parts: Part[] = []
  let partSeconds = 1
  let lostPercent = 0
  const rtt = mean()
  const jitter = mean()
  const mos = mean()
  const warnings = new Set<string>()

  function keepScore(score: number | null) {
    if (seconds % partSeconds === 0) parts.push({ sum: 0, scores: 0 })
    const part = parts.at(-1)
    if (part && score !== null) {
      part.sum += score
      part.scores += 1
    }
    if (parts.length <= MOST_PARTS) return
    // Twice as long, half as many.
    parts = parts.flatMap((one, at) => {
      const next = parts[at + 1] ?? { sum: 0, scores: 0 }
      return at % 2 === 0 ? [{ sum: one.sum + next.sum, scores: one.scores + next.scores }] : []
    })
    partSeconds *= 2
  }

  return {
    add(sample: Sample) {
      const score = isMeasured(sample.mos) ? Math.min(5, Math.max(1, sample.mos)) : null
      keepScore(score)
      seconds += 1
      mos.add(score)
      rtt.add(sample.rtt)
      jitter.add(sample.jitter)
      lostPercent = sample.totals.packetsLostFraction
      live = [...live.slice(1 - LIVE_SECONDS), score]
      liveQuality.set(live)
    },
    warn(name: string) {
      if (warnings.size < MOST_WARNINGS) warnings.add(name)
    },
    /** What came of the leg; null for a leg that was too short. */
    report(): LegQuality | null {
      if (seconds < FEWEST_SECONDS) return null
      const score = mos.value()
      const rttMs = rtt.value()
      return {
        seconds: Math.min(seconds, LONGEST_SECONDS),
        mos: score === null ? null : oneDecimal(score),
        rttMs: rttMs === null ? null : Math.round(Math.min(rttMs, 60_000)),
        jitterMs: Math.round(Math.min(jitter.value() ?? 0, 60_000)),
        lostPercent: isMeasured(lostPercent) ? oneDecimal(Math.min(100, Math.max(0, lostPercent))) : 0,
        warnings: [...warnings],
        graph: parts.map(({ sum, scores }) => (scores === 0 ? '-' : graphDigit(sum / scores))).join(''),
      }
    },
  }
}

const isMeasured = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const oneDecimal = (value: number) => Math.round(value * 10) / 10

function mean() {
  let sum = 0
  let count = 0
  return {
    add(value: unknown) {
      if (!isMeasured(value) || value < 0) return
      sum += value
      count += 1
    },
    value: () => (count === 0 ? null : sum / count),
  }
}
