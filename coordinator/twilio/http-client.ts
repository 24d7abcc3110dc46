import type { Readable } from 'node:stream'
import { EnvHttpProxyAgent, interceptors, request } from 'undici'

/** Twilio answers within a second or two, and itself waits 15 s for an answer of ours. */
const TIMEOUT_MS = 10_000
/** A message of the longest length is about 2 MB as WAV (8,000 samples of two bytes each second). */
const LARGEST_ANSWER = 8 * 1024 * 1024
/** A call of four hours, Twilio's longest, as WAV of two channels. It is passed on as it comes. */
const LARGEST_SOUND = 512 * 1024 * 1024
const { NO_PROXY = '', no_proxy = NO_PROXY } = process.env

/** Connections of this process, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. None leads to this machine. */
const connectionsOf = (connections: number, maxResponseSize = LARGEST_ANSWER) =>
  new EnvHttpProxyAgent({
    connections,
    keepAliveTimeout: 50_000,
    maxResponseSize,
    noProxy: no_proxy === '*' ? '*' : `${no_proxy},localhost,127.0.0.1`,
  })

const connections = connectionsOf(100)
/** Recordings have connections of their own: however many agents play, no command to a live call waits for them. */
const downloads = connectionsOf(8).compose(interceptors.redirect({ maxRedirections: 5 }))
const sounds = connectionsOf(8, LARGEST_SOUND).compose(interceptors.redirect({ maxRedirections: 5 }))

export interface HttpRequest {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  /** For what is large, such as a recording. Otherwise a redirect is an answer like any other. */
  followRedirects?: boolean
  /** When it is given up, as `tenSecondsFromNow` says. */
  until?: number
}

export interface HttpResponse {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** When a request that is sent now is given up, on the clock of `performance.now()`. */
export const tenSecondsFromNow = () => performance.now() + TIMEOUT_MS

/** Sends one request and reads the answer. @throws what `reasonOf` explains when there is no whole answer within 10 s */
export function sendHttp({ url, followRedirects, until, ...options }: HttpRequest): Promise<HttpResponse> {
  const dispatcher = followRedirects ? downloads : connections
  return within(until, async (signal) => {
    const { statusCode, headers, body } = await answerTo(url, { ...options, dispatcher, signal })
    return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) }
  })
}

export interface OpenedResponse extends Omit<HttpResponse, 'body'> {
  body: Readable
}

/**
 * Sends a request whose answer may be long. A body that waits for its reader does not end by itself: the reader must.
 * @throws what `reasonOf` explains when there is no answer within 10 s, or when the body then brings nothing for 10 s
 */
export function openHttp(
  url: string,
  headers: Record<string, string>,
  until?: number,
): Promise<OpenedResponse> {
  return within(until, async (signal) => {
    const answer = await answerTo(url, { headers, bodyTimeout: TIMEOUT_MS, dispatcher: sounds, signal })
    // Nobody reads what goes with a failure.
    if (answer.statusCode !== 200) await answer.body.dump()
    return { status: answer.statusCode, headers: answer.headers, body: answer.body }
  })
}

/** Closes a request that has not brought what it is to bring by then. */
async function within<Answer>(
  until = tenSecondsFromNow(),
  send: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const closing = new AbortController()
  const late = new DOMException('There is no answer', 'TimeoutError')
  const timeout = setTimeout(() => closing.abort(late), until - performance.now())
  try {
    return await send(closing.signal)
  } finally {
    clearTimeout(timeout)
  }
}

/** undici looks at the signal only when the request has a connection. A request that waits for one ends here, and is not sent. */
function answerTo(url: string, options: Parameters<typeof request>[1] & { signal: AbortSignal }) {
  const { signal } = options
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  return Promise.race([request(url, options), aborted])
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  return 'code' in error ? String(error.code) : error.message
}
