import type { Leg } from './calls/leg.ts'
import { rfc2822 } from './dates.ts'
import { FRAME, RATE } from './media/pcm.ts'
import { writeWav } from './media/wav.ts'
import type { Settings } from './settings.ts'
import { newSid } from './sids.ts'
import type { Target, Webhooks } from './webhooks/webhooks.ts'

const KEPT = 100

export interface Recording {
  readonly sid: string
  readonly callSid: string
  readonly startedAt: Date
  readonly createdAt: Date
  readonly seconds: number
  readonly wav: Buffer
}

/** What callers left; the last hundred are kept in memory. */
export class Recordings {
  readonly all = new Map<string, Recording>()
  /** Set once the server knows its own address. */
  origin = ''
  private readonly settings: Settings
  private readonly webhooks: Webhooks

  constructor(settings: Settings, webhooks: Webhooks) {
    this.settings = settings
    this.webhooks = webhooks
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
      wav: writeWav(samples),
    }
    this.all.set(recording.sid, recording)
    const oldest = this.all.keys().next().value
    if (this.all.size > KEPT && oldest !== undefined) this.all.delete(oldest)
    return recording
  }

  url(recording: Recording): string {
    return `${this.origin}/2010-04-01/Accounts/${this.settings.accountSid}/Recordings/${recording.sid}`
  }

  /** Sends the recording status callback. */
  report(recording: Recording, target: Target): void {
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
