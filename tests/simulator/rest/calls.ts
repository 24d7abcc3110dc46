import { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { Leg } from '../calls/leg.ts'
import type { TwimlSource } from '../calls/verb-context.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import type { SimulatorSettings } from '../settings.ts'
import { notFound, RestError } from './errors.ts'
import { formUrl, httpMethod, readForm } from './form.ts'
import { page } from './paging.ts'
import { type Resources, restStatus } from './resources.ts'

const TWIML_LIMIT = 4_000
/** A document given inline has no address; relative URLs in it lead nowhere. */
const INLINE = { url: 'https://api.twilio.com/', method: 'POST' } as const

const callbacks = {
  StatusCallback: formUrl.optional(),
  StatusCallbackMethod: httpMethod.default('POST'),
  StatusCallbackEvent: z.union([z.string(), z.array(z.string())]).default('completed'),
}
const document = {
  Url: formUrl.optional(),
  Method: httpMethod.default('POST'),
  Twiml: z.string().max(TWIML_LIMIT).optional(),
  FallbackUrl: formUrl.optional(),
  FallbackMethod: httpMethod.default('POST'),
}
/** Digits and keys; `w` and `W` wait half a second and a second. */
const keys = z.string().regex(/^[0-9A-D*#wW]{1,32}$/)
/** Seconds. */
const timeLimit = z.coerce.number().int().min(1).optional()
const creation = z.object({
  To: z.string().min(1),
  From: z.string().min(1),
  Timeout: z.coerce.number().int().min(1).max(600).default(60),
  ApplicationSid: z.string().optional(),
  TimeLimit: timeLimit,
  SendDigits: keys.optional(),
  ...document,
  ...callbacks,
})
const change = z.object({
  Status: z.enum(['completed', 'canceled']).optional(),
  TimeLimit: timeLimit,
  ...document,
  ...callbacks,
})

export function callRoutes(
  exchange: Exchange,
  settings: SimulatorSettings,
  resources: Resources,
  base: string,
): SimulatorRoute[] {
  const seenAt = () => Date.now() - settings.restLagMs
  const show = (leg: Leg, at = Date.now()) => resources.call(leg, leg.asOf(at))
  const find = (request: SimulatorRequest) => {
    const leg = exchange.legs.find(request.params.sid ?? '')
    if (leg === undefined || leg.forgotten) throw notFound(request.path)
    return leg
  }

  return [
    { method: 'POST', path: `${base}/Calls.json`, handle: create },
    { method: 'GET', path: `${base}/Calls.json`, handle: list },
    {
      method: 'GET',
      path: `${base}/Calls/:sid.json`,
      handle: (request) => ({ status: 200, body: show(find(request), seenAt()) }),
    },
    { method: 'POST', path: `${base}/Calls/:sid.json`, handle: update },
    { method: 'DELETE', path: `${base}/Calls/:sid.json`, handle: remove },
  ]

  function create(request: SimulatorRequest): SimulatorResponse {
    const form = readForm(request, creation)
    if (form.From !== settings.phoneNumber && !form.From.startsWith('client:')) {
      throw new RestError(400, 21210, `Source number ${form.From} is not yet verified for this account`)
    }
    if (!/^(\+[1-9]\d{6,14}|client:.+)$/.test(form.To)) {
      throw new RestError(
        400,
        21211,
        `The phone number you are attempting to call, ${form.To}, is not valid.`,
      )
    }
    if (exchange.phones.behaviourOf(form.To).behaviour === 'not-allowed') {
      throw new RestError(400, 21215, `Account not authorized to call ${form.To}.`)
    }
    const source = sourceOf(form) ?? applicationSource(form.ApplicationSid)
    if (source === null) throw new RestError(400, 21205, 'Url parameter is required.')
    const fallback = form.FallbackUrl ? { url: form.FallbackUrl, method: form.FallbackMethod } : null
    const limit = form.TimeLimit === undefined ? {} : { limitMs: form.TimeLimit * 1_000 }
    const { From: from, To: to, SendDigits: sendDigits } = form
    const details = { from, to, sendDigits, callback: callbackOf(form), fallback, ...limit }
    return { status: 201, body: show(exchange.createCall(details, source, form.Timeout * 1_000)) }
  }

  function applicationSource(sid: string | undefined): TwimlSource | null {
    const { app } = exchange.directory
    if (sid !== app.sid || app.voiceUrl === '') return null
    return { from: 'url', target: { url: app.voiceUrl, method: app.voiceMethod } }
  }

  function update(request: SimulatorRequest): SimulatorResponse {
    const leg = find(request)
    const form = readForm(request, change)
    if (form.StatusCallback !== undefined) leg.callback = callbackOf(form)
    if (form.FallbackUrl) leg.fallback = { url: form.FallbackUrl, method: form.FallbackMethod }
    if (form.TimeLimit !== undefined) leg.endAfter(form.TimeLimit * 1_000)
    if (form.Status !== undefined) endLeg(leg, form.Status)
    const source = sourceOf(form)
    if (source !== null) {
      if (leg.status !== 'in-progress') {
        throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.')
      }
      exchange.redirect(leg, source)
    }
    return { status: 200, body: show(leg) }
  }

  function remove(request: SimulatorRequest): SimulatorResponse {
    const leg = find(request)
    if (leg.live) throw new RestError(400, 20009, 'Cannot delete this resource before it is complete')
    leg.forgotten = true
    return { status: 204 }
  }

  function list(request: SimulatorRequest): SimulatorResponse {
    const at = seenAt()
    const shown = exchange.legs
      .all()
      .filter((leg) => !leg.forgotten && leg.createdAt.getTime() <= at)
      .filter((leg) => wanted(leg, restStatus(leg.asOf(at).status), request.query))
    return {
      status: 200,
      body: page(
        request,
        'calls',
        shown.map((leg) => show(leg, at)),
      ),
    }
  }
}

function endLeg(leg: Leg, status: 'completed' | 'canceled'): void {
  if (!leg.live) throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.')
  // `canceled` spares a call that is already answered; `completed` ends it in any state.
  if (status === 'completed' || leg.state.answeredAt === null) leg.end(status)
}

function sourceOf(form: {
  Url?: string | undefined
  Method: 'GET' | 'POST'
  Twiml?: string | undefined
}): TwimlSource | null {
  if (form.Url) return { from: 'url', target: { url: form.Url, method: form.Method } }
  if (form.Twiml) return { from: 'text', twiml: form.Twiml, target: INLINE }
  return null
}

function callbackOf(form: {
  StatusCallback?: string | undefined
  StatusCallbackMethod: 'GET' | 'POST'
  StatusCallbackEvent: string | string[]
}): Leg['callback'] {
  if (!form.StatusCallback) return null
  const events = [form.StatusCallbackEvent].flat().flatMap((each) => each.split(/\s+/))
  return { target: { url: form.StatusCallback, method: form.StatusCallbackMethod }, events: new Set(events) }
}

function wanted(leg: Leg, status: string, query: URLSearchParams): boolean {
  const is = (name: string, value: string | null) => !query.has(name) || query.get(name) === value
  if (!is('Status', status) || !is('To', leg.details.to) || !is('From', leg.details.from)) return false
  if (!is('ParentCallSid', leg.details.parent?.sid ?? null)) return false
  const startedAt = (leg.state.answeredAt ?? leg.createdAt).getTime()
  return (
    withinTimes('StartTime', startedAt, query) &&
    withinTimes('EndTime', leg.state.endedAt?.getTime() ?? null, query)
  )
}

/** Twilio writes comparisons into the names: `StartTime>=2026-01-31`, `StartTime<=…`. Both include the bound. */
function withinTimes(name: string, time: number | null, query: URLSearchParams): boolean {
  const after = query.get(`${name}>`)
  const before = query.get(`${name}<`)
  const on = query.get(name)
  if (after === null && before === null && on === null) return true
  if (time === null) return false
  const day = 86_400_000
  if (after !== null && time < Date.parse(after)) return false
  if (before !== null && time > Date.parse(before) + (before.includes('T') ? 0 : day)) return false
  return on === null || (time >= Date.parse(on) && time < Date.parse(on) + day)
}
