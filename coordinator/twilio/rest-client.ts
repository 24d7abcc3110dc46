import { channel } from 'node:diagnostics_channel'
import twilio from 'twilio'
import type RequestClient from 'twilio/lib/base/RequestClient.js'
import type Response from 'twilio/lib/http/response.js'
import { z } from 'zod'
import { CarrierUnavailable } from './carrier-errors.ts'
import {
  type HttpRequest,
  type HttpResponse,
  type OpenedResponse,
  openHttp,
  reasonOf,
  sendHttp,
  tenSecondsFromNow,
} from './http-client.ts'

const UNAUTHORIZED = 401
/** Retryable beside every 5xx. 401 too: an operator can correct the credentials, nobody can bring a lost caller back. */
const RETRYABLE = new Set([UNAUTHORIZED, 408, 425, 429])

/** Publishes each request of Twilio's library: `{method, uri, params, data}`, no credentials. The tests listen. */
const requests = channel('switchyard.twilio-rest')

const Body = z.object({ code: z.number().nullable() }).catch({ code: null })

export interface TwilioCredentials {
  accountSid: string
  authToken: string
  /** Tried when Twilio does not accept the first token: an operator may be rotating them. */
  authTokenSecondary: string | null
  /** Origin of the REST API. Twilio's library itself knows only `https://api.twilio.com`. */
  apiUrl: string
  /** Signs in with this API key. `authToken` is then its secret. */
  keySid?: string
}

/** Called with Twilio's code, the HTTP status or `unreachable` for each request that fails. */
export type OnRestFailure = (code: string) => void

/** Twilio's library, sending through our HTTP client. Its requests reject also with {CarrierUnavailable}. */
export const twilioRest = (credentials: TwilioCredentials, onFailure?: OnRestFailure) =>
  twilio(credentials.accountSid, credentials.authToken, {
    httpClient: new RestClient(credentials, onFailure),
    env: {},
  })

/** @throws {CarrierUnavailable} when there is no answer, or one that says to try again */
export async function askTwilio(
  credentials: TwilioCredentials,
  { path, ...request }: Omit<HttpRequest, 'url'> & { path: string },
  onFailure?: OnRestFailure,
): Promise<HttpResponse> {
  const url = credentials.apiUrl + path
  const answer = await signedIn(
    credentials,
    (authorization, until) =>
      sendHttp({ ...request, url, headers: { ...request.headers, authorization }, until }),
    onFailure,
  )
  const { status, headers } = answer
  if (status < 400) return answer
  const { code } = Body.parse(jsonOrText(answer.body))
  onFailure?.(String(code ?? status))
  if (status < 500 && !RETRYABLE.has(status)) return answer
  const waitMs = millisecondsUntil(headers['retry-after'])
  throw new CarrierUnavailable(`Twilio answered ${status}`, waitMs, undefined, code)
}

/**
 * What may be long is read as it comes. The caller must read or destroy the body of a 200.
 * @throws {CarrierUnavailable} when there is no answer, or one that says to try again
 */
export async function openAtTwilio(credentials: TwilioCredentials, path: string): Promise<OpenedResponse> {
  const url = credentials.apiUrl + path
  const answer = await signedIn(credentials, (authorization, until) =>
    openHttp(url, { authorization }, until),
  )
  if (answer.status < 500 && !RETRYABLE.has(answer.status)) return answer
  throw new CarrierUnavailable(
    `Twilio answered ${answer.status}`,
    millisecondsUntil(answer.headers['retry-after']),
  )
}

/** Sends with the first token, and with the second where Twilio does not accept that: within 10 s in all. */
async function signedIn<Answer extends { status: number }>(
  { accountSid, keySid = accountSid, authToken, authTokenSecondary }: TwilioCredentials,
  send: (authorization: string, until: number) => Promise<Answer>,
  onFailure?: OnRestFailure,
): Promise<Answer> {
  const until = tenSecondsFromNow()
  const sendWith = async (token: string) => {
    try {
      return await send(`Basic ${Buffer.from(`${keySid}:${token}`).toString('base64')}`, until)
    } catch (error) {
      onFailure?.('unreachable')
      throw new CarrierUnavailable(`Twilio could not be reached: ${reasonOf(error)}`, null, { cause: error })
    }
  }
  const answer = await sendWith(authToken)
  return answer.status === UNAUTHORIZED && authTokenSecondary !== null ? sendWith(authTokenSecondary) : answer
}

class RestClient extends twilio.RequestClient {
  constructor(
    private readonly credentials: TwilioCredentials,
    private readonly onFailure?: OnRestFailure,
  ) {
    super()
  }

  override async request<Data>(options: RequestClient.RequestOptions<Data>): Promise<Response<Data>> {
    const { params, data, headers = {} } = options
    const { pathname, search } = new URL(options.uri)
    const method = options.method.toUpperCase()
    requests.publish({ method, uri: `${this.credentials.apiUrl}${pathname}${search}`, params, data })
    const query = formOf(params)
    const path = `${pathname}${search}${query === '' ? '' : `?${query}`}`
    const answer = await askTwilio(
      this.credentials,
      { method, path, headers, body: formOf(data) },
      this.onFailure,
    )
    return { statusCode: answer.status, headers: answer.headers, body: jsonOrText(answer.body) }
  }
}

/** Each value of a list is a pair of its own. */
function formOf(values: unknown): string {
  if (typeof values !== 'object' || values === null) return ''
  const pairs = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [value].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

function jsonOrText(body: Buffer) {
  const text = body.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Retry-After is a number of seconds or a date: RFC 9110, 10.2.3. */
function millisecondsUntil(retryAfter: string | string[] | undefined): number | null {
  if (typeof retryAfter !== 'string') return null
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}
