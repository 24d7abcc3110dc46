import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis } from 'ioredis'

/**
 * The floor: what the same Node, the same Redis and the same bytes cost with nothing in between, and with nothing
 * of ours: Node's `http`, ioredis as it comes, one script. It knows no calls, checks nobody, and decides nothing.
 */
const source = readFileSync(new URL('./commit.lua', import.meta.url), 'utf8')
const sha = createHash('sha1').update(source).digest('hex')
const TWIML = `<?xml version="1.0" encoding="UTF-8"?><Response>${' '.repeat(500)}</Response>`

const redis = new Redis(process.env.REDIS_URL ?? '')
await redis.script('LOAD', source)
const revs = new Map<string, number>()
const consoles = new Set<ServerResponse>()

/** As long as a CallView of a call that is talked on. */
const viewOf = (callSid: string, rev: number, at: string) => ({
  callSid,
  rev,
  status: 'active',
  state: 'active.talking',
  direction: 'inbound',
  callerNumber: '+12175550142',
  callerName: null,
  calledNumber: '+12175550100',
  agentId: 'agent_000',
  outsideNumber: null,
  offeredTo: [],
  parked: null,
  transfer: null,
  heldAt: null,
  createdAt: at,
  answeredAt: at,
  updatedAt: at,
  endedAt: null,
  outcome: null,
})

async function change(callSid: string): Promise<string> {
  const rev = revs.get(callSid) ?? 0
  const view = JSON.stringify(viewOf(callSid, rev + 1, new Date().toISOString()))
  const now = await redis.evalsha(
    sha,
    2,
    `floor:{floor}:${callSid}`,
    'floor:{floor}:feed',
    rev,
    view,
    'floor',
  )
  revs.set(callSid, Number(now))
  const bytes = Buffer.from(`id: ${now}\nevent: call\ndata: ${view}\n\n`)
  for (const console of consoles) console.write(bytes)
  return view
}

/** As long as a beat of the product, and as often. */
const BEAT = Buffer.from('event: beat\ndata: {"n":1234,"at":"2026-01-01T00:00:00.000Z"}\n\n')
setInterval(() => {
  for (const console of consoles) console.write(BEAT)
}, 10_000)

async function answer(request: IncomingMessage, response: ServerResponse) {
  const { method, url = '' } = request
  if (url === '/metrics') {
    const { user, system } = process.cpuUsage()
    const used = [
      `process_cpu_seconds_total ${(user + system) / 1e6}`,
      `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    ]
    const text = `${used.join('\n')}\n`
    response.writeHead(200, { 'content-length': text.length }).end(text)
    return
  }
  if (method === 'GET') {
    response.socket?.setNoDelay(true)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(':\n\n')
    consoles.add(response)
    response.on('close', () => consoles.delete(response))
    return
  }
  if (url === '/echo') {
    let body = ''
    for await (const chunk of request) body += chunk
    JSON.parse(body)
    response.writeHead(204).end()
    return
  }
  const view = await change(url.slice(1))
  const [type, text] = url.startsWith('/voice-') ? ['text/xml', TWIML] : ['application/json', view]
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text)
}

const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const address: AddressInfo | string | null = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  process.stdout.write(`Floor is ready: http://127.0.0.1:${port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
