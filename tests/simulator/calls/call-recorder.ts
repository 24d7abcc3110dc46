import type { MediaClock } from '../media/clock.ts'
import { clipped, FRAME_MS, joined, SILENCE } from '../media/pcm.ts'
import type { Recording, Recordings } from '../recordings.ts'
import type { Leg, StatusCallback } from './leg.ts'

const LONGEST = (30 * 60 * 1_000) / FRAME_MS
/** What is shorter is nothing. */
const SHORTEST = 500 / FRAME_MS

export type PauseBehavior = 'skip' | 'silence'

export interface RecordingOrder {
  readonly channels: Recording['channels']
  readonly track: Recording['track']
  readonly callback: StatusCallback | null
}

/** The legs that are recorded by order of the REST API. */
export class CallRecorders {
  private readonly running = new Map<string, CallRecorder>()
  private readonly recordings: Recordings
  private readonly clock: MediaClock

  constructor(recordings: Recordings, clock: MediaClock) {
    this.recordings = recordings
    this.clock = clock
  }

  /** A call that is being recorded already goes on as it is, as on Twilio. */
  start(leg: Leg, order: RecordingOrder): Recording {
    const running = this.current(leg.sid)
    if (running !== undefined) return running.recording
    const recorder = new CallRecorder(leg, order, this.recordings, this.clock, () =>
      this.running.delete(leg.sid),
    )
    this.running.set(leg.sid, recorder)
    return recorder.recording
  }

  current(callSid: string): CallRecorder | undefined {
    return this.running.get(callSid)
  }
}

/**
 * Records what a leg says on the first channel and what it hears on the second, in every place of the leg. It ends with the
 * leg, by order, or after half an hour.
 */
export class CallRecorder {
  recording: Recording
  private readonly said: Int16Array[] = []
  private readonly heard: Int16Array[] = []
  private pauseBehavior: PauseBehavior | null = null
  private readonly leg: Leg
  private readonly order: RecordingOrder
  private readonly recordings: Recordings
  private readonly over: () => void
  private readonly stopListening: () => void

  constructor(leg: Leg, order: RecordingOrder, recordings: Recordings, clock: MediaClock, over: () => void) {
    this.leg = leg
    this.order = order
    this.recordings = recordings
    this.over = over
    const { channels, track } = order
    const source = 'StartCallRecordingAPI'
    this.recording = recordings.begin({ callSid: leg.sid, source, channels, track }, new Date())
    this.stopListening = clock.onStep(() => this.step())
    leg.over.addEventListener('abort', this.finish, { once: true })
    this.report()
  }

  pause(behavior: PauseBehavior): void {
    this.pauseBehavior = behavior
    this.recording = this.recordings.become(this.recording, 'paused')
  }

  resume(): void {
    this.pauseBehavior = null
    this.recording = this.recordings.become(this.recording, 'in-progress')
  }

  /** @returns how it is until its sound is there */
  stop(): Recording {
    const stopped = this.recordings.become(this.recording, 'stopped')
    this.finish()
    return stopped
  }

  private step(): void {
    if (this.pauseBehavior === 'skip') return
    const { audio } = this.leg
    const isRecorded = (track: Recording['track']) =>
      this.pauseBehavior === null && ['both', track].includes(this.order.track)
    this.said.push(isRecorded('inbound') ? audio.said : SILENCE)
    this.heard.push(isRecorded('outbound') ? audio.playing : SILENCE)
    if (this.said.length >= LONGEST) this.finish()
  }

  /** It has recorded enough to be kept at its end. */
  get isLongEnough(): boolean {
    return this.said.length >= SHORTEST
  }

  private readonly finish = (): void => {
    this.stopListening()
    this.leg.over.removeEventListener('abort', this.finish)
    const samples = this.isLongEnough ? this.samples() : null
    this.recording = this.recordings.finish(this.recording, samples)
    this.over()
    this.report()
  }

  private samples(): Int16Array {
    const [said, heard] = [joined(this.said), joined(this.heard)]
    if (this.order.channels === 1) return said.map((sample, at) => clipped(sample + (heard[at] ?? 0)))
    const both = new Int16Array(said.length * 2)
    for (let at = 0; at < said.length; at += 1) {
      both[at * 2] = said[at] ?? 0
      both[at * 2 + 1] = heard[at] ?? 0
    }
    return both
  }

  private report(): void {
    const { callback } = this.order
    if (callback?.events.has(this.recording.status)) this.recordings.report(this.recording, callback.target)
  }
}
