import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import Koa from 'koa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleFrom } from '../../../coordinator/http/console.ts'

const SCRIPT = `export const words = '${'telephone '.repeat(300)}'`
const PATH = '/assets/index-3f9a.js'
const folder = mkdtempSync(join(tmpdir(), 'switchyard-console-'))
let server: Server

beforeAll(async () => {
  const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content)
  mkdirSync(join(folder, 'assets'))
  put('index.html', '<!doctype html><title>Switchyard</title>')
  put('.built-from', 'a hash')
  put('logo.svg', '<svg/>')
  put('service-worker.js', '// stores nothing')
  put('manifest.webmanifest', '{}')
  put('assets/index-3f9a.js', SCRIPT)
  put('assets/index-3f9a.js.br', brotliCompressSync(SCRIPT))
  put('assets/index-3f9a.js.gz', gzipSync(SCRIPT))
  const app = new Koa()
  app.use(consoleFrom(folder))
  server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server.close().closeAllConnections()
  rmSync(folder, { recursive: true })
})

interface Answer {
  status: number | undefined
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Without a client that decompresses by itself. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
      .on('error', reject)
      .end()
  })
}
const accepting = (encoding: string) => get(PATH, { 'accept-encoding': encoding })

test('a browser gets the smallest file that it accepts', async () => {
  const codings: [string, string | undefined][] = [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0, gzip;q=0', undefined],
    ['gzip;q=0.5, identity;q=1', undefined],
    ['*', 'br'],
    ['deflate', undefined],
    ['', undefined],
  ]
  for (const [accepted, coding] of codings)
    expect([accepted, (await accepting(accepted)).headers['content-encoding']]).toEqual([accepted, coding])
  expect((await get(PATH)).headers['content-encoding']).toBeUndefined()
})

test('each of them is the same script, with a length and an ETag of its own', async () => {
  const [br, gzip, plain] = await Promise.all([accepting('br'), accepting('gzip'), accepting('identity')])
  expect(brotliDecompressSync(br.body).toString()).toBe(SCRIPT)
  expect(gunzipSync(gzip.body).toString()).toBe(SCRIPT)
  expect(plain.body.toString()).toBe(SCRIPT)
  expect(new Set([br, gzip, plain].map(({ headers }) => headers.etag)).size).toBe(3)
  for (const { status, headers, body } of [br, gzip, plain]) {
    expect(status).toBe(200)
    expect(headers['content-length']).toBe(String(body.length))
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(headers.vary).toBe('Accept-Encoding')
    expect(headers['last-modified']).toMatch(/GMT$/)
  }
})

test('a browser that has it gets no second copy, and keeps it for as long as before', async () => {
  const { headers } = await accepting('br')
  const again = await get(PATH, { 'accept-encoding': 'br', 'if-none-match': headers.etag ?? '' })
  expect(again.status).toBe(304)
  expect(again.body.length).toBe(0)
  expect(again.headers).toMatchObject({ etag: headers.etag, vary: 'Accept-Encoding' })
  expect(again.headers['content-encoding']).toBeUndefined()
  const other = await get(PATH, { 'accept-encoding': 'gzip', 'if-none-match': headers.etag ?? '' })
  expect(other.status).toBe(200)
})

test('HEAD answers what GET would, without the body', async () => {
  const asked = await get(PATH, { 'accept-encoding': 'br' }, 'HEAD')
  const { headers } = await accepting('br')
  expect(asked.status).toBe(200)
  expect(asked.body.length).toBe(0)
  for (const name of ['content-length', 'content-encoding', 'content-type', 'etag'])
    expect([name, asked.headers[name]]).toEqual([name, headers[name]])
})

test('a request for a range gets the whole file, uncompressed', async () => {
  const { status, headers, body } = await get(PATH, { 'accept-encoding': 'br', range: 'bytes=0-9' })
  expect([status, headers['content-encoding'], body.toString()]).toEqual([200, undefined, SCRIPT])
})

test('browsers ask each time for what keeps its address: the worker, the manifest', async () => {
  const worker = await get('/service-worker.js')
  expect(worker.headers['content-type']).toBe('text/javascript; charset=utf-8')
  const manifest = await get('/manifest.webmanifest')
  expect(manifest.headers['content-type']).toMatch('application/manifest+json')
  for (const { headers } of [worker, manifest]) expect(headers['cache-control']).toBe('no-cache')
})

test('what the build keeps for itself is not served', async () => {
  for (const path of ['/.built-from', `${PATH}.br`, `${PATH}.gz`, '/assets', '/assets/'])
    expect([path, (await get(path)).status]).toEqual([path, 404])
  expect((await get('/logo.svg')).headers['content-type']).toBe('image/svg+xml')
  expect((await get('/', { accept: 'text/html' })).headers['cache-control']).toBe('no-cache')
})

test('a build that is replaced is served until the process ends', async () => {
  rmSync(join(folder, 'assets'), { recursive: true })
  expect((await get(PATH)).body.toString()).toBe(SCRIPT)
})
