import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Log } from '../settings.ts'
import { isForeign } from './foreign.ts'
import { match, type SimulatorRequest, type SimulatorResponse, type SimulatorRoute } from './routes.ts'

const LARGEST_BODY = 1_000_000
const FOREIGN = {
  code: 20403,
  message: 'The simulator answers to this machine and its own pages only',
  status: 403,
}

/** An HTTP server over a table of routes. `after` sees each exchange once it is answered. */
export function serveRoutes(
  routes: readonly SimulatorRoute[],
  log: Log,
  after: (request: SimulatorRequest, status: number) => void,
): Server {
  return createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      log(`Request ${incoming.url} failed: ${String(error)}`)
      if (!response.headersSent) write(response, { status: 500, body: { error: 'internal' } })
      else response.destroy()
    })
  })

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeign(incoming.headers, incoming.socket.localPort))
      return write(response, { status: 403, body: FOREIGN })
    const url = new URL(incoming.url ?? '/', 'http://simulator')
    const method = incoming.method ?? 'GET'
    const found = match(routes, method, url.pathname)
    const body = await read(incoming)
    const request: SimulatorRequest = {
      method,
      path: url.pathname,
      params: found?.params ?? {},
      query: url.searchParams,
      form: new URLSearchParams(isForm(incoming) ? body : ''),
      json: isForm(incoming) ? undefined : parseJson(body),
      authorization: incoming.headers.authorization,
      range: incoming.headers.range,
    }
    const reply =
      found === null ? { status: 404, body: notFound(request) } : await found.route.handle(request)
    after(request, reply.status)
    write(response, reply)
  }
}

function write(response: ServerResponse, reply: SimulatorResponse): void {
  if (reply.lost) {
    response.destroy()
    return
  }
  if (reply.stream !== undefined) {
    const closed = new AbortController()
    response.on('close', () => closed.abort())
    response.writeHead(reply.status, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.flushHeaders()
    reply.stream((chunk) => response.write(chunk), closed.signal)
    return
  }
  if (reply.raw !== undefined) {
    const { type, data } = reply.raw
    const length = Buffer.byteLength(data)
    response.writeHead(reply.status, { 'Content-Type': type, 'Content-Length': length, ...reply.headers })
    response.end(data)
    return
  }
  if (reply.body === undefined) {
    response.writeHead(reply.status, reply.headers).end()
    return
  }
  response.writeHead(reply.status, { 'Content-Type': 'application/json; charset=utf-8', ...reply.headers })
  response.end(JSON.stringify(reply.body))
}

async function read(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > LARGEST_BODY) throw new Error('the body is too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function isForm(incoming: IncomingMessage): boolean {
  return (incoming.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
}

function parseJson(body: string): unknown {
  if (body === '') return {}
  try {
    return JSON.parse(body)
  } catch {
    // The schema of the route then says that the body is no object.
    return undefined
  }
}

function notFound(request: SimulatorRequest) {
  return {
    code: 20404,
    message: `The requested resource ${request.path} was not found`,
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  }
}
