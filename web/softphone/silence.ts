const SAMPLE_RATE = 8_000
const SAMPLES = 800

/**
 * A tenth of a second of silence as a WAV. Without other sounds the SDK fetches its own from Twilio and waits for
 * them. The console makes its own sounds (ring/ringtone-player.ts).
 */
export function silentWav(): string {
  const bytes = new Uint8Array(44 + SAMPLES).fill(128, 44)
  const view = new DataView(bytes.buffer)
  const text = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at)
  text(0, 'RIFF')
  view.setUint32(4, 36 + SAMPLES, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, SAMPLE_RATE, true)
  view.setUint32(28, SAMPLE_RATE, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, SAMPLES, true)
  return `data:audio/wav;base64,${btoa(String.fromCharCode(...bytes))}`
}
