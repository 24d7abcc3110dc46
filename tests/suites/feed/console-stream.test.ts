import { once } from 'node:events'
import { createServer, get, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, expect, test, vi } from 'vitest'
import { ConsoleStream } from '../../../coordinator/feed/console-stream.ts'
import { Consoles } from '../../../coordinator/feed/consoles.ts'
import { systemRuntime } from '../../../coordinator/runtime.ts'

const CONSOLE = {
  agentId: 'ann',
  name: 'Ann',
  role: 'agent',
  company: false,
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
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
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

test('an event is written at once, and what else comes in that moment is written together at its end', async () => {
  const consoles = new Consoles(systemRuntime)
  const response = await asked()
  const stream = new ConsoleStream('1', CONSOLE, response, systemRuntime, () => undefined)
  stream.restart(['begin '])
  consoles.add(stream)
  await expect.poll(() => heard).toBe('begin ')
  const writes = vi.spyOn(response.socket as Socket, 'write')
  const written = () => writes.mock.calls.map(([bytes]) => String(bytes))
  for (const text of ['one ', 'two ', 'three ']) consoles.send([{ subject: text, bytes: Buffer.from(text) }])
  expect(written()).toEqual(['one '])
  await Promise.resolve()
  expect(written()).toEqual(['one ', 'two three '])
  expect(response.socket?.writableLength).toBe(0)
  await expect.poll(() => heard).toBe('begin one two three ')
})

test('changes of agents that follow each other are written together, the newest of each; a call takes them along, in their order', async () => {
  let now = 0
  const due: (() => void)[] = []
  const after = (_: number, what: () => void) => {
    due.push(what)
    return () => void due.splice(due.indexOf(what), 1)
  }
  const consoles = new Consoles({ random: Math.random, elapsed: () => now, after })
  const open = async (id: string) => {
    const response = await asked()
    const stream = new ConsoleStream(id, CONSOLE, response, systemRuntime, () => undefined)
    stream.restart(['begin '])
    const writes = vi.spyOn(response.socket as Socket, 'write')
    consoles.add(stream)
    return () => writes.mock.calls.splice(0).map(([bytes]) => String(bytes))
  }
  const says = async (subject: string, text: string, more: object = { mayWait: true }) => {
    consoles.send([{ subject, bytes: Buffer.from(text), ...more }])
    await Promise.resolve()
  }
  const first = await open('1')
  await says('ann', 'ann1 ')
  expect(first()).toEqual(['ann1 '])
  await says('ann', 'ann2 ')
  await says('bob', 'bob1 ')
  const second = await open('2')
  await says('ann', 'ann3 ')
  expect([first(), second(), due.length]).toEqual([[], [], 1])
  due[0]?.()
  expect([first(), second(), due.length]).toEqual([['bob1 ann3 '], ['ann3 '], 0])
  await says('bob', 'bob2 ')
  await says('CA1', 'call ', {})
  expect([first(), second(), due.length]).toEqual([['bob2 call '], ['bob2 call '], 0])
  now += 60
  await says('ann', 'ann4 ')
  expect([first(), second()]).toEqual([['ann4 '], ['ann4 ']])
})

test('the longer a write to all consoles takes, the longer changes of agents wait for the next, a second at most', async () => {
  let now = 0
  let writeMs = 0
  const waits: number[] = []
  const after = (ms: number) => {
    waits.push(ms)
    return () => undefined
  }
  const consoles = new Consoles({ random: Math.random, elapsed: () => now, after })
  const response = await asked()
  consoles.add(new ConsoleStream('1', CONSOLE, response, systemRuntime, () => undefined))
  vi.spyOn(response.socket as Socket, 'write').mockImplementation(() => {
    now += writeMs
    return true
  })
  for (writeMs of [1, 100, 300]) {
    now += 10_000
    consoles.send([{ subject: 'CA1', bytes: Buffer.from('call ') }])
    await Promise.resolve()
    consoles.send([{ subject: 'ann', bytes: Buffer.from('ann '), mayWait: true }])
  }
  expect(waits).toEqual([50, 400, 1_000])
})

test('a beat is one write of the same bytes to each console', async () => {
  const consoles = new Consoles(systemRuntime)
  const written: unknown[] = []
  for (const id of ['1', '2', '3']) {
    const response = await asked()
    const console = { ...CONSOLE, expiresAt: Number.MAX_SAFE_INTEGER }
    consoles.add(new ConsoleStream(id, console, response, systemRuntime, () => undefined))
    vi.spyOn(response.socket as Socket, 'write').mockImplementation((bytes) => written.push(bytes) > 0)
  }
  consoles.beat(0)
  expect(written).toHaveLength(3)
  expect(new Set(written).size).toBe(1)
  expect(String(written[0])).toBe(':\n\nevent: beat\ndata: {"n":1,"at":"1970-01-01T00:00:00.000Z"}\n\n')
})

test('who asks before an earlier answer is there gets the stream after it, in order', async () => {
  const { port } = server.address() as AddressInfo
  const client = connect(port, '127.0.0.1')
  let got = ''
  client.setEncoding('utf8').on('data', (text: string) => {
    got += text
  })
  const answers: ServerResponse[] = []
  const both = new Promise<void>((resolve) => {
    server.on('request', (_, answer) => void (answers.push(answer) === 2 && resolve()))
  })
  client.write('GET /1 HTTP/1.1\r\nHost: here\r\n\r\nGET /2 HTTP/1.1\r\nHost: here\r\n\r\n')
  await both
  const [earlier, response] = answers as [ServerResponse, ServerResponse]
  expect(response.socket).toBeNull()
  response.useChunkedEncodingByDefault = false
  const stream = new ConsoleStream('2', CONSOLE, response.writeHead(200), systemRuntime, () => undefined)
  stream.restart(['begin '])
  const send = (text: string) => stream.send([], Buffer.from(text))
  send('one ')
  earlier.end('earlier')
  send('two ')
  await expect.poll(() => got).toMatch(/earlier.*begin one two $/s)
  client.destroy()
})
