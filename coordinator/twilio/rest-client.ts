import { channel } from 'node:diagnostics_channel'
import twilio from 'twilio'
import type RequestClient from 'twilio/lib/base/RequestClient.js'
import type Response from 'twilio/lib/http/response.js'
import { z } from 'zod'
import { CarrierUnavailable } from './carrier-errors.ts'
import { exchangeOver } from './exchange.ts'

/** Twilio answers within a second or two; what takes longer is unknown, and is asked again. */
const TIMEOUT_MS = 10_000
const MOST_SOCKETS = 100
const UNAUTHORIZED = 401
/** Not processed, or not known to have been: worth another try. 401 too: settings can be put right, a lost caller cannot. */
const TROUBLE = new Set([UNAUTHORIZED, 408, 425, 429])

/** Whoever looks on hears of each request as it goes out: `{method, uri, params, data}`, no credentials. */
const requests = channel('switchyard.twilio-rest')

const Body = z.object({ code: z.number().nullable() }).catch({ code: null })
const Headers = z.object({ 'retry-after': z.string().optional() }).catch({})

/**
 * Twilio's own HTTP client, which knows no other address than `api.twilio.com`, sent to the configured
 * one; and what may pass made an error of its own, while the answer's headers are still at hand.
 *
 * It sends by Node's own means, since the library underneath Twilio's client takes longer over one request
 * than a whole commit does; but only that library knows the way through a proxy (`HTTP_PROXY`).
 */
export class RestClient extends twilio.RequestClient {
  readonly #exchange: ReturnType<typeof exchangeOver>

  constructor(
    private readonly origin: string,
    /** Tried when the first one is no good any more: somebody is rotating tokens. */
    private readonly otherAuthToken: string | null,
    private readonly failed: (code: string) => void = () => undefined,
  ) {
    super({ timeout: TIMEOUT_MS, keepAlive: true, maxSockets: MOST_SOCKETS, maxTotalSockets: MOST_SOCKETS })
    this.#exchange = exchangeOver({ origin, timeoutMs: TIMEOUT_MS, mostSockets: MOST_SOCKETS })
  }

  override async request<Data>(options: RequestClient.RequestOptions<Data>): Promise<Response<Data>> {
    const { pathname, search } = new URL(options.uri)
    const moved = { ...options, uri: `${this.origin}${pathname}${search}` }
    let response = await this.#send<Data>(moved)
    if (response.statusCode === UNAUTHORIZED && this.otherAuthToken !== null)
      response = await this.#send<Data>({ ...moved, password: this.otherAuthToken })
    const { statusCode } = response
    const { code } = Body.parse(response.body)
    if (statusCode >= 400) this.failed(String(code ?? statusCode))
    if (statusCode < 500 && !TROUBLE.has(statusCode)) return response
    const { 'retry-after': retryAfter } = Headers.parse(response.headers)
    const waitMs = millisecondsUntil(retryAfter)
    throw new CarrierUnavailable(`Twilio answered ${statusCode}`, waitMs, undefined, code)
  }

  async #send<Data>(options: RequestClient.RequestOptions<Data>): Promise<Response<Data>> {
    const { method, uri, params, data } = options
    requests.publish({ method, uri, params, data })
    try {
      if (process.env.HTTP_PROXY !== undefined) return await super.request<Data>(options)
      return await this.#exchange(options)
    } catch (error) {
      this.failed('unreachable')
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
      throw new CarrierUnavailable(`Twilio could not be reached: ${code}`, null, { cause: error })
    }
  }
}

/** Retry-After is a number of seconds or a date: RFC 9110, 10.2.3. */
function millisecondsUntil(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
