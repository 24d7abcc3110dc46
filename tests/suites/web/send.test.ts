import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createOwnCommands } from '../../../web/commands/own-commands.ts'
import { sendCommand } from '../../../web/commands/send.ts'
import { createDeskStore } from '../../../web/feed/desk-store.ts'
import { at, ringingCall, talkingCall } from './calls.ts'

const MINE = talkingCall('me', { rev: 2 })
const PROBLEM = { type: 'about:blank', title: 'No', detail: 'No' }

/** A console before a server that answers each request by the next of these. */
async function consoleBefore(...answers: RequestListener[]) {
  const keys: (string | string[] | undefined)[] = []
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key'])
    answers[keys.length - 1]?.(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { fetch } = globalThis
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  vi.stubGlobal('fetch', (path: string, asked: RequestInit) => fetch(url + path, asked))
  onTestFinished(() => {
    vi.unstubAllGlobals()
    server.closeAllConnections()
    server.close()
  })
  const desk = createDeskStore('me', () => Date.parse(at(0)))
  desk.trigger.snapshotReceived({
    snapshot: { calls: [ringingCall()], agents: [], serverTime: at(0), consoleId: 'console', protocol: 1 },
  })
  const onRefused = vi.fn()
  const deps = { desk, onRefused, ownCommands: createOwnCommands() }
  return { ...deps, keys, claims: () => sendCommand(deps, 'CA1', { type: 'claim' }) }
}

const breaksOff: RequestListener = (request) => void request.socket.destroy()
const grants: RequestListener = (_, response) => void response.end(JSON.stringify(MINE))
const refuses =
  (code: string, status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'retry-after': '0' }).end(JSON.stringify({ ...PROBLEM, code, status }))

test.each([
  ['the connection broke', breaksOff],
  ['a proxy found nobody behind it', (_, response) => void response.writeHead(502).end('<html>')],
  ['Redis could not be reached', refuses('unavailable', 503)],
] satisfies [string, RequestListener][])(
  'a command is sent again under the same key when %s',
  async (_, first) => {
    const { keys, desk, onRefused, claims } = await consoleBefore(first, grants)
    expect(await claims()).toBe(true)
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(desk.getSnapshot().context.calls).toEqual([MINE])
    expect(onRefused).not.toHaveBeenCalled()
  },
)

test('a command that was refused is not sent again', async () => {
  const { keys, claims } = await consoleBefore(refuses('already_claimed', 409))
  expect(await claims()).toBe(false)
  expect(keys).toHaveLength(1)
})

test('after two attempts without an answer a command fails, and the prediction is undone', async () => {
  const { keys, desk, onRefused, claims } = await consoleBefore(breaksOff, breaksOff)
  expect(await claims()).toBe(false)
  expect(keys).toHaveLength(2)
  expect(onRefused).toHaveBeenCalledTimes(1)
  expect(desk.getSnapshot().context.calls).toEqual([ringingCall()])
})
