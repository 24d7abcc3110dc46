import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What the benchmark's coordinator takes for Twilio's REST API: it agrees to everything, after the time
 * that the real one takes at best. Knows no caller, and calls nobody back.
 */
const ANSWERS_AFTER_MS = 100

const call = (sid: string) => ({
  sid,
  status: 'in-progress',
  direction: 'inbound',
  from: '+12175550142',
  to: '+12175550100',
  parent_call_sid: null,
})
const NOTHING = { calls: [], incoming_phone_numbers: [], next_page_uri: null }

const server = createServer((request, response) => {
  request.resume()
  const sid = /\/Calls\/(\w+)\.json/.exec(request.url ?? '')?.[1]
  const body = JSON.stringify(sid === undefined ? NOTHING : call(sid))
  setTimeout(() => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  }, ANSWERS_AFTER_MS)
})
server.listen(0, '127.0.0.1', () => {
  const address: AddressInfo | string | null = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  process.stdout.write(`Carrier is ready: http://127.0.0.1:${port}\n`)
})
process.on('SIGTERM', () => process.exit(0))
