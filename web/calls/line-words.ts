import { t, type Words } from '../language/text.ts'

/** What the Voice SDK notices about a line, in words. Those of the other names say the same, or help nobody. */
const words: Record<string, Words> = {
  'high-rtt': 'line.slow',
  'high-jitter': 'line.uneven',
  'high-packet-loss': 'line.loses',
  'high-packets-lost-fraction': 'line.loses',
  'low-mos': 'line.poor',
  'low-bytes-sent': 'line.noSoundLeaves',
  'low-bytes-received': 'line.noSoundArrives',
  'ice-connectivity-lost': 'line.lost',
  'constant-audio-input-level': 'line.silent',
}

/** Sentences about what is wrong with the sound of a leg, the worst first. */
export function lineWords(leg: {
  microphoneGone: boolean
  outputGone: boolean
  warnings: readonly string[]
}): string[] {
  const { microphoneGone, outputGone } = leg
  // A poor line says less than what makes it poor.
  const causes = leg.warnings.filter((name) => name !== 'low-mos' && name in words)
  const warnings = causes.length > 0 ? causes : leg.warnings
  const all = [
    microphoneGone ? t('line.microphoneGone') : undefined,
    outputGone ? t('line.outputGone') : undefined,
    ...warnings.map((name) => {
      const key = words[name]
      return key && t(key)
    }),
  ]
  return [...new Set(all.filter((it) => it !== undefined))]
}
