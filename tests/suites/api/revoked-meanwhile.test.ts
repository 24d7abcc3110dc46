import { once } from 'node:events'
import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ApiDeps } from '../../../coordinator/api/deps.ts'
import { historyExportRoutes } from '../../../coordinator/api/history-export.ts'
import { Refusal } from '../../../coordinator/http/problem.ts'
import type { SignedInRequest } from '../../../coordinator/http/routes.ts'
import { type Office, openOffice, type Person } from './office.ts'

let office: Office
const dial = vi.fn(async () => `CA${'0'.repeat(32)}`)
beforeAll(async () => {
  office = await openOffice({ carrier: { dial, cancel: async () => undefined } })
})
afterAll(() => office.close())

/** A request whose body arrives in two parts. */
function slowRequest({ cookie }: Person, path: string, body: object) {
  const json = JSON.stringify(body)
  const headers = { cookie, 'content-length': Buffer.byteLength(json), expect: '100-continue' }
  const request = httpRequest(office.url + path, { method: 'POST', headers })
  const status = new Promise<number | undefined>((resolve) =>
    request.on('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    }),
  )
  const begun = new Promise<void>((resolve) => request.on('continue', resolve))
  request.flushHeaders()
  return {
    async begin() {
      await begun
      request.write(json.slice(0, 5))
    },
    finish() {
      request.end(json.slice(5))
      return status
    },
  }
}

test('a request whose body is on its way does nothing once the account is disabled', async () => {
  const eve = await office.employ('eve')
  const requests = [
    slowRequest(eve, '/api/calls', { to: '+12175550147' }),
    slowRequest(eve, '/api/history/export', { limit: 10 }),
    slowRequest(eve, '/api/contacts', { name: 'Planted', numbers: [{ number: '+12175550199' }] }),
  ]
  await Promise.all(requests.map((it) => it.begin()))
  await office.people.change('eve', { disabled: true }, { who: null, from: 'a test' })
  await vi.waitUntil(async () => (await eve.get('/api/me')).status === 401)
  expect(await Promise.all(requests.map((it) => it.finish()))).toEqual([401, 401, 401])
  expect(dial).not.toHaveBeenCalled()
  expect(office.contacts.book.size).toBe(0)
})

/** A request whose session has ended after `times` looks at it. */
function requestOf(body: unknown, times: number): SignedInRequest {
  const checkAgain = vi.fn(async () => {
    if (checkAgain.mock.calls.length > times) throw new Refusal('unauthenticated')
  })
  return { body, query: {}, by: { agentId: 'eve' }, checkAgain } as unknown as SignedInRequest
}

test('an import that has waited for others imports nothing once its session has ended, or its client has hung up', async () => {
  const route = office.routes.find(({ path }) => path === '/api/contacts/import')
  const body = Buffer.from('Name,Number\nPlanted,+12175550199\n')
  await expect(route?.handle(requestOf(body, 0))).rejects.toMatchObject({ code: 'unauthenticated' })
  expect(office.contacts.book.size).toBe(0)
  const hungUp = Object.assign(requestOf(body, 1), { hungUp: true })
  await expect(route?.handle(hungUp)).rejects.toMatchObject({ code: 'unavailable' })
  expect(office.contacts.book.size).toBe(0)
  const mia = await office.employ('mia')
  const answer = await mia.request('POST', '/api/contacts/import', 'Name,Number\nAda,+12175550199\n')
  expect([answer.status, office.contacts.book.size]).toEqual([200, 1])
})

test('an export breaks off once its session has ended', async () => {
  const pages = vi.fn(async function* () {
    for (let n = 0; n < 3; n++) yield []
  })
  const record = vi.fn()
  const history = { everyPage: pages, missesCalls: async () => false }
  const deps = { history, desk: office.desk, audit: { record } }
  const [route] = historyExportRoutes(deps as unknown as ApiDeps)
  const answer = await route?.handle(requestOf({}, 2))
  if (!answer || !('takeOver' in answer)) throw new Error('no file')
  const server = createServer((request, response) => void answer.takeOver(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  await expect(fetch(`http://127.0.0.1:${port}`).then((it) => it.text())).rejects.toThrow()
  expect(record).toHaveBeenCalledWith(expect.objectContaining({ what: 'data_exported', result: 'failed' }))
  server.close()
})
