/** What the Voice SDK notices about a line, in words. Those of the other names say the same, or help nobody. */
const words: Record<string, string> = {
  'high-rtt': 'The network is slow: you hear each other late.',
  'high-jitter': 'The network is uneven: words may break up.',
  'high-packet-loss': 'The network loses sound: words may be missing.',
  'high-packets-lost-fraction': 'The network loses sound: words may be missing.',
  'low-mos': 'The line is poor.',
  'low-bytes-sent': 'No sound leaves this browser.',
  'low-bytes-received': 'No sound arrives.',
  'ice-connectivity-lost': 'Connection lost, reconnecting.',
  'constant-audio-input-level': 'Your microphone hears nothing. Is it muted on the headset?',
}

/** Sentences about what is wrong with the sound of a leg, the worst first. */
export function lineWords(leg: {
  microphoneGone: boolean
  outputGone: boolean
  warnings: readonly string[]
}): string[] {
  const { microphoneGone, outputGone, warnings } = leg
  const all = [
    microphoneGone ? 'Your microphone is gone: the caller does not hear you.' : undefined,
    outputGone ? 'No speaker and no headset: you do not hear the caller.' : undefined,
    // A poor line says less than what makes it poor.
    ...[...warnings]
      .sort((a, b) => Number(a === 'low-mos') - Number(b === 'low-mos'))
      .map((name) => words[name]),
  ]
  return [...new Set(all.filter((it) => it !== undefined))]
}
