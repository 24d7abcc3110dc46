import * as http from 'node:http'
import * as https from 'node:https'

/** A request as Twilio's library puts it together. */
interface OutgoingRequest {
  method: string
  uri: string
  username?: string
  password?: string
  headers?: object
  /** Of the query. */
  params?: unknown
  /** Of the form. */
  data?: unknown
}

interface Incoming {
  statusCode: number
  headers: http.IncomingHttpHeaders
  /** Parsed where it is JSON, text otherwise. */
  body: ReturnType<typeof JSON.parse>
}

/** One HTTP exchange with `origin`, on connections that are kept. Rejects when there is no answer within `timeoutMs`. */
export function exchangeOver({ origin, timeoutMs, mostSockets }: Peer) {
  const { request, Agent } = origin.startsWith('https:') ? https : http
  const agent = new Agent({ keepAlive: true, maxSockets: mostSockets, maxTotalSockets: mostSockets })

  return (asked: OutgoingRequest): Promise<Incoming> =>
    new Promise((resolve, reject) => {
      const form = formOf(asked.data)
      const query = formOf(asked.params)
      const outgoing = request(query === '' ? asked.uri : `${asked.uri}?${query}`, {
        agent,
        method: asked.method.toUpperCase(),
        headers: { ...asked.headers, 'Content-Length': Buffer.byteLength(form) },
        ...(asked.username !== undefined && { auth: `${asked.username}:${asked.password ?? ''}` }),
      })
      const late = setTimeout(() => outgoing.destroy(new Error('No answer in time')), timeoutMs)
      const failed = (error: Error) => {
        clearTimeout(late)
        reject(error)
      }
      outgoing.on('error', failed)
      outgoing.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('error', failed)
        response.on('end', () => {
          clearTimeout(late)
          const { statusCode = 0, headers } = response
          resolve({ statusCode, headers, body: jsonOr(text) })
        })
      })
      outgoing.end(form)
    })
}

interface Peer {
  origin: string
  timeoutMs: number
  mostSockets: number
}

/** A list is sent as one pair for each of its values. */
function formOf(values: unknown): string {
  if (typeof values !== 'object' || values === null) return ''
  const pairs = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [value].flat().map((one) => [name, String(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

function jsonOr(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
