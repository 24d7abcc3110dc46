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
  const { microphoneGone, outputGone, warnings } = leg
  const all = [
    microphoneGone ? t('line.microphoneGone') : undefined,
    outputGone ? t('line.outputGone') : undefined,
    // A poor line says less than what makes it poor.
    ...[...warnings]
      .sort((a, b) => Number(a === 'low-mos') - Number(b === 'low-mos'))
      .map((name) => {
        const key = words[name]
        return key && t(key)
      }),
  ]
  return [...new Set(all.filter((it) => it !== undefined))]
}
