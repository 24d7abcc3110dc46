import { once } from 'node:events'
import { openSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inheritedSocket } from '../../../coordinator/http/inherited-socket.ts'
import { type Listener, openListener } from '../../../coordinator/http/listener.ts'
import { readSettings } from '../../../coordinator/settings.ts'

const LIVE = {
  PUBLIC_URL: 'https://desk.example.com',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'auth-token-of-tests',
  TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
  TWILIO_API_KEY_SECRET: 'api-key-secret-of-tests',
  TWILIO_TWIML_APP_SID: `AP${'0'.repeat(32)}`,
}

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

describe('an answer on which nothing moves', () => {
  let idle: Listener
  beforeEach(async () => {
    idle = await openListener({ host: '127.0.0.1', port: 0 }, { stalledMs: 200 })
  })
  afterEach(() => idle.leave(0, () => undefined))

  test('is cut off when its client does not read it', async () => {
    const cutOff = new Promise<void>((resolve) => {
      idle.answerBy((_, response) => {
        response.on('close', resolve)
        response.end(Buffer.alloc(50_000_000))
      })
    })
    const [answer] = (await once(get(idle.address, { agent: false }), 'response')) as [IncomingMessage]
    answer.on('error', () => undefined).pause()
    await cutOff
    expect(answer.complete).toBe(false)
  })

  test('is not cut off while it is being made, and while that goes on with a line now and then', async () => {
    idle.answerBy((_, response) => {
      let looks = 0
      const beat = setInterval(() => {
        // Nothing for 400 ms, then a line each 100 ms.
        if (++looks > 4) response.write('\n')
        if (looks < 12) return
        clearInterval(beat)
        response.end()
      }, 100)
    })
    expect(await (await fetch(idle.address)).text()).toBe('\n'.repeat(8))
  })
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

describe('a listening socket that a supervisor passes on', () => {
  const live = readSettings({ ...LIVE })
  const passed = (env: NodeJS.ProcessEnv, settings = live) => inheritedSocket(env, settings)

  test('is taken over by the process that it is meant for, and only outside the sandbox', () => {
    const mine = { LISTEN_PID: String(process.pid), LISTEN_FDS: '1' }
    expect(passed(mine)).toBe(3)
    expect(passed({})).toBeNull()
    expect(passed({ ...mine, LISTEN_PID: '1' })).toBeNull()
    expect(() => passed({ ...mine, LISTEN_FDS: '2' })).toThrow('LISTEN_FDS: 2; accepted: one socket')
    expect(() => passed(mine, readSettings({}))).toThrow('LISTEN_FDS: the sandbox opens a port of its own')
  })

  test('must be a socket', async () => {
    const socket = openSync('/dev/null', 'r')
    await expect(openListener({ host: '127.0.0.1', port: 0, socket })).rejects.toThrow(/^LISTEN_FDS: what/)
  })
})

describe('a process that is starting', () => {
  const webhook = { method: 'POST', body: 'CallSid=CA1' }

  test('lets webhooks wait, and turns all others away', async () => {
    const starting = await openListener({ host: '127.0.0.1', port: 0 })
    const voice = Array.from({ length: 50 }, () => fetch(`${starting.address}/api/twilio/voice`, webhook))
    for (const [path, init] of [
      ['/readyz', {}],
      ['/api/session', webhook],
      ['/api/twilio/voice', {}],
    ] as const) {
      const refused = await fetch(starting.address + path, init)
      expect([path, refused.status, refused.headers.get('retry-after')]).toEqual([path, 503, '1'])
    }
    starting.answerBy((request, response) => void request.pipe(response))
    const answers = await Promise.all(voice)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await answers[49]?.text()).toBe(webhook.body)
    await starting.leave(0, () => undefined)
  })

  test('turns a webhook away that has waited for too long, and forgets one that has gone', async () => {
    const starting = await openListener({ host: '127.0.0.1', port: 0 }, {}, 50)
    const gone = new AbortController()
    const left = fetch(`${starting.address}/api/twilio/voice`, { ...webhook, signal: gone.signal })
    gone.abort()
    await expect(left).rejects.toThrow()
    expect((await fetch(`${starting.address}/api/twilio/voice`, webhook)).status).toBe(503)
    const answered: unknown[] = []
    starting.answerBy((_, response) => void answered.push(response.end()))
    expect(answered).toEqual([])
    await starting.leave(0, () => undefined)
  })
})
