import type { Interruption } from '../cancel.ts'
import { type AudioPort, LegAudio } from '../media/leg-audio.ts'
import { newSid } from '../sids.ts'
import type { WebhookTarget } from '../webhooks/webhooks.ts'
import type { LegLocation } from './leg-location.ts'

export type FinalCallStatus = 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'
export type CallStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | FinalCallStatus
export type Direction = 'inbound' | 'outbound-api' | 'outbound-dial'
export type ProgressEvent = 'initiated' | 'ringing' | 'answered' | 'completed'

/** The device of a leg: a simulated phone, or a browser behind the signalling socket. */
export interface LegDevice extends AudioPort {
  /** TwiML answered a leg that this device had called. */
  answered(): void
  /** The leg has ended, from either side. */
  released(status: FinalCallStatus): void
  /** The device is lost: nothing more is sent to it. */
  vanish(): void
  /** A simulated phone falls silent or speaks again; a browser decides for itself. */
  speak(speaking: boolean): void
}

export interface StatusCallback {
  readonly target: WebhookTarget
  readonly events: ReadonlySet<string>
}

export interface LegDetails {
  readonly from: string
  readonly to: string
  readonly direction: Direction
  readonly status: CallStatus
  readonly callerName?: string | null
  readonly forwardedFrom?: string | undefined
  readonly stirVerstat?: string | undefined
  /** Keys that are sent to the called party once it has answered. */
  readonly sendDigits?: string | undefined
  readonly parent?: Leg | null
  readonly applicationSid?: string | null
  readonly phoneNumberSid?: string | null
  readonly callback?: StatusCallback | null
  readonly fallback?: WebhookTarget | null
  /** How long it may last from its answer on. */
  readonly limitMs: number
}

/** What the REST API shows of a leg, as it was at one moment. */
export interface LegState {
  readonly status: CallStatus
  readonly answeredAt: Date | null
  readonly endedAt: Date | null
  readonly updatedAt: Date
}

export interface LegObserver {
  changed(leg: Leg): void
  progressed(leg: Leg, event: ProgressEvent): void
}

/** One leg: one device's connection to Twilio, from its first ring to its end. */
export class Leg {
  readonly sid = newSid('CA')
  readonly createdAt = new Date()
  readonly audio = new LegAudio()
  readonly details: LegDetails
  fallback: WebhookTarget | null
  callback: StatusCallback | null
  /** Number of the next status callback. */
  sequence = 0
  location: LegLocation = { at: 'line' }
  /** Which leg of the account's this is, counted from 1. */
  serial = 0
  /** The REST API answers 404 for it. */
  forgotten = false
  /** Keys pressed and not yet read by a verb. */
  digits = ''
  private readonly observer: LegObserver
  private readonly versions: LegState[] = []
  private readonly ending = new AbortController()
  private activity = new AbortController()
  private device: LegDevice | null = null
  private onDigits: (() => void) | null = null
  private limit: NodeJS.Timeout | null = null

  constructor(details: LegDetails, observer: LegObserver) {
    this.details = details
    this.observer = observer
    this.callback = details.callback ?? null
    this.fallback = details.fallback ?? null
    this.versions.push({ status: details.status, answeredAt: null, endedAt: null, updatedAt: this.createdAt })
  }

  get state(): LegState {
    const state = this.versions.at(-1)
    if (state === undefined) throw new Error('a leg always has a state')
    return state
  }

  get status(): CallStatus {
    return this.state.status
  }

  get live(): boolean {
    return this.state.endedAt === null
  }

  /** Aborted once the leg is over. */
  get over(): AbortSignal {
    return this.ending.signal
  }

  /** Aborted once the leg does something else than now, or is over. */
  get current(): AbortSignal {
    return this.activity.signal
  }

  /** The state as of a moment in the past; the first one when it is older than that. */
  asOf(at: number): LegState {
    return (
      this.versions.findLast((state) => state.updatedAt.getTime() <= at) ?? this.versions[0] ?? this.state
    )
  }

  connect(device: LegDevice): void {
    this.device = device
    this.audio.port = device
  }

  speak(speaking: boolean): void {
    this.device?.speak(speaking)
  }

  /** Aborts what the leg does. @returns the signal of what it does next */
  begin(): AbortSignal {
    const interruption: Interruption = 'redirected'
    this.activity.abort(interruption)
    this.activity = new AbortController()
    if (!this.live) this.activity.abort('ended')
    return this.activity.signal
  }

  moveTo(location: LegLocation): void {
    this.location = location
    this.observer.changed(this)
  }

  initiate(): void {
    this.become('initiated', {})
    this.observer.progressed(this, 'initiated')
  }

  ring(): void {
    if (this.status === 'ringing' || !this.live) return
    this.become('ringing', {})
    this.observer.progressed(this, 'ringing')
  }

  answer(): void {
    if (this.state.answeredAt !== null || !this.live) return
    this.become('in-progress', { answeredAt: new Date() })
    this.endAfter(this.details.limitMs)
    if (this.details.direction === 'inbound') this.device?.answered()
    this.observer.progressed(this, 'answered')
  }

  /** Ends the leg `ms` after its answer. Does nothing before the leg is answered. */
  endAfter(ms: number): void {
    if (this.limit !== null) clearTimeout(this.limit)
    if (this.state.answeredAt === null || !this.live) return
    const lastedMs = Date.now() - this.state.answeredAt.getTime()
    this.limit = setTimeout(() => this.end('completed'), Math.max(0, ms - lastedMs)).unref()
  }

  /** Ends the leg, once. A leg that was answered is always `completed`. */
  end(status: FinalCallStatus): void {
    if (!this.live) return
    const final = this.state.answeredAt === null ? status : 'completed'
    this.become(final, { endedAt: new Date() })
    const interruption: Interruption = 'ended'
    if (this.limit !== null) clearTimeout(this.limit)
    this.activity.abort(interruption)
    this.ending.abort(interruption)
    this.device?.released(final)
    this.moveTo({ at: 'ended' })
    this.observer.progressed(this, 'completed')
  }

  /** Ends the leg at once, without a message to its device. */
  drop(): void {
    this.device?.vanish()
    this.end('completed')
  }

  /** The device is gone without a message. Twilio notices when no media has come for a while. */
  crash(noticedAfterMs: number): void {
    this.device?.vanish()
    setTimeout(() => this.end('completed'), noticedAfterMs).unref()
  }

  press(digits: string): void {
    this.digits += digits
    this.onDigits?.()
  }

  /** Calls back whenever keys are pressed, until something else is called back. */
  whenPressed(listener: () => void): void {
    this.onDigits = listener
  }

  private become(status: CallStatus, times: { answeredAt?: Date; endedAt?: Date }): void {
    this.versions.push({ ...this.state, ...times, status, updatedAt: new Date() })
    this.observer.changed(this)
  }
}
