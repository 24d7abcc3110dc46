import { once } from 'node:events'
import { createServer as httpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { balance } from '../../setup/balancer.ts'
import { openTcpProxy, type TcpProxy } from '../../setup/tcp-proxy.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const addressOf = (server: Server) => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })

async function listens<Some extends Server>(server: Some): Promise<Some> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  return server
}

/** Where nobody listens any more. */
async function leaves() {
  const server = await listens(createServer())
  const address = addressOf(server)
  server.close()
  return address
}

async function wireTo(...targets: TcpProxy['targets']): Promise<TcpProxy> {
  const wire = await openTcpProxy(targets)
  open.push(wire)
  return wire
}

/** @returns all bytes that a new connection receives */
async function hears(wire: TcpProxy): Promise<string> {
  const [host, port] = wire.address.split(':')
  const socket = connect({ host: host ?? '', port: Number(port) })
  const chunks: Buffer[] = []
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

test('new connections pass over targets that are gone, however many come at once', async () => {
  const there = await listens(createServer((socket) => socket.end('there')))
  const wire = await wireTo(await leaves(), await leaves(), addressOf(there))
  const heard = await Promise.all(Array.from({ length: 100 }, () => hears(wire)))
  expect(heard.filter((said) => said !== 'there')).toEqual([])
})

/** A coordinator that says whether it is ready. */
async function coordinator(name: string, isReady = true) {
  const it = { isReady }
  const server = await listens(
    httpServer((request, response) => {
      if (request.url === '/readyz') response.statusCode = it.isReady ? 200 : 503
      response.setHeader('Connection', 'close')
      response.end(name)
    }),
  )
  const { host, port } = addressOf(server)
  return Object.assign(it, { address: `http://${host}:${port}`, leaves: () => server.close() })
}

test('a balancer routes to the targets that are ready, and to any target when none is', async () => {
  const [one, other] = [await coordinator('one'), await coordinator('other', false)]
  const wire = await wireTo()
  const asks = async () => {
    const response = await fetch(`http://${wire.address}/`)
    return response.text()
  }
  open.push({ close: balance(wire, () => [one.address, other.address], 5) })
  await vi.waitFor(() => expect(wire.targets).toHaveLength(1))
  expect(await asks()).toBe('one')
  one.leaves()
  await vi.waitFor(async () => expect(await asks()).toBe('other'))
})
