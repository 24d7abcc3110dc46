import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as plainRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AppOptions, createApp } from '../../../coordinator/http/app.ts'
import { type Endpoint, routerOf } from '../../../coordinator/http/router.ts'
import { createLog } from '../../../coordinator/ops/log.ts'
import { createMetrics } from '../../../coordinator/ops/metrics.ts'
import { idsOnly } from '../../../coordinator/ops/tracing.ts'
import { RedisAway } from '../../../coordinator/redis/redis-away.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchyard-console-'))
const servers: Server[] = []
let lines: string[] = []
let metrics = createMetrics()
let url: string

async function serve(options: Partial<AppOptions> = {}): Promise<string> {
  const get = (path: string, answer: Endpoint['answer']): Endpoint => ({ method: 'GET', path, answer })
  const router = routerOf([
    get('/sounds/hold.wav', (ctx) => {
      ctx.body = Buffer.from('RIFF')
    }),
    get('/api/broken', () => {
      throw new Error('a bug', { cause: new Error('its root') })
    }),
    get('/api/away', () => {
      throw new RedisAway('Redis cannot be reached')
    }),
    get('/api/whence/:name', (ctx) => {
      ctx.body = ctx.ip
    }),
  ])
  const write = (line: unknown, _: string, done: () => void) => {
    lines.push(String(line))
    done()
  }
  metrics = createMetrics()
  const app = createApp({
    router,
    publicUrl: 'http://127.0.0.1:3000',
    signalingUrl: null,
    trustedProxies: 0,
    consoleFolder: folder,
    log: createLog('debug', new Writable({ write })),
    metrics,
    audit: { record: () => undefined },
    tracing: idsOnly(randomUUID),
    ...options,
  })
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const page = (path: string) => fetch(url + path, { headers: { accept: 'text/html,*/*;q=0.8' } })

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Switchyard</title>')
  writeFileSync(join(folder, 'assets', 'index-3f9a.js'), 'export {}')
  url = await serve()
})
beforeEach(() => {
  lines = []
})
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections()
  rmSync(folder, { recursive: true })
})

describe('the console', () => {
  test('is asked for anew each time, its assets never again', async () => {
    const root = await page('/')
    expect(await root.text()).toContain('<title>Switchyard</title>')
    expect(root.headers.get('cache-control')).toBe('no-cache')
    const asset = await fetch(`${url}/assets/index-3f9a.js`)
    expect(asset.headers.get('content-type')).toContain('javascript')
    expect(asset.headers.get('cache-control')).toContain('immutable')
  })

  test('answers for every page of its own, but not for files that are not there', async () => {
    expect((await page('/history/CA1')).status).toBe(200)
    expect((await fetch(`${url}/assets/index-gone.js`)).status).toBe(404)
    expect((await fetch(`${url}/history`, { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(
      404,
    )
  })

  test('hands out nothing from outside its folder', async () => {
    const status = await new Promise((resolve) => {
      const path = '/..%2f..%2f..%2fetc%2fpasswd'
      plainRequest(`${url}${path}`, (response) => resolve(response.resume().statusCode)).end()
    })
    expect([400, 403, 404]).toContain(status)
  })

  test('may load from itself only, reach Twilio, and use the microphone', async () => {
    const { headers } = await page('/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy.split(';')).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' https://*.twilio.com wss://*.twilio.com",
        "media-src 'self' blob: data: mediastream:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    )
    expect(policy).not.toContain('upgrade-insecure-requests')
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('permissions-policy')).toContain('microphone=(self)')
    expect(headers.get('x-powered-by')).toBeNull()
  })

  test('over https stays there, and signals where it is told', async () => {
    const secure = await serve({
      publicUrl: 'https://desk.example.com',
      signalingUrl: 'wss://voice.example.com/signal',
    })
    const { headers } = await fetch(secure)
    const everywhere = await Promise.all(
      ['/', '/api/whence/me', '/nothing'].map((path) => fetch(secure + path)),
    )
    for (const response of everywhere) {
      expect(response.headers.get('strict-transport-security')).toContain('max-age=')
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect(headers.get('content-security-policy')).toContain('wss://*.twilio.com wss://voice.example.com;')
  })
})

describe('an answer of the API', () => {
  test('to an unknown path is a problem, also for a browser', async () => {
    for (const path of ['/api/nothing', '/api', '/api/'])
      expect([path, (await page(path)).status]).toEqual([path, 404])
    const missing = await page('/api/nothing')
    expect(missing.headers.get('content-type')).toBe('application/problem+json')
    expect(await missing.json()).toEqual({
      type: 'urn:switchyard:problem:not_found',
      title: 'No such resource',
      status: 404,
      code: 'not_found',
      detail: 'No such resource',
    })
  })

  test('is stored nowhere and rendered by nothing', async () => {
    const { headers } = await fetch(`${url}/api/whence/me`)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  test('or a sound is rendered, framed and loaded by no page of another site', async () => {
    for (const path of ['/api/whence/me', '/api/nothing', '/sounds/hold.wav', '/nothing']) {
      const { headers } = await fetch(url + path)
      const policy = headers.get('content-security-policy')
      expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")])
      expect([path, policy]).toEqual([path, expect.stringContaining("base-uri 'none'")])
      expect([path, headers.get('cross-origin-resource-policy')]).toEqual([path, 'same-origin'])
      expect([path, headers.get('referrer-policy')]).toEqual([path, 'same-origin'])
    }
  })

  test('to a request that fails tells nothing of the cause, which is logged', async () => {
    const failed = await fetch(`${url}/api/broken`, { headers: { 'x-request-id': 'req-7' } })
    expect(failed.status).toBe(500)
    const body = await failed.text()
    expect(JSON.parse(body)).toMatchObject({ code: 'internal' })
    expect(body).not.toContain('bug')
    const logged = lines.find((line) => line.includes('Request failed')) ?? ''
    expect(JSON.parse(logged)).toMatchObject({ level: 50, requestId: 'req-7', path: '/api/broken' })
    expect(logged).toContain('a bug')
    expect(logged).toContain('its root')
  })

  test('without Redis asks to try again', async () => {
    const away = await fetch(`${url}/api/away`)
    expect(away.status).toBe(503)
    expect(away.headers.get('retry-after')).toBe('1')
    expect(await away.json()).toMatchObject({ code: 'unavailable' })
    expect(lines.join()).not.toContain('Request failed')
  })
})

describe('a request', () => {
  test('for a host that only leads to this machine is refused, where only this machine is served', async () => {
    const { port } = new URL(url)
    const asked = (host: string, at = url) =>
      new Promise((resolve) => {
        plainRequest(`${at}/api/whence/me`, { headers: { host } }, (response) =>
          resolve(response.resume().statusCode),
        ).end()
      })
    for (const host of ['127.0.0.1', `localhost:${port}`, `[::1]:${port}`, 'desk.localhost'])
      expect([host, await asked(host)]).toEqual([host, 200])
    for (const host of [
      'evil.example.com',
      `evil.example.com:${port}`,
      '127.0.0.1.evil.example.com',
      '192.0.2.1',
      'a b',
    ])
      expect([host, await asked(host)]).toEqual([host, 403])
    const public_ = await serve({ publicUrl: 'https://desk.example.com' })
    expect(await asked('10.0.0.7:8080', public_)).toBe(200)
  })

  test('keeps the id it came with, when it is one', async () => {
    const idOf = async (given: Record<string, string>) =>
      (await fetch(`${url}/api/nothing`, { headers: given })).headers.get('x-request-id')
    expect(await idOf({ 'x-request-id': 'trace-1.2_3' })).toBe('trace-1.2_3')
    expect(await idOf({ 'x-request-id': 'x'.repeat(65) })).toMatch(/^[0-9a-f]{32}$/)
    expect(await idOf({})).not.toBe(await idOf({}))
  })

  test('comes from where the trusted proxies say, and from nowhere else', async () => {
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }
    const from = async (origin: string) =>
      (await fetch(`${origin}/api/whence/me`, { headers: forwarded })).text()
    expect(await from(url)).toBe('127.0.0.1')
    expect(await from(await serve({ trustedProxies: 1 }))).toBe('203.0.113.9')
    expect(await from(await serve({ trustedProxies: 2 }))).toBe('198.51.100.1')
  })

  test('is measured by the pattern of its path', async () => {
    const measured = await serve()
    await fetch(`${measured}/api/whence/mia`)
    await fetch(`${measured}/api/whence/noah`)
    const { text } = await metrics.expose()
    const labels = 'method="GET",route="/api/whence/:name",status="200"'
    expect(text).toContain(`switchyard_http_request_seconds_count{${labels}} 2`)
  })
})
