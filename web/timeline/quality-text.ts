import type { LegQuality } from '../../machines/call/leg-quality.ts'
import { t, type Words } from '../language/text.ts'
import { levelWords, qualityLevel } from '../softphone/quality-level.ts'

/** What the Voice SDK warned of, after the fact. */
const warned: Readonly<Record<string, Words>> = {
  'high-rtt': 'quality.slowNetwork',
  'high-jitter': 'quality.unevenNetwork',
  'high-packet-loss': 'quality.lostSound',
  'high-packets-lost-fraction': 'quality.lostSound',
  'low-bytes-sent': 'quality.noSoundLeft',
  'low-bytes-received': 'quality.noSoundArrived',
  'ice-connectivity-lost': 'quality.connectionLost',
  'constant-audio-input-level': 'quality.microphoneSilent',
}

/** A leg in words, such as `Good line: 80 ms there and back, 0.4 % lost, uneven network`. */
export function qualityText({ mos, rttMs, lostPercent, warnings }: LegQuality): string {
  const facts = [
    rttMs === null ? undefined : t('quality.thereAndBack', { ms: rttMs }),
    lostPercent > 0 ? t('quality.lost', { percent: lostPercent }) : undefined,
    ...warnings.map((name) => warned[name]).map((words) => words && t(words)),
  ].filter((fact) => fact !== undefined)
  const words = mos === null ? t('quality.line') : t(levelWords[qualityLevel(mos)])
  return facts.length === 0 ? words : `${words}: ${[...new Set(facts)].join(', ')}`
}
