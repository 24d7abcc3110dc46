import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Listener, openListener } from '../../../coordinator/http/listener.ts'

let door: Listener

beforeEach(async () => {
  const limits = {
    headersTimeout: 200,
    requestTimeout: 400,
    connectionsCheckingInterval: 50,
    maxConnections: 5,
  }
  door = await openListener({ host: '127.0.0.1', port: 0 }, limits)
  door.answerBy((request, response) => void request.resume().on('end', () => response.end('here')))
})
afterEach(() => door.leave(0, () => undefined))

test('an answer that is on its way when the door shuts arrives whole', async () => {
  const sound = Buffer.alloc(8_000_000)
  door.answerBy((_, response) => void response.end(sound))
  const [answer] = (await once(get(door.address, { agent: false }), 'response')) as [IncomingMessage]
  const left = new Promise<void>((resolve) => void door.leave(0, resolve))
  await left
  let arrived = 0
  for await (const bytes of answer) arrived += bytes.length
  expect(arrived).toBe(sound.length)
})

/** What a client gets that sends this and then nothing more, until it is cut off. */
async function sends(text: string): Promise<string> {
  const socket = connect(Number(new URL(door.address).port), '127.0.0.1')
  let said = ''
  socket.on('data', (bytes) => {
    said += String(bytes)
  })
  socket.on('error', () => undefined)
  socket.write(text)
  await once(socket, 'close')
  return said
}

test('a client that sends its headers byte by byte is cut off, and other clients are answered until then', async () => {
  const slow = sends('POST / HTTP/1.1\r\nHost: desk\r\nX-')
  expect(await (await fetch(door.address)).text()).toBe('here')
  expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
})

test('who never ends the body is cut off', async () => {
  expect(await sends('POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 9\r\n\r\nabc')).toMatch(
    /^HTTP\/1\.1 408 /,
  )
})

test('headers larger than any browser’s are refused unread', async () => {
  const large = `GET / HTTP/1.1\r\nHost: desk\r\nX-Large: ${'x'.repeat(20 * 1024)}\r\n\r\n`
  expect(await sends(large)).toMatch(/^HTTP\/1\.1 431 /)
})

test('more connections than there may be are not taken', async () => {
  const port = Number(new URL(door.address).port)
  const sockets = Array.from({ length: 5 }, () => connect(port, '127.0.0.1'))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  for (const socket of sockets) socket.on('error', () => undefined)
  const oneMore = connect(port, '127.0.0.1')
  oneMore.on('error', () => undefined)
  await once(oneMore, 'close')
  for (const socket of sockets) socket.destroy()
})
