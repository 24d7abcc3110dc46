import { FRAME, RATE, SILENCE } from './pcm.ts'

export type HeardKind = 'silence' | 'playback' | 'speech' | 'ringback' | 'beep' | 'voices'

/** Something that can be heard, frame by frame; null when it is over. */
export interface FrameSource {
  readonly kind: HeardKind
  /** What it is, for people: the URL that is played, the words that are said. */
  readonly label: string
  next(): Int16Array | null
}

export const silence: FrameSource = { kind: 'silence', label: '', next: () => SILENCE }

/** Plays samples `times` over; 0 is for ever, as `<Play loop="0">` means it. */
export function samples(kind: HeardKind, label: string, all: Int16Array, times: number): FrameSource {
  const endless = times === 0
  const total = endless ? Number.POSITIVE_INFINITY : all.length * times
  let at = 0
  const next = () => {
    if (at >= total || all.length === 0) return null
    const frame = new Int16Array(FRAME)
    for (let i = 0; i < FRAME && at + i < total; i += 1) frame[i] = all[(at + i) % all.length] ?? 0
    at += FRAME
    return frame
  }
  return { kind, label, next }
}

/** `ms` of nothing. */
export function quiet(ms: number, label = ''): FrameSource {
  return forMs({ ...silence, label }, ms)
}

/** Stands for spoken words: a murmur with the rhythm of speech, so that it can be heard and measured. */
export function speech(text: string, ms: number): FrameSource {
  return forMs(samples('speech', text, MURMUR, 0), ms)
}

export const ringback = (): FrameSource => samples('ringback', 'ringing', RINGBACK, 0)

export const beep = (): FrameSource => samples('beep', 'beep', tone([[1_000, 0.25]], 0.2), 1)

/** What a simulated caller says: a soft melody around 440 Hz that never stops. */
export const CALLER_MELODY: Int16Array = tone(
  [
    [440, 0.4],
    [0, 0.04],
    [523.25, 0.3],
    [0, 0.04],
    [392, 0.4],
    [440, 0.6],
  ],
  0.18,
)

/** Stands for the music that Twilio plays when it is given none. */
export const CLASSICAL: Int16Array = tone(
  [
    [330, 0.5],
    [392, 0.5],
    [494, 0.5],
    [392, 0.5],
  ],
  0.12,
)

const MURMUR = tone(
  [
    [150, 0.12],
    [0, 0.05],
    [190, 0.1],
    [130, 0.16],
    [0, 0.09],
  ],
  0.15,
)
const RINGBACK = tone(
  [
    [440, 2],
    [0, 4],
  ],
  0.1,
)

/** Notes of `[hertz, seconds]`; 0 Hz is a rest. */
export function tone(notes: ReadonlyArray<readonly [number, number]>, loudness: number): Int16Array {
  const wave = notes.flatMap(([hertz, seconds]) =>
    Array.from({ length: Math.round(seconds * RATE) }, (_, i) =>
      Math.round(Math.sin((2 * Math.PI * hertz * i) / RATE) * loudness * 32_767),
    ),
  )
  return Int16Array.from(wave)
}

function forMs(source: FrameSource, ms: number): FrameSource {
  let left = Math.ceil((ms / 1_000) * (RATE / FRAME))
  const next = () => {
    if (left <= 0) return null
    left -= 1
    return source.next()
  }
  return { kind: source.kind, label: source.label, next }
}
