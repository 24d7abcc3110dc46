import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { ConsoleStream } from '../../../coordinator/feed/console-stream.ts'
import { OURS } from '../../../coordinator/surroundings.ts'

const CONSOLE = {
  agentId: 'ann',
  name: 'Ann',
  role: 'agent',
  sessionHash: '',
  expiresAt: 0,
  lastEventId: null,
} as const
const server = createServer()
let heard = ''

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** The answer to a browser that asks for the stream. */
async function asked(): Promise<ServerResponse> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  get({ port, host: '127.0.0.1' }, (incoming) =>
    incoming.setEncoding('utf8').on('data', (text: string) => {
      heard += text
    }),
  )
  const response = await new Promise<ServerResponse>((resolve) => {
    server.once('request', (_, answer) => resolve(answer))
  })
  response.useChunkedEncodingByDefault = false
  return response.writeHead(200)
}

test('events of one moment are written together, and before all else that follows from them', async () => {
  const response = await asked()
  const stream = new ConsoleStream('1', CONSOLE, response, OURS, () => undefined)
  stream.startAnew(['begin '])
  await expect.poll(() => heard).toBe('begin ')
  const unwritten: unknown[] = []
  const look = () => unwritten.push(response.socket?.writableLength)
  for (const text of ['one ', 'two ']) {
    const bytes = Buffer.from(text)
    stream.send([{ subject: text, bytes }], bytes)
  }
  look()
  await Promise.resolve().then(look)
  expect(unwritten).toEqual(['one two '.length, 0])
  await expect.poll(() => heard).toBe('begin one two ')
})
