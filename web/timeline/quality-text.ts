import type { LegQuality } from '../../machines/call/leg-quality.ts'
import { levelWords, qualityLevel } from '../softphone/quality-level.ts'

/** What the Voice SDK warned of, after the fact. */
const warned: Record<string, string> = {
  'high-rtt': 'slow network',
  'high-jitter': 'uneven network',
  'high-packet-loss': 'lost sound',
  'high-packets-lost-fraction': 'lost sound',
  'low-bytes-sent': 'no sound left the browser for a while',
  'low-bytes-received': 'no sound arrived for a while',
  'ice-connectivity-lost': 'the connection was lost for a while',
  'constant-audio-input-level': 'the microphone heard nothing for a while',
}

/** A leg in words, such as `Good line: 80 ms there and back, 0.4 % lost, uneven network`. */
export function qualityText({ mos, rttMs, lostPercent, warnings }: LegQuality): string {
  const facts = [
    rttMs === null ? undefined : `${rttMs} ms there and back`,
    lostPercent > 0 ? `${lostPercent} % lost` : undefined,
    ...warnings.map((name) => warned[name]),
  ].filter((fact) => fact !== undefined)
  const words = mos === null ? 'Line' : levelWords[qualityLevel(mos)]
  return facts.length === 0 ? words : `${words}: ${[...new Set(facts)].join(', ')}`
}
