import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Refusal } from './problem.ts'

/** The kind of body that a route accepts, and its largest size in bytes. */
export type BodyLimit = { json: number } | { bytes: number }

/** A command is a few hundred bytes. */
const COMMAND: BodyLimit = { json: 16 * 1024 }

const UTF8 = new TextDecoder()

const refused = (message: string) =>
  new Refusal('invalid_request', `The body ${message}`, { errors: [{ path: '', message }] })

const isEmpty = (headers: IncomingHttpHeaders) =>
  headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'

/**
 * The body of a request, a Buffer where a route takes bytes. Everything else is read as JSON. The content type does not
 * count: scripts forget the header. Without a body: an empty object.
 * @throws {Refusal} `invalid_request`
 */
export async function bodyOf(request: IncomingMessage, takes: BodyLimit = COMMAND): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD' || isEmpty(request.headers)) return {}
  const limit = 'bytes' in takes ? takes.bytes : takes.json
  const bytes = await readBody(request, limit)
  if (bytes === null) throw refused(`must be at most ${limit / 1024}kb`)
  return 'bytes' in takes ? bytes : jsonIn(bytes)
}

/**
 * The bytes of a body; null when there are more than `limit`, or when it broke off and nobody is there to be answered. A body that is too large is read
 * to its end without being kept: a client that still sends gets no response.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
    })
    request.on('end', () => resolve(size > limit ? null : Buffer.concat(chunks)))
    request.on('error', () => resolve(null))
  })
}

function jsonIn(bytes: Buffer): object {
  if (bytes.length === 0) return {}
  const value = parsed(UTF8.decode(bytes))
  if (typeof value !== 'object' || value === null) throw refused('must be a JSON object')
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
