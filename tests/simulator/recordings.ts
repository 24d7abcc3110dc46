import { z } from 'zod'
import type { Leg } from './calls/leg.ts'
import { rfc2822 } from './dates.ts'
import { FRAME, RATE } from './media/pcm.ts'
import { writeWav } from './media/wav.ts'
import { type Files, inFolder, inMemory } from './recording-files.ts'
import type { SimulatorSettings } from './settings.ts'
import { newSid } from './sids.ts'
import type { Webhooks, WebhookTarget } from './webhooks/webhooks.ts'

const KEPT = 100

/** Kept beside the sound, as `<sid>.json`. */
const recordingSchema = z.object({
  sid: z.string(),
  callSid: z.string(),
  startedAt: z.coerce.date(),
  createdAt: z.coerce.date(),
  seconds: z.number(),
})

export type Recording = Readonly<z.output<typeof recordingSchema>>

/** What callers left; the last hundred are kept, in memory or in a folder, where the next simulator finds them. */
export class Recordings {
  readonly all = new Map<string, Recording>()
  /** Set once the server knows its own address. */
  origin = ''
  private readonly settings: SimulatorSettings
  private readonly webhooks: Webhooks
  private readonly files: Files

  constructor(settings: SimulatorSettings, webhooks: Webhooks) {
    this.settings = settings
    this.webhooks = webhooks
    this.files = settings.recordingsDir === undefined ? inMemory() : inFolder(settings.recordingsDir)
    const known = this.files.described().map((text) => recordingSchema.parse(JSON.parse(text)))
    known.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
    for (const recording of known) this.all.set(recording.sid, recording)
  }

  add(leg: Leg, frames: readonly Int16Array[], startedAt: Date): Recording {
    const samples = new Int16Array(frames.length * FRAME)
    for (const [index, frame] of frames.entries()) samples.set(frame, index * FRAME)
    const recording = {
      sid: newSid('RE'),
      callSid: leg.sid,
      startedAt,
      createdAt: new Date(),
      seconds: Math.max(1, Math.round(samples.length / RATE)),
    }
    this.files.keep(recording.sid, writeWav(samples), JSON.stringify(recording))
    this.all.set(recording.sid, recording)
    const oldest = this.all.keys().next().value
    if (this.all.size > KEPT && oldest !== undefined) this.remove(oldest)
    return recording
  }

  wav(recording: Recording): Buffer {
    return this.files.sound(recording.sid)
  }

  remove(sid: string): void {
    this.all.delete(sid)
    this.files.remove(sid)
  }

  url(recording: Recording): string {
    return `${this.origin}/2010-04-01/Accounts/${this.settings.accountSid}/Recordings/${recording.sid}`
  }

  /** Sends the recording status callback. */
  report(recording: Recording, target: WebhookTarget): void {
    this.webhooks.notify(target, {
      AccountSid: this.settings.accountSid,
      CallSid: recording.callSid,
      RecordingSid: recording.sid,
      RecordingUrl: this.url(recording),
      RecordingStatus: 'completed',
      RecordingDuration: String(recording.seconds),
      RecordingChannels: '1',
      RecordingStartTime: rfc2822(recording.startedAt),
      RecordingSource: 'RecordVerb',
      RecordingTrack: 'inbound',
      ErrorCode: '0',
    })
  }
}
