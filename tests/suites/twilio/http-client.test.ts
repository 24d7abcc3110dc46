import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

test('requests take the proxy of the environment, except those to NO_PROXY and to this machine', async () => {
  const port = await listening(createServer((_, response) => response.end('hello')))
  const tunnels: (string | undefined)[] = []
  const proxy = createServer().on('connect', ({ url }, socket) => {
    tunnels.push(url)
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    onward.pipe(socket).pipe(onward)
  })
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${await listening(proxy)}`)
  vi.stubEnv('NO_PROXY', 'direct.invalid')
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.resetModules()
  const { sendHttp } = await import('../../../coordinator/twilio/http-client.ts')
  for (const origin of ['http://api.invalid', `http://127.0.0.1:${port}`])
    expect((await sendHttp({ url: `${origin}/` })).body.toString()).toBe('hello')
  await expect(sendHttp({ url: 'http://direct.invalid/' })).rejects.toThrow('ENOTFOUND')
  expect(tunnels).toEqual(['api.invalid:80'])
})

test('a redirect is an answer, unless it is to be followed', async () => {
  const port = await listening(
    createServer(({ url }, response) =>
      url === '/there' ? response.end('there') : response.writeHead(302, { Location: '/there' }).end(),
    ),
  )
  const { sendHttp } = await import('../../../coordinator/twilio/http-client.ts')
  const url = `http://127.0.0.1:${port}/`
  expect(await sendHttp({ url })).toMatchObject({ status: 302, headers: { location: '/there' } })
  expect((await sendHttp({ url, followRedirects: true })).body.toString()).toBe('there')
})

test('an answer without end is not read to the end', async () => {
  const port = await listening(
    createServer((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', more)
      }
      more()
    }),
  )
  const { sendHttp } = await import('../../../coordinator/twilio/http-client.ts')
  await expect(sendHttp({ url: `http://127.0.0.1:${port}/` })).rejects.toThrow('max size')
})

test('a recording of half an hour is read as it comes, and is larger than any other answer', async () => {
  const port = await listening(createServer((_, response) => response.end(Buffer.alloc(60_000_000))))
  const { openHttp, sendHttp } = await import('../../../coordinator/twilio/http-client.ts')
  const url = `http://127.0.0.1:${port}/`
  let bytes = 0
  for await (const part of (await openHttp(url, {})).body) bytes += part.length
  expect(bytes).toBe(60_000_000)
  await expect(sendHttp({ url })).rejects.toThrow('max size')
})

test('a recording that finds no connection free is given up after 10 s, and not asked for later', async () => {
  const asked: (string | undefined)[] = []
  const server = createServer(({ url }, response) => {
    asked.push(url)
    response.write(Buffer.alloc(10_000_000))
  })
  const url = `http://127.0.0.1:${await listening(server)}`
  const { openHttp, reasonOf } = await import('../../../coordinator/twilio/http-client.ts')
  // Nobody reads these.
  const held = await Promise.all(Array.from({ length: 8 }, () => openHttp(`${url}/held`, {})))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const reason = openHttp(`${url}/late`, {}).then(() => null, reasonOf)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await reason).toBe('no answer within 10 s')
  vi.useRealTimers()
  for (const { body } of held) body.on('error', () => undefined).destroy()
  const next = await openHttp(`${url}/next`, {})
  next.body.on('error', () => undefined).destroy()
  expect(asked.slice(8)).toEqual(['/next'])
})

test('a request about a live call does not wait for recordings, however many are being fetched', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/command') response.end('done')
  })
  const url = `http://127.0.0.1:${await listening(server)}`
  const { sendHttp } = await import('../../../coordinator/twilio/http-client.ts')
  const recordings = Array.from({ length: 120 }, () =>
    sendHttp({ url: `${url}/recording`, followRedirects: true }).catch(() => undefined),
  )
  await once(server, 'request')
  expect((await sendHttp({ url: `${url}/command` })).body.toString()).toBe('done')
  server.closeAllConnections()
  server.close()
  await Promise.all(recordings)
})

test('a request that Twilio refuses late leaves the second auth token what is left of the 10 s', async () => {
  const server = createServer()
  const apiUrl = `http://127.0.0.1:${await listening(server)}`
  const credentials = { accountSid: 'AC1', authToken: 'old', authTokenSecondary: 'new', apiUrl }
  const { askTwilio, openAtTwilio } = await import('../../../coordinator/twilio/rest-client.ts')
  for (const ask of [() => askTwilio(credentials, { path: '/' }), () => openAtTwilio(credentials, '/')]) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const first = once(server, 'request')
    const reason = ask().then(String, String)
    const [, response] = await first
    await vi.advanceTimersByTimeAsync(6_000)
    const second = once(server, 'request')
    response.writeHead(401).end()
    await second
    await vi.advanceTimersByTimeAsync(4_000)
    vi.useRealTimers()
    expect(await reason).toContain('no answer within 10 s')
  }
})
