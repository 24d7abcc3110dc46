import { useEffect, useState } from 'react'
import { fetchSound, type RecordingPath } from './requests.ts'
import { type Waveform, waveformOf } from './waveform.ts'

export type Sound =
  | { state: 'reading' | 'failed' }
  /** `waveform` is null where the sound is too long, or the browser cannot decode it. */
  | { state: 'read'; url: string; waveform: Waveform | null }

/** Reads the sound of a recording, once: what plays and what is drawn are the same bytes. */
export function useSound({ callSid, recordingSid }: RecordingPath): { sound: Sound; again: () => void } {
  const [sound, setSound] = useState<Sound>({ state: 'reading' })
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    let url: string | null = null
    const closing = new AbortController()
    const read = async () => {
      const bytes = await fetchSound({ callSid, recordingSid }, closing.signal)
      const waveform = await drawn(bytes)
      if (closing.signal.aborted) return
      url = URL.createObjectURL(bytes)
      setSound({ state: 'read', url, waveform })
    }
    setSound({ state: 'reading' })
    read().catch((error: unknown) => {
      if (closing.signal.aborted) return
      console.warn('A recording could not be read', error)
      setSound({ state: 'failed' })
    })
    return () => {
      closing.abort()
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [callSid, recordingSid, attempt])
  return { sound, again: () => setAttempt(attempt + 1) }
}

/** As a telephone has it: more would be memory for nothing. */
const RATE = 8_000
/** Half an hour. Decoded it is twice as large. */
const MOST_DRAWN = 60_000_000

async function drawn(bytes: Blob): Promise<Waveform | null> {
  if (bytes.size > MOST_DRAWN) return null
  try {
    const decoded = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await bytes.arrayBuffer())
    const channels = Array.from({ length: decoded.numberOfChannels }, (_, at) => decoded.getChannelData(at))
    return await waveformOf(channels, decoded.sampleRate)
  } catch (error) {
    console.warn('A recording could not be drawn', error)
    return null
  }
}
