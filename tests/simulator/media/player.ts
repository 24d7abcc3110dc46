import { setTimeout as pause } from 'node:timers/promises'
import type { Log, SimulatorSettings } from '../settings.ts'
import { retryPolicy } from '../webhooks/policy.ts'
import { RATE } from './pcm.ts'
import { readWav } from './wav.ts'

const KEPT_MS = 60_000
const TIMEOUT_MS = 15_000

/** Fetches what `<Play>` names. A sound is kept for a minute: many callers wait with the same music. */
export class SoundLibrary {
  private readonly kept = new Map<string, { until: number; sound: Promise<Int16Array> }>()
  private readonly settings: Pick<SimulatorSettings, 'retryDelayMs'>
  private readonly log: Log

  constructor(settings: Pick<SimulatorSettings, 'retryDelayMs'>, log: Log) {
    this.settings = settings
    this.log = log
  }

  fetch(url: string): Promise<Int16Array> {
    const known = this.kept.get(url)
    if (known !== undefined && known.until > Date.now()) return known.sound
    const sound = this.load(url)
    this.kept.set(url, { until: Date.now() + KEPT_MS, sound })
    sound.catch(() => this.kept.delete(url))
    return sound
  }

  /** As often as the address asks for in its fragment. */
  private async get(url: string): Promise<Buffer> {
    const { retries } = retryPolicy(new URL(url).hash)
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
        const file = Buffer.from(await response.arrayBuffer())
        if (response.ok) return file
        throw new Error(`${response.status} from ${url}`)
      } catch (error) {
        if (attempt >= retries) throw error
        await pause(this.settings.retryDelayMs * 2 ** attempt)
      }
    }
  }

  private async load(url: string): Promise<Int16Array> {
    const file = await this.get(url)
    try {
      return readWav(file)
    } catch (error) {
      // Twilio plays MP3 too; here a second of silence stands in for what cannot be decoded.
      this.log(`Cannot decode ${url}: ${String(error)}`)
      return new Int16Array(RATE)
    }
  }
}
