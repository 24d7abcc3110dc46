import type { CarrierRecording, DialRequest } from '../../../coordinator/twilio/carrier.ts'
import type { Participation } from '../../../machines/call/selectors.ts'
import type { SeededRandom } from '../../setup/seeded-random.ts'
import { isInRoom, isOver, RINGBACK_AND_REDIRECT, type SimulatedLeg, shortSid } from './leg.ts'
import { SimulatedRecorder } from './recorder.ts'
import { PUBLIC_URL } from './settings.ts'
import { WebhookDelivery } from './webhook-delivery.ts'
import type { World } from './world.ts'

export const OUR_NUMBER = '+12175550100'
const RINGS_MS = 25_000
/** Twilio as far as the product uses it: legs, the TwiML that they run, and the webhooks about them. */
export class SimulatedTwilio {
  readonly legs = new Map<string, SimulatedLeg>()
  /** The newest recording of each call that is complete. */
  readonly messages = new Map<string, CarrierRecording>()
  readonly delivery: WebhookDelivery
  readonly recorder: SimulatedRecorder

  constructor(
    private readonly world: World,
    private readonly random: SeededRandom,
  ) {
    this.delivery = new WebhookDelivery(world, random.fork('delivery'))
    this.recorder = new SimulatedRecorder(world, random.fork('recorder'))
  }

  /** Somebody calls the site's number. */
  call(from: string): SimulatedLeg {
    const leg = this.#leg('caller', 'inbound', from, OUR_NUMBER, null, '/status')
    this.world.note(`${shortSid(leg.sid)} calls`)
    void this.#ask(leg, '/voice', { form: {} })
    return leg
  }

  /** A browser connects: `device.connect({ params: { callSid } })`. */
  connect(agentId: string, callSid: string, onEnded: () => void): SimulatedLeg {
    const leg = this.#leg('agent', 'inbound', `client:${agentId}`, '', callSid, '/status')
    leg.onEnded = onEnded
    void this.#ask(leg, '/leg', { form: { callSid } })
    return leg
  }

  /** An agent calls a colleague: the browser's leg is the caller's leg. */
  connectColleague(agentId: string, colleague: string, onEnded: () => void): SimulatedLeg {
    const leg = this.#leg('caller', 'inbound', `client:${agentId}`, '', null, '/status')
    leg.onEnded = onEnded
    this.world.callers.legs.push(leg)
    this.world.note(`${shortSid(leg.sid)}: ${agentId} calls ${colleague}`)
    void this.#ask(leg, '/leg', { form: { colleague } })
    return leg
  }

  /** The coordinator has a number called: it joins a caller's room, or an agent calls it and it becomes a call of its own. */
  dial({ to, url, statusCallback }: DialRequest): SimulatedLeg {
    const { pathname, searchParams } = new URL(url)
    const query = Object.fromEntries(searchParams)
    const path = pathname.replace('/api/twilio', '')
    const statusUrl = statusCallback.split('#')[0]?.replace(`${PUBLIC_URL}/api/twilio`, '') ?? ''
    const kind = path === '/dialled' ? 'caller' : 'outside'
    const leg = this.#leg(kind, 'outbound-api', OUR_NUMBER, to, query.callSid ?? null, statusUrl)
    const { scheduler } = this.world
    if (kind === 'caller') {
      this.world.callers.legs.push(leg)
      scheduler.after(this.random.between(10, 200), () => this.#tell(leg, 'initiated'))
    }
    scheduler.after(this.random.between(50, 500), () => this.#turn(leg, 'ringing'))
    const answersIn = this.random.between(1_000, 12_000)
    if (this.random.happens(0.65)) {
      scheduler.after(answersIn, () => {
        if (!isOver(leg)) void this.#ask(leg, path, { form: {}, query })
      })
      scheduler.after(answersIn, () => this.#talks(leg))
    } else {
      const ends = this.random.pick(['busy', 'failed', 'no-answer'])
      scheduler.after(ends === 'no-answer' ? RINGS_MS : answersIn, () => this.end(leg, ends))
    }
    return leg
  }

  /** In a long world people talk for a long time. A leg that is alone in a room hangs up. */
  #talks(leg: SimulatedLeg) {
    const { scheduler, isLong } = this.world
    scheduler.after(this.random.between(5_000, 90_000), () => {
      const caller = this.legs.get(leg.callSid)
      const goesOn = isLong && caller !== undefined && isInRoom(caller) && this.random.happens(0.95)
      if (goesOn) this.#talks(leg)
      else if (leg.kind === 'outside' || !this.world.quiet) this.hangUp(leg)
    })
  }

  /** The legs in a room that is not their own. */
  guests(): string[] {
    const isGuest = (leg: SimulatedLeg) => isInRoom(leg) && /room-(\w+)/.exec(leg.document)?.[1] !== leg.sid
    return [...this.legs.values()].filter(isGuest).map(({ sid }) => sid)
  }

  /** A redirected participant leaves the room at once. */
  redirect(leg: SimulatedLeg, url: string) {
    const { pathname, searchParams } = new URL(url)
    const path = pathname.replace('/api/twilio', '')
    const query = Object.fromEntries(searchParams)
    this.#leavesDial(leg, {})
    leg.document = ''
    void this.#ask(leg, path, { form: {}, query })
  }

  /** The coordinator says who hears a leg in a room. */
  updateParticipant(leg: SimulatedLeg, part: Participation) {
    leg.part = part
    this.world.rules.supervision.listen(leg.callSid)
  }

  /** The coordinator ends a leg. */
  complete(leg: SimulatedLeg) {
    if (leg.kind === 'caller') this.world.rules.callerCompleted(leg)
    this.end(leg, 'completed')
  }

  /** The person at the other end hangs up. */
  hangUp(leg: SimulatedLeg) {
    if (isOver(leg)) return
    if (leg.kind === 'caller') this.world.note(`${shortSid(leg.sid)} hangs up`)
    const recording = leg.document.includes('<Record') ? { RecordingSid: this.random.sid('RE') } : {}
    this.#leavesDial(leg, { CallStatus: 'completed', ...recording })
    if ('RecordingSid' in recording) this.#recorded(leg, recording.RecordingSid)
    this.end(leg, 'completed')
  }

  end(leg: SimulatedLeg, status: string) {
    if (isOver(leg)) return
    this.#turn(leg, status)
    this.world.rules.supervision.listen(leg.callSid)
    this.recorder.legEnded(leg.sid)
    this.#tell(leg, status)
    leg.onEnded()
  }

  #tell({ sid: CallSid, from: From, to: To, statusUrl }: SimulatedLeg, status: string) {
    const form = { CallSid, From, To, CallStatus: status, SequenceNumber: '3' }
    void this.delivery.notice(statusUrl, form)
  }

  #leg(
    kind: SimulatedLeg['kind'],
    direction: SimulatedLeg['direction'],
    from: string,
    to: string,
    callSid: string | null,
    statusUrl: string,
  ): SimulatedLeg {
    const sid = this.random.sid('CA')
    const leg: SimulatedLeg = {
      ...{ sid, kind, direction, from, to, statusUrl },
      callSid: callSid ?? sid,
      statuses: [
        { at: this.world.scheduler.now, status: direction === 'outbound-api' ? 'queued' : 'ringing' },
      ],
      document: '',
      part: { muted: false, coaches: null },
      requests: 0,
      forgottenAt: Number.NEGATIVE_INFINITY,
      onEnded: () => undefined,
    }
    this.legs.set(sid, leg)
    return leg
  }

  #turn(leg: SimulatedLeg, status: string) {
    if (!isOver(leg) && leg.statuses.at(-1)?.status !== status)
      leg.statuses.push({ at: this.world.scheduler.now, status })
  }

  /** `<Dial action>` and `<Record action>` are asked for each time their verb is left. */
  #leavesDial(leg: SimulatedLeg, form: Record<string, string>) {
    if (leg.kind !== 'caller' || !/<Dial|<Record/.test(leg.document)) return
    if (leg.document.includes('<Record') && !('RecordingSid' in form)) return
    void this.delivery.ask(`/calls/${leg.sid}/twiml`, this.#form(leg, form), {})
  }

  #form(leg: SimulatedLeg, more: Record<string, string>): Record<string, string> {
    const { sid: CallSid, from: From, to: To, direction: Direction } = leg
    return { CallSid, From, To, Direction, CallStatus: leg.statuses.at(-1)?.status ?? '', ...more }
  }

  async #ask(
    leg: SimulatedLeg,
    path: string,
    { form, query = {} }: { form: Record<string, string>; query?: Record<string, string> },
  ): Promise<void> {
    leg.requests += 1
    const mine = leg.requests
    await this.world.scheduler.sleep(this.random.between(20, 120))
    if (isOver(leg)) return
    const document = await this.delivery.ask(path, this.#form(leg, form), query)
    if (mine !== leg.requests || isOver(leg)) return
    if (document === null) {
      this.world.note(`${shortSid(leg.sid)} is given up by Twilio: nobody answered ${path}`)
      return this.end(leg, 'failed')
    }
    this.#obey(leg, document)
  }

  #obey(leg: SimulatedLeg, document: string) {
    leg.document = document
    leg.part = { muted: document.includes('muted="true"'), coaches: null }
    this.world.rules.supervision.listen(leg.callSid)
    if (document.includes('<Reject')) return this.end(leg, 'busy')
    this.#turn(leg, 'in-progress')
    if (document.includes('<Record')) this.#record(leg)
    else if (document.includes('<Say')) this.#speaks(leg, /(greeted|noticed)=1/.exec(document)?.[1])
    else if (RINGBACK_AND_REDIRECT.test(document)) this.#requestAfterRingback(leg)
    else if (!/<Dial|<Redirect/.test(document)) {
      if (leg.kind === 'caller') this.world.rules.callerHungUp(leg)
      this.end(leg, 'completed')
    }
  }

  /** The coordinator cannot say yet where the caller belongs: Twilio plays ringback once and then requests the address in the document. */
  #requestAfterRingback(leg: SimulatedLeg) {
    const { requests } = leg
    const { pathname, searchParams } = new URL(
      RINGBACK_AND_REDIRECT.exec(leg.document)?.[1]?.replaceAll('&amp;', '&') ?? '',
    )
    this.world.scheduler.after(this.random.between(3_000, 6_000), () => {
      if (isOver(leg) || leg.requests !== requests) return
      const query = Object.fromEntries(searchParams)
      void this.#ask(leg, pathname.replace('/api/twilio', ''), { form: {}, query })
    })
  }

  /** The words are spoken to the end. Then the leg requests TwiML again, or the call ends. */
  #speaks(leg: SimulatedLeg, heard: string | undefined) {
    const { requests } = leg
    this.world.scheduler.after(this.random.between(1_000, 5_000), () => {
      if (isOver(leg) || leg.requests !== requests) return
      if (heard === 'noticed') this.recorder.noticed.add(leg.sid)
      if (heard) return void this.#ask(leg, `/calls/${leg.sid}/twiml`, { form: {}, query: { [heard]: '1' } })
      this.world.rules.callerHungUp(leg)
      this.end(leg, 'completed')
    })
  }

  /** The caller leaves a message, which silence ends. */
  #record(leg: SimulatedLeg) {
    const { requests } = leg
    this.world.scheduler.after(this.random.between(6_000, 40_000), () => {
      if (isOver(leg) || leg.requests !== requests) return
      const RecordingSid = this.random.sid('RE')
      this.#recorded(leg, RecordingSid)
      void this.#ask(leg, `/calls/${leg.sid}/twiml`, { form: { RecordingSid } })
    })
  }

  #recorded(leg: SimulatedLeg, RecordingSid: string) {
    this.world.scheduler.after(this.random.between(500, 4_000), () => {
      this.messages.set(leg.sid, { sid: RecordingSid, seconds: null })
      const form = { CallSid: leg.sid, RecordingSid, RecordingStatus: 'completed' }
      void this.delivery.notice(`/recording?callSid=${leg.sid}`, form)
    })
  }
}
