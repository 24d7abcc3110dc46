import { z } from 'zod'
import { rfc2822 } from './dates.ts'
import { RATE } from './media/pcm.ts'
import { writeWav } from './media/wav.ts'
import { type Files, inFolder, inMemory } from './recording-files.ts'
import type { SimulatorSettings } from './settings.ts'
import { newSid } from './sids.ts'
import type { Webhooks, WebhookTarget } from './webhooks/webhooks.ts'

const KEPT = 100
/** Twilio's error of a recording that was too short. */
const TOO_SHORT = 16101

/** Kept beside the sound, as `<sid>.json`. */
const recordingSchema = z.object({
  sid: z.string(),
  callSid: z.string(),
  source: z.enum(['RecordVerb', 'StartCallRecordingAPI']).default('RecordVerb'),
  status: z.enum(['in-progress', 'paused', 'stopped', 'completed', 'absent']).default('completed'),
  channels: z.union([z.literal(1), z.literal(2)]).default(1),
  track: z.enum(['inbound', 'outbound', 'both']).default('inbound'),
  startedAt: z.coerce.date(),
  createdAt: z.coerce.date(),
  /** Null until it is over. */
  seconds: z.number().nullable(),
})

export type Recording = Readonly<z.output<typeof recordingSchema>>

/** What was recorded; the last hundred are kept, in memory or in a folder, where the next simulator finds them. */
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

  begin(details: Pick<Recording, 'callSid' | 'source' | 'channels' | 'track'>, startedAt: Date): Recording {
    const recording = {
      ...details,
      sid: newSid('RE'),
      status: 'in-progress' as const,
      startedAt,
      createdAt: new Date(),
      seconds: null,
    }
    this.all.set(recording.sid, recording)
    const oldest = [...this.all.values()].find(({ seconds }) => seconds !== null)
    if (this.all.size > KEPT && oldest !== undefined) this.remove(oldest.sid)
    return recording
  }

  become(recording: Recording, status: 'in-progress' | 'paused' | 'stopped'): Recording {
    return this.change(recording, { status })
  }

  /** It is over, with its samples, channel by channel in turns; null when there was nothing. */
  finish(recording: Recording, samples: Int16Array | null): Recording {
    if (samples === null) return this.change(recording, { status: 'absent', seconds: 0 })
    const seconds = Math.max(1, Math.round(samples.length / recording.channels / RATE))
    const finished = this.change(recording, { status: 'completed', seconds })
    this.files.keep(recording.sid, writeWav(samples, recording.channels), JSON.stringify(finished))
    return finished
  }

  /** Null while it is recorded, and when there was nothing. */
  wav(recording: Recording): Buffer | null {
    return recording.status === 'completed' ? this.files.sound(recording.sid) : null
  }

  of(callSid: string): Recording[] {
    return [...this.all.values()].filter((recording) => recording.callSid === callSid)
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
      RecordingStatus: recording.status,
      ...(recording.seconds !== null && { RecordingDuration: String(recording.seconds) }),
      RecordingChannels: String(recording.channels),
      RecordingStartTime: rfc2822(recording.startedAt),
      RecordingSource: recording.source,
      RecordingTrack: recording.track,
      ErrorCode: String(errorOf(recording) ?? 0),
    })
  }

  private change(recording: Recording, change: Partial<Recording>): Recording {
    const changed = { ...recording, ...change }
    this.all.set(recording.sid, changed)
    return changed
  }
}

export function errorOf(recording: Recording): number | null {
  return recording.status === 'absent' ? TOO_SHORT : null
}
