import { EnvHttpProxyAgent, interceptors, request } from 'undici'

/** Twilio answers within a second or two, and itself waits 15 s for an answer of ours. */
const TIMEOUT_MS = 10_000
const LARGEST_ANSWER = 8 * 1024 * 1024
/** Half an hour of a talk as WAV: 8,000 samples a second, of two sides, two bytes each. */
const LARGEST_RECORDING = 64 * 1024 * 1024
/** From the request to the last byte; it begins as soon as any answer. */
const RECORDING_TIMEOUT_MS = 60_000
const { NO_PROXY = '', no_proxy = NO_PROXY } = process.env

/** Connections of this process, through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. None leads to this machine. */
const connectionsOf = (most: { connections: number; maxResponseSize: number }) =>
  new EnvHttpProxyAgent({
    ...most,
    keepAliveTimeout: 50_000,
    headersTimeout: TIMEOUT_MS,
    noProxy: no_proxy === '*' ? '*' : `${no_proxy},localhost,127.0.0.1`,
  })

const connections = connectionsOf({ connections: 100, maxResponseSize: LARGEST_ANSWER })
/**
 * Recordings have connections of their own: however many agents play, no command to a live call waits for them, and no more than
 * these are in memory while they are read.
 */
const downloads = connectionsOf({ connections: 4, maxResponseSize: LARGEST_RECORDING }).compose(
  interceptors.redirect({ maxRedirections: 5 }),
)

export interface HttpRequest {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  /** For what is large, such as a recording. Otherwise a redirect is an answer like any other. */
  followRedirects?: boolean
}

export interface HttpResponse {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: Buffer
}

/** Sends one request and reads the answer. @throws what `reasonOf` explains when there is no whole answer in time */
export async function sendHttp({ url, followRedirects, ...options }: HttpRequest): Promise<HttpResponse> {
  const { statusCode, headers, body } = await request(url, {
    ...options,
    dispatcher: followRedirects ? downloads : connections,
    signal: AbortSignal.timeout(followRedirects ? RECORDING_TIMEOUT_MS : TIMEOUT_MS),
  })
  return { status: statusCode, headers, body: Buffer.from(await body.arrayBuffer()) }
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no whole answer in time'
  return 'code' in error ? String(error.code) : error.message
}
