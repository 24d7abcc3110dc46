import { Directory, fallbackTarget, finalCallback, type SimulatedApp, voiceTarget } from '../directory.ts'
import type { Faults } from '../faults/faults.ts'
import { MediaClock } from '../media/clock.ts'
import { Mix } from '../media/mix.ts'
import { SoundLibrary } from '../media/player.ts'
import { CLASSICAL, ringback, samples, silence } from '../media/sources.ts'
import { Recordings } from '../recordings.ts'
import { Rooms, reportRoomEvent } from '../rooms/rooms.ts'
import type { Log, SimulatorSettings } from '../settings.ts'
import { newSid } from '../sids.ts'
import { type Params, Webhooks, type WebhookTarget } from '../webhooks/webhooks.ts'
import { CallRecorders } from './call-recorder.ts'
import { Leg, type LegDetails, type LegDevice, type LegObserver, type ProgressEvent } from './leg.ts'
import { Legs } from './legs.ts'
import { progressParams, voiceParams } from './params.ts'
import { type DeviceRinger, OutsidePhones, SimulatedPhone } from './phones.ts'
import { runCall, runWait } from './run-twiml.ts'
import type { TwimlSource } from './verb-context.ts'

const KEPT_ERRORS = 200
const MS_PER_CHARACTER = 60

export interface ErrorReport {
  readonly at: string
  readonly callSid: string
  readonly code: number
  readonly message: string
}

/** Without `limitMs` the leg may last as long as any call. */
type NewLeg = Omit<LegDetails, 'limitMs'> & { readonly limitMs?: number }

/** The telephone exchange: connects devices, legs, TwiML documents and rooms. */
export class Exchange implements LegObserver {
  readonly legs = new Legs()
  readonly clock = new MediaClock()
  readonly errors: ErrorReport[] = []
  readonly settings: SimulatorSettings
  readonly directory: Directory
  readonly webhooks: Webhooks
  readonly sounds: SoundLibrary
  readonly recordings: Recordings
  readonly recorders: CallRecorders
  readonly rooms: Rooms
  readonly phones: OutsidePhones
  private readonly clients: DeviceRinger
  private readonly log: Log
  private readonly queues = new Map<string, string>()
  private nextOutboundAt = 0

  constructor(settings: SimulatorSettings, clients: DeviceRinger, faults: Faults, log: Log) {
    this.settings = settings
    this.log = log
    this.clients = clients
    this.directory = new Directory(settings)
    this.webhooks = new Webhooks(settings, faults, log)
    this.sounds = new SoundLibrary(settings, log)
    this.recordings = new Recordings(settings, this.webhooks)
    this.recorders = new CallRecorders(this.recordings, this.clock)
    this.phones = new OutsidePhones(settings.ringMs)
    this.rooms = new Rooms(
      this.clock,
      reportRoomEvent(settings, this.webhooks),
      (room, leg, target, signal) => {
        if (target === null) return leg.audio.hear(samples('playback', 'classical', CLASSICAL, 0))
        if (target.url === '') return leg.audio.hear(silence)
        void this.wait(leg, target, { ConferenceSid: room.sid, FriendlyName: room.name }, signal)
      },
    )
  }

  /** Somebody calls the account's number, and hears ringback until TwiML answers. */
  placeCall(
    call: Pick<NewLeg, 'from' | 'to' | 'callerName' | 'forwardedFrom' | 'stirVerstat'>,
    phone: LegDevice = new SimulatedPhone(),
  ): Leg {
    const configuration = this.directory.numberConfiguration
    const leg = this.receive(
      {
        ...call,
        direction: 'inbound',
        status: 'ringing',
        phoneNumberSid: this.directory.number.sid,
        callback: finalCallback(configuration),
        fallback: fallbackTarget(configuration),
      },
      phone,
      voiceTarget(configuration),
      {},
    )
    leg.audio.hear(ringback())
    this.clock.add(leg.audio)
    return leg
  }

  /** A browser calls a TwiML App with parameters of its own. */
  receiveClientCall(app: SimulatedApp, identity: string, params: Params, device: LegDevice): Leg {
    return this.receive(
      {
        from: `client:${identity}`,
        to: params.To ?? '',
        direction: 'inbound',
        status: 'ringing',
        applicationSid: app.sid,
        callback: finalCallback(app),
        fallback: fallbackTarget(app),
      },
      device,
      voiceTarget(app),
      params,
    )
  }

  /** A call that the REST API asked for: waits for its turn, rings, then runs the document. */
  createCall(details: Omit<NewLeg, 'direction' | 'status'>, source: TwimlSource, timeoutMs: number): Leg {
    const leg = this.add({ ...details, direction: 'outbound-api', status: 'queued' })
    const now = Date.now()
    const turn = Math.max(now, this.nextOutboundAt)
    this.nextOutboundAt = turn + 1_000 / this.settings.outboundPerSecond
    const begin = () => {
      if (!leg.live) return
      this.ring(leg, timeoutMs, {}).then(
        () => this.redirect(leg, source),
        () => undefined,
      )
    }
    if (turn === now) setImmediate(begin)
    else setTimeout(begin, turn - now).unref()
    return leg
  }

  /** An outbound leg of `<Dial>`. `answered` rejects when it is not. */
  dialOut(
    details: NewLeg,
    ringing: { timeoutMs: number; parameters: Params },
  ): { leg: Leg; answered: Promise<Leg> } {
    const leg = this.add(details)
    return { leg, answered: this.ring(leg, ringing.timeoutMs, ringing.parameters) }
  }

  /** Stops what a leg does, and runs another document on it. */
  redirect(leg: Leg, source: TwimlSource, params: Params = {}): void {
    const signal = leg.begin()
    if (signal.aborted) return
    leg.moveTo({ at: 'document', url: source.target.url, playing: null })
    // What the leg did before cleans up first: it may still silence the line.
    setImmediate(() => void runCall(this, leg, source, params, signal))
  }

  wait(leg: Leg, target: WebhookTarget, params: Params, signal: AbortSignal): Promise<void> {
    return runWait(this, leg, target, params, signal)
  }

  /** Requests a document whose answer nobody will hear. */
  requestInPassing(leg: Leg, target: WebhookTarget, params: Params): void {
    this.webhooks.notify(target, { ...voiceParams(this.settings, leg), ...params })
  }

  /** Lets two legs hear each other until it is closed. */
  bridge(one: Leg, other: Leg): { close(): void } {
    const mix = new Mix()
    this.clock.mixes.add(mix)
    for (const leg of [one, other]) leg.audio.hear(mix.add(leg.audio))
    return {
      close: () => {
        this.clock.mixes.delete(mix)
        for (const leg of [one, other]) leg.audio.hear(silence)
      },
    }
  }

  sayMs(text: string): number {
    return text.length * MS_PER_CHARACTER * this.settings.speechRate
  }

  queueSid(name: string): string {
    const sid = this.queues.get(name) ?? newSid('QU')
    this.queues.set(name, sid)
    return sid
  }

  /** Keeps an error as Twilio's debugger does. */
  reportError(leg: Leg, error: unknown): void {
    const code =
      error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : 12400
    const message = error instanceof Error ? error.message : String(error)
    this.errors.push({ at: new Date().toISOString(), callSid: leg.sid, code, message })
    if (this.errors.length > KEPT_ERRORS) this.errors.shift()
    this.log(`Error ${code} on ${leg.sid}: ${message}`)
  }

  changed(leg: Leg): void {
    this.legs.changed(leg)
  }

  progressed(leg: Leg, event: ProgressEvent): void {
    if (event === 'answered') {
      leg.audio.hear(silence)
      this.clock.add(leg.audio)
    }
    if (event === 'completed') this.clock.remove(leg.audio)
    const { callback } = leg
    if (callback === null || !callback.events.has(event)) return
    const params = { ...voiceParams(this.settings, leg), ...progressParams(leg, event, leg.sequence) }
    leg.sequence += 1
    this.webhooks.notify(callback.target, params)
  }

  /** Ends all legs without callbacks, as a machine that is switched off. */
  close(): void {
    this.webhooks.close()
    for (const leg of this.legs.live()) leg.end('failed')
    this.clock.close()
  }

  private receive(details: NewLeg, device: LegDevice, target: WebhookTarget | null, params: Params): Leg {
    const leg = this.add(details)
    leg.connect(device)
    if (target === null) {
      this.reportError(leg, new Error(`${details.to || details.from} has no voice URL`))
      setImmediate(() => leg.end('failed'))
    } else {
      setImmediate(() => leg.live && this.redirect(leg, { from: 'url', target }, params))
    }
    return leg
  }

  private add(details: NewLeg): Leg {
    const leg = new Leg({ limitMs: this.settings.callLimitMs, ...details }, this)
    this.legs.add(leg)
    return leg
  }

  private async ring(leg: Leg, timeoutMs: number, parameters: Params): Promise<Leg> {
    const ringer = leg.details.to.startsWith('client:') ? this.clients : this.phones
    const giveUp = AbortSignal.any([AbortSignal.timeout(timeoutMs), leg.over])
    leg.initiate()
    const rung = await ringer
      .ring(leg, parameters, () => leg.ring(), giveUp)
      .catch(() => ({ result: 'no-answer' as const }))
    if (rung.result !== 'answered') leg.end(rung.result)
    if (!leg.live || rung.result !== 'answered') throw new Error(`${leg.details.to} did not answer`)
    leg.connect(rung.device)
    leg.answer()
    return leg
  }
}
