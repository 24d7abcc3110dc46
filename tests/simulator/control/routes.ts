import { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import { PagePhone } from '../calls/page-phone.ts'
import { SimulatedPhone } from '../calls/phones.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import type { Clients } from '../signalling/clients.ts'
import { toCall } from './call-view.ts'
import { streamCalls } from './events.ts'
import { invalid, onLeg } from './on-leg.ts'

const KEPT = 1_000
const SPOKEN_NUMBER = /^\+?\d[\d\s().-]{5,}$/

const newCall = z.object({
  /** A phone number, or what else a carrier may send: a SIP address, a short number, nothing. */
  from: z.string().max(1_000).optional(),
  to: z.string().max(1_000).optional(),
  callerName: z.string().max(1_000).optional(),
  forwardedFrom: z.string().max(1_000).optional(),
  /** Empty: the carrier says nothing. Without it, numbers are confirmed. */
  stirVerstat: z.string().max(100).optional(),
  /** The caller brings a telephone: an offer of WebRTC. Without one, a simulated telephone hums. */
  sdp: z.string().max(20_000).optional(),
})
const connection = z.object({ params: z.record(z.string(), z.string()).default({}) })
const digits = z.object({ digits: z.string().regex(/^[0-9*#w]+$/) })
const speech = z.object({ speaking: z.boolean() })
const behaviour = z.object({
  behaviour: z.enum(['answer', 'busy', 'no-answer', 'not-allowed']),
  afterMs: z.number().int().min(0).default(0),
})

/** A REST request as it came in, for `GET /sim/rest`. */
export interface RestRecord {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly status: number
}

/** What tests and the caller's page do: place calls, press keys, look on. No part of Twilio. */
export class Control {
  readonly routes: SimulatorRoute[]
  private readonly exchange: Exchange
  private readonly clients: Clients
  private readonly rest: RestRecord[] = []

  constructor(exchange: Exchange, clients: Clients) {
    this.exchange = exchange
    this.clients = clients
    this.routes = [
      { method: 'GET', path: '/healthz', handle: () => ({ status: 200, body: { ok: true } }) },
      { method: 'GET', path: '/sim', handle: () => ({ status: 200, body: this.overview() }) },
      { method: 'POST', path: '/sim/calls', handle: (request) => this.place(request) },
      {
        method: 'POST',
        path: '/sim/clients/:identity/calls',
        handle: (request) => this.connect(request),
      },
      {
        method: 'GET',
        path: '/sim/calls',
        handle: () => ({ status: 200, body: exchange.legs.all().map(toCall) }),
      },
      {
        method: 'GET',
        path: '/sim/calls/:sid',
        handle: this.onLeg((leg) => ({ status: 200, body: toCall(leg) })),
      },
      { method: 'POST', path: '/sim/calls/:sid/hangup', handle: this.onLeg((leg) => this.hangUp(leg)) },
      {
        method: 'POST',
        path: '/sim/calls/:sid/digits',
        handle: this.onLeg((leg, request) => this.press(leg, request)),
      },
      {
        method: 'POST',
        path: '/sim/calls/:sid/speech',
        handle: this.onLeg((leg, request) => this.speak(leg, request)),
      },
      { method: 'POST', path: '/sim/numbers/:number', handle: (request) => this.teach(request) },
      { method: 'GET', path: '/sim/events', handle: () => streamCalls(exchange) },
      { method: 'GET', path: '/sim/webhooks', handle: () => ({ status: 200, body: exchange.webhooks.sent }) },
      {
        method: 'GET',
        path: '/sim/calls/:sid/tries',
        handle: ({ params }) => ({ status: 200, body: exchange.webhooks.tries.of(params.sid ?? '') }),
      },
      {
        method: 'GET',
        path: '/sim/calls/:sid/recordings',
        handle: ({ params }) => ({ status: 200, body: exchange.recordings.of(params.sid ?? '') }),
      },
      {
        method: 'GET',
        path: '/sim/calls/:sid/recorder',
        handle: ({ params: { sid = '' } }) => {
          const isLongEnough = exchange.recorders.current(sid)?.isLongEnough ?? false
          return { status: 200, body: { isLongEnough } }
        },
      },
      { method: 'GET', path: '/sim/rest', handle: () => ({ status: 200, body: this.rest }) },
      { method: 'GET', path: '/sim/errors', handle: () => ({ status: 200, body: exchange.errors }) },
    ]
  }

  /** Remembers a request of the REST API. */
  note(request: SimulatorRequest, status: number): void {
    if (!request.path.startsWith('/2010-04-01/')) return
    const params = Object.fromEntries(request.method === 'GET' ? request.query : request.form)
    this.rest.push({
      at: new Date().toISOString(),
      method: request.method,
      path: request.path,
      params,
      status,
    })
    if (this.rest.length > KEPT) this.rest.shift()
  }

  private overview() {
    const { number, app } = this.exchange.directory
    return {
      number: number.phoneNumber,
      numberSid: number.sid,
      appSid: app.sid,
      voiceUrl: number.voiceUrl,
      appVoiceUrl: app.voiceUrl,
      registered: this.clients.identities(),
    }
  }

  private async place(request: SimulatorRequest): Promise<SimulatorResponse> {
    const form = newCall.safeParse(request.json ?? {})
    if (!form.success) return invalid(form.error)
    const own = this.exchange.directory.number.phoneNumber
    const { from = fictionalNumber(), to = own, callerName = null, sdp, ...more } = form.data
    if (SPOKEN_NUMBER.test(to) && plain(to) !== own)
      return { status: 404, body: { error: `Nobody answers at ${to}: the number is ${own}` } }
    const call = { from: party(from), to: party(to), callerName: callerName || null, ...more }
    if (sdp === undefined) return { status: 201, body: { callSid: this.exchange.placeCall(call).sid } }
    const phone = new PagePhone()
    const answer = await phone.answer(sdp).catch(() => null)
    if (answer === null) {
      phone.released()
      return { status: 400, body: { error: 'The offer of WebRTC is not understood' } }
    }
    const leg = this.exchange.placeCall(call, phone)
    phone.watch(leg, this.exchange.settings.awayMs)
    return { status: 201, body: { callSid: leg.sid, sdp: answer } }
  }

  /** A browser that has signalled already, without its media: hundreds of them cost nothing. */
  private connect(request: SimulatorRequest): SimulatorResponse {
    const form = connection.safeParse(request.json ?? {})
    if (!form.success) return invalid(form.error)
    const { identity = '' } = request.params
    const { app } = this.exchange.directory
    const leg = this.exchange.receiveClientCall(app, identity, form.data.params, new SimulatedPhone())
    return { status: 201, body: { callSid: leg.sid } }
  }

  private hangUp(leg: Leg): SimulatorResponse {
    const wasLive = leg.live
    leg.end(leg.details.direction === 'inbound' ? 'no-answer' : 'completed')
    return { status: 200, body: { ...toCall(leg), wasLive } }
  }

  private press(leg: Leg, request: SimulatorRequest): SimulatorResponse {
    const form = digits.safeParse(request.json)
    if (!form.success) return invalid(form.error)
    leg.press(form.data.digits)
    return { status: 200, body: toCall(leg) }
  }

  private speak(leg: Leg, request: SimulatorRequest): SimulatorResponse {
    const form = speech.safeParse(request.json)
    if (!form.success) return invalid(form.error)
    leg.speak(form.data.speaking)
    return { status: 200, body: toCall(leg) }
  }

  private teach(request: SimulatorRequest): SimulatorResponse {
    const form = behaviour.safeParse(request.json)
    if (!form.success) return invalid(form.error)
    this.exchange.phones.teach(plain(request.params.number ?? ''), form.data)
    return { status: 200, body: form.data }
  }

  private onLeg(
    handle: (leg: Leg, request: SimulatorRequest) => SimulatorResponse,
  ): SimulatorRoute['handle'] {
    return onLeg(this.exchange, handle)
  }
}

function plain(number: string): string {
  const digits = number.replace(/[^\d]/g, '')
  return number.startsWith('+') ? `+${digits}` : `+1${digits.replace(/^1(?=\d{10}$)/, '')}`
}

const party = (text: string) => (SPOKEN_NUMBER.test(text) ? plain(text) : text)

/** Of the block that the North American numbering plan keeps free for stories. */
function fictionalNumber(): string {
  return `+1217555${String(Math.floor(Math.random() * 100)).padStart(4, '01')}`
}
